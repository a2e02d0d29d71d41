"""A table of a page: named columns, and rows of cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docusnap.domain.page import Box, Polygon
from docusnap.domain.polygons import polygon_json
from docusnap.domain.value_types import Normalized, ValueType


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, its lines joined by spaces; an empty cell has no box.

    `box` is in pixels of the upright page, `polygon` in those of the file's own picture. `normalized` is the fixed form
    of what is no mere text: see `docusnap.domain.result.TypedValue`.
    """

    text: str
    box: Box | None = None
    polygon: Polygon | None = None
    type: ValueType = "text"
    normalized: Normalized = None

    def as_json(self) -> Mapping[str, Any]:
        """As it stands in a result."""
        return {
            "text": self.text,
            "type": self.type,
            "normalized": self.normalized,
            "box": [round(c) for c in self.box] if self.box else None,
            "polygon": polygon_json(self.polygon),
        }


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (None where the table has no row of headings), and the type of most of its cells.

    `checks`: "sum" where one of the last cells is the sum of those above it.
    """

    name: str | None
    type: ValueType = "text"
    checks: tuple[str, ...] = ()

    def as_json(self) -> Mapping[str, Any]:
        """As it stands in a result."""
        return {"name": self.name, "type": self.type, "checks": list(self.checks)}


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page (from 1). Each row has a cell for each column; headings are in `columns`, not in `rows`."""

    page: int
    box: Box
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    polygon: Polygon | None = None

    def as_json(self) -> Mapping[str, Any]:
        """As it stands in a result."""
        return {
            "page": self.page,
            "box": [round(c) for c in self.box],
            "polygon": polygon_json(self.polygon),
            "columns": [column.as_json() for column in self.columns],
            "rows": [[cell.as_json() for cell in row] for row in self.rows],
        }

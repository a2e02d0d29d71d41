"""Where each text stands on an invoice, and what stands before and above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from docusnap.domain.page import Box, Page, Segment, enclosing

_MOST_CELLS = 900
_LONGEST = 240
_FAR = 14.0
"""Heights of a line beyond which text above is no heading of what stands below."""
_PARTED = re.compile(r"\s{3,}")


@dataclass(frozen=True, eq=False)
class Cell:
    """One segment; `line` is the id of its line, `index` its place on the line; y grows from page to page."""

    text: str
    box: Box
    line: str
    index: int
    sure: float
    page: int

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.box[1] + self.box[3]) / 2


class Cells:
    """All segments of an invoice's pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.cells: list[Cell] = []
        self._lines: dict[str, list[Cell]] = {}
        top = 0.0
        for number, page in enumerate(pages):
            for line in page.lines:
                for index, segment in enumerate(line.segments):
                    if len(self.cells) < _MOST_CELLS and len(segment.text) <= _LONGEST:
                        self._add(segment, line.id, index, top, number)
            top += page.height
        self.height = max(1.0, median([c.box[3] - c.box[1] for c in self.cells] or [1.0]))
        frame = enclosing([c.box for c in self.cells if c.page == 0] or [(0, 0, 1, 1)])
        self.left, self.top, self.right, self.bottom = frame
        self._above: dict[int, list[Cell]] = {}

    def _add(self, segment: Segment, line: str, index: int, top: float, page: int) -> None:
        x0, y0, x1, y1 = segment.box
        cell = Cell(segment.text, (x0, y0 + top, x1, y1 + top), line, index, segment.confidence, page)
        self.cells.append(cell)
        self._lines.setdefault(line, []).append(cell)

    def before(self, cell: Cell) -> Cell | None:
        """The one to the left on the same line."""
        row = self._lines[cell.line]
        at = row.index(cell)
        return row[at - 1] if at else None

    def after(self, cell: Cell) -> Cell | None:
        """The one to the right on the same line."""
        row = self._lines[cell.line]
        at = row.index(cell)
        return row[at + 1] if at + 1 < len(row) else None

    def row(self, cell: Cell) -> list[Cell]:
        """All on its line, left to right."""
        return self._lines[cell.line]

    def above(self, cell: Cell) -> list[Cell]:
        """Those that stand over it on its page, the nearest first, up to a handful."""
        key = id(cell)
        if key not in self._above:
            self._above[key] = self._over(cell, upward=True)
        return self._above[key]

    def below(self, cell: Cell) -> list[Cell]:
        """Those that stand under it, the nearest first."""
        return self._over(cell, upward=False)

    def _over(self, cell: Cell, *, upward: bool) -> list[Cell]:
        found = []
        for other in self.cells:
            gap = cell.box[1] - other.box[3] if upward else other.box[1] - cell.box[3]
            if other.page == cell.page and -0.4 * self.height < gap < _FAR * self.height and other.line != cell.line:
                over = min(cell.box[2], other.box[2]) - max(cell.box[0], other.box[0])
                if over > 0.2 * min(cell.box[2] - cell.box[0], other.box[2] - other.box[0]):
                    found.append((gap, other))
        return [other for _, other in sorted(found, key=lambda f: f[0])[:8]]

    def block_above(self, cell: Cell) -> list[Cell]:
        """The lines right above it without a wide gap, the nearest first."""
        return self._chain(cell, self.above(cell), upward=True)

    def block_below(self, cell: Cell) -> list[Cell]:
        """The lines right below it without a wide gap, the nearest first."""
        return self._chain(cell, self.below(cell), upward=False)

    def _chain(self, cell: Cell, others: Sequence[Cell], *, upward: bool) -> list[Cell]:
        chain, last = [], cell
        for other in others:
            gap = last.box[1] - other.box[3] if upward else other.box[1] - last.box[3]
            if gap > 1.1 * max(self.height, min(last.box[3] - last.box[1], other.box[3] - other.box[1])):
                break
            chain.append(other)
            last = other
        return chain

    def place(self, cell: Cell) -> list[float]:
        """Left, middle and right across the page, down the page, height beside the usual, page."""
        wide, high = max(1.0, self.right - self.left), max(1.0, self.bottom - self.top)
        x0, y0, x1, y1 = cell.box
        across = [(x - self.left) / wide for x in (x0, (x0 + x1) / 2, x1)]
        return [*across, (cell.middle - self.top) / high, (y1 - y0) / self.height, float(cell.page), cell.sure]

    @cached_property
    def tallest(self) -> float:
        """Height of the tallest text."""
        return max((c.box[3] - c.box[1] for c in self.cells), default=1.0)

    def around(self, cell: Cell, start: int) -> tuple[str, str, str, str]:
        """What may be the label of the text that begins at `start`: before it, left of it, above it, above that."""
        own = cell.text[max(0, start - 44) : start]
        left = self.before(cell) if sum(c.isalpha() for c in own) < 2 else None
        above = self.above(cell)[:2]
        over = [other.text if len(other.text) < 60 else "" for other in above] + ["", ""]
        return own, left.text[-60:] if left else "", over[0], over[1]

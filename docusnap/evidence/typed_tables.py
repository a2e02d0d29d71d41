"""Cells of tables as programs take them: typed, in one fixed form; and columns held to the sum they print."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from docusnap.domain.amounts import parse_amount
from docusnap.domain.currencies import CURRENCIES
from docusnap.domain.tables import Cell, Column, Table
from docusnap.domain.value_types import ValueType
from docusnap.evidence.value_types import normal

_SUM_ROWS = 4
"""So many of the last rows may hold the sum of those above."""
_CENT = Decimal("0.01")


def typed_tables(tables: Sequence[Table], kv: Mapping[str, str], *, day_first: bool) -> tuple[Table, ...]:
    """The tables with types. `kv` are the paper's values: where one of them is a currency, it is that of all sums."""
    currency = next((text for text in kv.values() if text in CURRENCIES), None)
    return tuple(_typed(table, currency, day_first) for table in tables)


def _typed(table: Table, currency: str | None, day_first: bool) -> Table:
    names = [column.name or "" for column in table.columns]
    rows = tuple(
        tuple(_cell(name, cell, currency, day_first) for name, cell in zip(names, row, strict=True))
        for row in table.rows
    )
    columns = tuple(_column(column, [row[i] for row in rows]) for i, column in enumerate(table.columns))
    return replace(table, columns=columns, rows=rows)


def _cell(name: str, cell: Cell, currency: str | None, day_first: bool) -> Cell:
    if not cell.text:
        return cell
    said = normal(name, cell.text, currency=currency, day_first=day_first)
    return replace(cell, type=said.type, normalized=said.normalized)


def _column(column: Column, cells: Sequence[Cell]) -> Column:
    types: Counter[ValueType] = Counter(cell.type for cell in cells if cell.text)
    kind: ValueType = types.most_common(1)[0][0] if types else "text"
    return replace(column, type=kind, checks=("sum",) if _adds_up(cells) else ())


def _adds_up(cells: Sequence[Cell]) -> bool:
    """Whether a number among the last cells is the sum of two or more above it."""
    amounts = [parse_amount(cell.text) if _is_number(cell) else None for cell in cells]
    for at in range(max(2, len(amounts) - _SUM_ROWS), len(amounts)):
        printed, above = amounts[at], [amount for amount in amounts[:at] if amount]
        if printed and len(above) > 1 and abs(sum(above, Decimal()) - printed) < _CENT:
            return True
    return False


def _is_number(cell: Cell) -> bool:
    return cell.type in ("money", "number") or (cell.type == "text" and cell.text[-1:].isdigit())

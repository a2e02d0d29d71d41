"""Lists of objects: the items of a receipt or an invoice, or the rows of a table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from docusnap.domain.answer import Value
from docusnap.domain.asked import AskedField
from docusnap.domain.items import Item
from docusnap.domain.page import Line, Page
from docusnap.domain.tables import Cell, Table
from docusnap.extraction.asked.meaning import Meaning, agreement, meaning, meanings
from docusnap.extraction.items import read_items
from docusnap.extraction.receipts.rows import rows_of

Row = Mapping[str, Value]
"""The values of one row by the names of the properties."""

_CALLED = """
items item lines line products product articles article positions position posten purchases purchase goods services
service entries entry rows row artikel artículos barang 商品 明细
"""
_LISTS = frozenset(_CALLED.split())
"""What a list of things sold is called."""
_OF_ITEM = {
    "paper item_name": "name",
    "paper quantity": "quantity",
    "paper unit_price": "unit_price",
    "paper item_amount": "amount",
    "paper item_tax": "tax",
}
_PROVEN, _READ = 0.95, 0.85
_IN_COLUMN = 0.8
_AGREES = 0.7
_MOST_ROWS = 200


def rows_for(field: AskedField, pages: Sequence[Page], tables: Sequence[Table], items: Sequence[Item]) -> list[Row]:
    """The rows of a list of objects, empty where there are none; `tables` and `items` are those of the pages."""
    assert field.item is not None
    wanted = {inside.name: _of_column(inside) for inside in field.item.fields}
    rows = [row for table in tables for row in _in_table(table, wanted, pages)][:_MOST_ROWS]
    columns = len(set().union(*rows))
    sold = _sold(items or read_items(pages).items, pages, wanted) if _may_be_items(field, wanted) else []
    if sold and len(set().union(*sold)) >= columns:
        return sold
    return rows


def _of_column(field: AskedField) -> tuple[Meaning, ...]:
    return (*meanings(field, of_row=True), *meanings(field))


def _may_be_items(field: AskedField, wanted: Mapping[str, Sequence[Meaning]]) -> bool:
    """Whether the list is called so, or its properties are those of things sold."""
    named = bool(meaning(field.name).words & _LISTS)
    return named or sum(_part_of_item(means) is not None for means in wanted.values()) >= 2


def _part_of_item(means: Sequence[Meaning]) -> str | None:
    concepts = {concept for one in means for concept in one.concepts}
    return next((part for concept, part in _OF_ITEM.items() if concept in concepts), None)


def _sold(items: Sequence[Item], pages: Sequence[Page], wanted: Mapping[str, Sequence[Meaning]]) -> list[Row]:
    parts = {name: part for name, means in wanted.items() if (part := _part_of_item(means))}
    if not parts:
        return []
    lines = {(_page_of(row.line), row.line.id): row.line for row in rows_of(pages)}
    found: list[Row] = []
    for item in items:
        ids = tuple(id for (page, id), line in lines.items() if page == item.page and _within(line, item))
        chance = _PROVEN if "sum" in item.checks or "product" in item.checks else _READ
        texts = {name: _text(item, part) for name, part in parts.items()}
        found.append({name: Value(text, ids, chance=chance) for name, text in texts.items() if text})
    return [row for row in found if row][:_MOST_ROWS]


def _text(item: Item, part: str) -> str:
    value = getattr(item, part)
    return f"{value:f}" if isinstance(value, Decimal) else value or ""


def _page_of(line: Line) -> int:
    return int(line.id[1:].split(".")[0])


def _within(line: Line, item: Item) -> bool:
    middle = (line.box[1] + line.box[3]) / 2
    return item.box[1] <= middle <= item.box[3]


def _in_table(table: Table, wanted: Mapping[str, Sequence[Meaning]], pages: Sequence[Page]) -> list[Row]:
    """The rows of a table whose headings name two of the properties, or half of them."""
    columns = _columns([column.name or "" for column in table.columns], wanted)
    if len(columns) < min(2, len(wanted)) or len(columns) < len(wanted) / 2:
        return []
    lines = [line for page in pages if page.number == table.page for line in page.lines]
    rows = ({name: _value(row[at], lines) for name, at in columns.items() if row[at].text} for row in table.rows)
    return [row for row in rows if row]


def _columns(names: Sequence[str], wanted: Mapping[str, Sequence[Meaning]]) -> dict[str, int]:
    """For each property the column whose heading says it best; each column for one property only."""
    columns: dict[str, int] = {}
    for at, name in enumerate(names):
        own, in_row = meaning(name), meaning(name, of_row=True)
        label = Meaning(own.words, own.concepts | in_row.concepts)
        left = {called: agreement(means, label) for called, means in wanted.items() if called not in columns}
        best = max(left, key=left.__getitem__, default="")
        if best and left[best] >= _AGREES:
            columns[best] = at
    return columns


def _value(cell: Cell, lines: Sequence[Line]) -> Value:
    """The text of a cell, with the lines that it stands on."""
    box = cell.box
    on = [line.id for line in lines if box and box[1] <= (line.box[1] + line.box[3]) / 2 <= box[3]]
    return Value(cell.text, tuple(on), chance=_IN_COLUMN)

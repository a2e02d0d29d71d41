"""Lists of objects: the items of a receipt or an invoice, or the rows under a line that names the columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from docusnap.domain.answer import Value
from docusnap.domain.asked import AskedField
from docusnap.domain.items import Item
from docusnap.domain.page import Line, Page, Segment
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
_FARTHEST = 3.0
"""A row farther below the last than so many times the usual gap is no part of the table."""


def rows_for(field: AskedField, pages: Sequence[Page]) -> list[Row]:
    """The rows of a list of objects, empty where there are none."""
    assert field.item is not None
    wanted = {inside.name: _of_column(inside) for inside in field.item.fields}
    tables = [table for page in pages if (table := _table(page, wanted))]
    columns = max((len(set().union(*rows)) for rows in tables if rows), default=0)
    sold = _sold(pages, wanted) if _may_be_items(field, wanted) else []
    if sold and len(set().union(*sold)) >= columns:
        return sold
    return [row for rows in tables for row in rows][:_MOST_ROWS]


def _of_column(field: AskedField) -> tuple[Meaning, ...]:
    return (*meanings(field, of_row=True), *meanings(field))


def _may_be_items(field: AskedField, wanted: Mapping[str, Sequence[Meaning]]) -> bool:
    """Whether the list is called so, or its properties are those of things sold."""
    named = bool(meaning(field.name).words & _LISTS)
    return named or sum(_part_of_item(means) is not None for means in wanted.values()) >= 2


def _part_of_item(means: Sequence[Meaning]) -> str | None:
    concepts = {concept for one in means for concept in one.concepts}
    return next((part for concept, part in _OF_ITEM.items() if concept in concepts), None)


def _sold(pages: Sequence[Page], wanted: Mapping[str, Sequence[Meaning]]) -> list[Row]:
    parts = {name: part for name, means in wanted.items() if (part := _part_of_item(means))}
    if not parts:
        return []
    lines = {(_page_of(row.line), row.line.id): row.line for row in rows_of(pages)}
    found: list[Row] = []
    for item in read_items(pages).items:
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


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    head: Segment


def _table(page: Page, wanted: Mapping[str, Sequence[Meaning]]) -> list[Row]:
    """The rows below the line that names most of the columns; none where no line names two of them, or half."""
    heads = [(_columns(line, wanted), number) for number, line in enumerate(page.lines)]
    columns, at = max(heads, key=lambda head: (len(head[0]), -head[1]), default=([], 0))
    if len(columns) < max(2, len(wanted) / 2):
        return []
    return list(_rows(page.lines[at + 1 :], columns, page.lines[at]))


def _columns(line: Line, wanted: Mapping[str, Sequence[Meaning]]) -> list[_Column]:
    """Each piece of the line that names a property not yet named."""
    columns: list[_Column] = []
    for segment in line.segments:
        own, in_row = meaning(segment.text), meaning(segment.text, of_row=True)
        label = Meaning(own.words, own.concepts | in_row.concepts)
        taken = {column.name for column in columns}
        left = {name: agreement(means, label) for name, means in wanted.items() if name not in taken}
        name = max(left, key=left.__getitem__, default="")
        if name and left[name] >= _AGREES:
            columns.append(_Column(name, segment))
    return columns


def _rows(lines: Sequence[Line], columns: Sequence[_Column], head: Line) -> Iterator[Row]:
    """One for each line, until one stands far off or none of its pieces stands in two columns."""
    gaps = [below.box[1] - above.box[1] for above, below in zip((head, *lines), lines, strict=False)]
    usual = median(gaps[:10]) if gaps else 0.0
    for line, gap in list(zip(lines, gaps, strict=False))[:_MOST_ROWS]:
        cells = _cells(line, columns)
        if gap > _FARTHEST * max(usual, 1.0) or len(cells) < min(2, len(columns)):
            return
        yield cells


def _cells(line: Line, columns: Sequence[_Column]) -> Row:
    cells: dict[str, list[str]] = {}
    for segment in line.segments:
        column = max(columns, key=lambda column: _overlap(column.head, segment))
        if _overlap(column.head, segment) > -2 * (segment.box[3] - segment.box[1]):
            cells.setdefault(column.name, []).append(segment.text)
    return {name: Value(" ".join(texts), (line.id,), chance=_IN_COLUMN) for name, texts in cells.items()}


def _overlap(head: Segment, piece: Segment) -> float:
    """How much of their widths lies above each other, negative for the gap between them."""
    return min(head.box[2], piece.box[2]) - max(head.box[0], piece.box[0])

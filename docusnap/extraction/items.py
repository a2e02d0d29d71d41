"""The line items of a receipt or an invoice: rows of a name, a quantity, a price and an amount, proved by their sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, product

from docusnap.domain.items import Item, ItemList
from docusnap.domain.page import Box, Page, enclosing
from docusnap.domain.polygons import polygon_in_file
from docusnap.extraction.item_rows import Priced, is_bare_sum, is_heading, name_in, priced
from docusnap.extraction.receipts.rows import Row, Topic, rows_of

_SUMS: tuple[Topic, ...] = ("subtotal", "total", "due", "rounded")
_NEVER_ITEMS: tuple[Topic, ...] = (*_SUMS, "rounding", "payment", "change", "summary")
_DOUBTFUL: tuple[Topic, ...] = ("service", "count")
_MOST_OF_A_KIND = 4
_MOST_ROWS = 300
_MOST_LEFT_OUT = 40
"""Rows up to which it is tried whether the others add up without one."""
_AMOUNTS_FROM = 0.55
"""Of the width of the text: an amount ends to the right of this."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A row with an amount, and the line above it that may hold its name. `doubtful`: perhaps no item."""

    row: Row
    priced: Priced
    above: Row | None
    doubtful: bool


def read_items(pages: Sequence[Page]) -> ItemList:
    """The items, in the order of the pages; none where the paper lists none.

    Rows are taken as printed, none is made up. Where their amounts make none of the paper's sums, other ways to read
    the rows are tried: the product of quantity and price as the amount, and one row the less.
    """
    rows = rows_of(pages)
    found = list(islice(_found(rows, pages), _MOST_ROWS))
    sure = [f for f in found if not f.doubtful]
    listed = rows.index(sure[-1].row) + 1 if sure else 0
    sums = _sums_of(rows[listed:])
    proved = next((way for way in _ways(found) if sum((f.priced.amount for f in way), Decimal()) in sums), None)
    items = _items(sure if proved is None else proved, {page.number: page for page in pages})
    if proved is None:
        return ItemList(items, False if items and sums else None)
    return ItemList(tuple(replace(item, checks=(*item.checks, "sum")) for item in items), True)


def _found(rows: Sequence[Row], pages: Sequence[Page]) -> Iterator[_Found]:
    """The rows with an amount, from the heading of their columns, if there is one, to the first sum of the paper."""
    cents = _shows_cents(rows)
    edges = {page.number: _amounts_begin(page) for page in pages}
    end = next((i for i, row in enumerate(rows) if row.topic in _SUMS and row.sums), len(rows))
    start = next((i + 1 for i, row in enumerate(rows[:end]) if is_heading(row.text)), 0)
    begun, above = False, None
    for row in rows[start:end]:
        read = priced(row, cents=cents, after=edges[_page_of(row)])
        if read is None:
            above = row if name_in(row.text) and not any(money.has_cents for money in row.sums) else None
        elif row.topic in _NEVER_ITEMS or is_bare_sum(read.name):
            if begun:
                return
        else:
            begun = True
            if row.topic == "discount":
                read = replace(read, amount=-abs(read.amount))
            if read.amount and (row.topic != "tax" or read.is_product):
                yield _Found(row, read, above, row.topic in _DOUBTFUL and not read.is_product)
            above = None


def _page_of(row: Row) -> int:
    return int(row.line.id[1:].split(".")[0])


def _amounts_begin(page: Page) -> float:
    """The pixel to the right of which an amount ends."""
    boxes = [segment.box for segment in page.segments]
    if not boxes:
        return 0.0
    left, _, right, _ = enclosing(boxes)
    return left + _AMOUNTS_FROM * (right - left)


def _shows_cents(rows: Sequence[Row]) -> bool:
    last = [row.sums[-1] for row in rows if row.sums and (row.topic or len(row.line.segments) > 1)]
    return sum(money.has_cents for money in last) * 3 >= len(last)


def _sums_of(rows: Sequence[Row]) -> frozenset[Decimal]:
    """What the items may add up to, by the rows below them: each sum as it is, and less what is added to the items."""
    by_topic: dict[Topic, list[Decimal]] = {}
    for row in rows:
        for money in row.sums[-1:]:
            held = by_topic.setdefault(row.topic, [])
            if money.value not in held and len(held) < _MOST_OF_A_KIND:
                held.append(money.value)
    nothing = [Decimal()]
    taxes = by_topic.get("tax", [])
    added = (
        nothing + taxes + ([sum(taxes, Decimal())] if len(taxes) > 1 else []),
        nothing + by_topic.get("service", []),
        nothing + [sign * abs(r) for r in by_topic.get("rounding", []) if abs(r) < 1 for sign in (1, -1)],
        nothing + [-abs(d) for d in by_topic.get("discount", [])],
    )
    sums = [abs(value) for topic in _SUMS for value in by_topic.get(topic, [])]
    return frozenset(whole - sum(parts, Decimal()) for whole in sums for parts in product(*added)) - {Decimal()}


def _ways(found: Sequence[_Found]) -> Iterator[Sequence[_Found]]:
    """The rows as read; then with doubtful ones, with the products as the amounts, without one that lacks a part."""
    sure = [f for f in found if not f.doubtful]
    if sure:
        yield sure
    if not found:
        return
    yield found
    by_product = [replace(f, priced=f.priced.by_product()) for f in found]
    if by_product != found:
        yield by_product
    for way in (sure, found, by_product) if len(found) <= _MOST_LEFT_OUT else ():
        for i, left_out in enumerate(way):
            if len(way) > 1 and (left_out.priced.quantity is None or not left_out.priced.name):
                yield [*way[:i], *way[i + 1 :]]


def _items(found: Sequence[_Found], pages: dict[int, Page]) -> tuple[Item, ...]:
    named = sum(bool(f.priced.name) for f in found)
    items = []
    for f in found:
        above = f.above if not f.priced.name or named * 2 < len(found) else None
        name = f.priced.name or (name_in(above.text) if above else "")
        number = _page_of(f.row)
        boxes: list[Box] = [
            word.place for line in (f.row.line, *([above.line] if above else [])) for word in line.words
        ]
        box = enclosing(boxes)
        p = f.priced
        checks = ("product",) if p.is_product else ()
        polygon = polygon_in_file(pages[number], box)
        items.append(Item(name, p.amount, p.quantity, p.unit_price, p.tax, number, box, polygon, checks))
    return tuple(items)

"""Tables on a form: a heading over each column, its figures below."""

from collections.abc import Collection, Sequence

from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import may_label, words_in


def find_columns(sheet: Sheet, used: Collection[int]) -> list[Label]:
    """A label for each column of the page's tables, with all its cells as the value.

    A table is a row of headings of which two or more stand over figures, and whose rows have no labels of their own.
    """
    columns = {id(p): _Column(sheet, p, used) for p in sheet.pieces if id(p) not in used and _may_head(sheet, p)}
    found: list[Label] = []
    taken: set[int] = set()
    for p in sheet.pieces:
        row = [columns[id(q)] for q in (p, *sheet.row(p)) if id(q) in columns]
        figures = [c for c in row if c.cells and _is_figure(c.cells[0])]
        level = [c for c in row if c.cells and figures and _level(sheet, c.cells[0], figures[0].cells[0])]
        if id(p) in taken or len(figures) < 2 or len(level) < 2 or _labelled(sheet, figures[0].cells[0]):
            continue
        rows = _rows(sheet, level)
        for column in level:
            if not any(id(q) in taken for q in (*column.names, *column.cells)):
                column.cells = column.cells[:rows]
                found.append(Label(column.names, True, None, column.cells))
                taken |= {id(q) for q in (*column.names, *column.cells)}
    return found


class _Column:
    """A heading, of one line or more, and the cells below it."""

    def __init__(self, sheet: Sheet, head: Piece, used: Collection[int]) -> None:
        self.names = [head]
        self.cells: list[Piece] = []
        h = sheet.height
        over = [q for q in sheet.near(head.middle - 1.1 * h, head.middle - 0.4 * h) if _over(head, q, h)]
        if over and may_label(over[-1].text) and not over[-1].asks:
            self.names.insert(0, over[-1])
        last = head
        while True:
            below = [q for q in sheet.near(last.middle + 0.5 * h, last.middle + 2.6 * h) if _over(head, q, h)]
            if not below or id(below[0]) in used or below[0].asks:
                return
            last = below[0]
            if last.text.startswith("(") and not self.cells and not _is_figure(last):
                self.names.append(last)
            elif _is_figure(last) or (self.cells and len(words_in(last.text)) <= 6) or not self.cells:
                self.cells.append(last)
            else:
                return


def _rows(sheet: Sheet, columns: Sequence[_Column]) -> int:
    """How many rows the table has: as far as most columns have a cell of their own, all at one height."""
    rows = 0
    while True:
        cells = [c.cells[rows] for c in columns if len(c.cells) > rows]
        level = all(_level(sheet, q, cells[0]) for q in cells)
        if 2 * len(cells) < len(columns) + 1 or not level or len({id(q) for q in cells}) < len(cells):
            return max(rows, 1)
        rows += 1


def _may_head(sheet: Sheet, p: Piece) -> bool:
    return (
        (may_label(p.text) or p.text.islower()) and not p.asks and len(words_in(p.text)) <= 4 and not sheet.written(p)
    )


def _over(head: Piece, q: Piece, height: float) -> bool:
    """One above the other: they overlap by half of the narrower."""
    overlap = min(head.box[2], q.box[2]) - max(head.box[0], q.box[0])
    return overlap > 0.5 * min(head.box[2] - head.box[0], q.box[2] - q.box[0]) and q.box[2] - q.box[0] < 15 * height


def _is_figure(p: Piece) -> bool:
    signs = [c for c in p.text if c.isalnum()]
    return 2 * sum(c.isdigit() for c in signs) >= max(1, len(signs)) or p.text.strip() in ("-0-", "-O-", "-")


def _level(sheet: Sheet, a: Piece, b: Piece) -> bool:
    return abs(a.middle - b.middle) < 0.6 * sheet.height


def _labelled(sheet: Sheet, cell: Piece) -> bool:
    """The row of the cell has a label of its own."""
    return any(q.asks and q.box[2] <= cell.box[0] for q in sheet.row(cell))

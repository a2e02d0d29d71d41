"""The spaces to write in on the picture of a printed form: cells under or beside their names, and lines by number.

A space is where rules and frames leave room and nothing stands. What asks for it is a name at the top of its cell, a
name to its left, the heading of its column and the name of its row, or the number that a line repeats before its space.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from docusnap.domain.answer import Blank
from docusnap.domain.field_labels import numbered, without_number
from docusnap.domain.page import Box, Page
from docusnap.extraction.forms.numbered_lines import NumberedLine, line_number, numbered_lines, rows_of
from docusnap.extraction.forms.pieces import Piece, tick_boxes
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import as_key

_FEWEST, _MORE_THAN_ANSWERS = 8, 3
"""Spaces on a page, and for each answer on it, from which on it is taken for a form that is still empty."""
_FEWEST_NUMBERED = 3
"""Spaces whose number stands at the head of their line too: such forms are taken for empty with fewer spaces."""
_MOST_WRITTEN, _MOST_WRITTEN_NUMBERED = 0.2, 0.35
"""Share of a page's words that are written on it, as far as the network can tell, up to which it is taken for empty."""
_MOST_WORDS = 300
"""On a page without spaces; with more, beside pages that have them, it holds the form's instructions."""
_NARROWEST = 2.2
_MOST_COLUMNS = 12
_SHARED = 0.3


def with_spaces(
    blanks: Sequence[Blank], pages: Sequence[Page], answers: Mapping[int, int], written: Mapping[int, float]
) -> tuple[Blank, ...]:
    """The blanks with the spaces to write in that were not among them, in reading order.

    Only of printed forms that hardly anybody has written on, by the number of `answers` on each page and the share of
    its words that are `written`: elsewhere, room beside a name is not always for writing. Pages of PDFs that declare
    their fields stay as they are.
    """
    found, heights, pages_left = list(blanks), dict[int, float](), dict[int, int]()
    for page in pages:
        if any(mark.kind == "field" for mark in page.marks):
            continue
        on_page = _Spaces(page)
        spaces = list(on_page.found())
        pages_left[page.number] = len(page.words)
        share = written.get(page.number, 0.0)
        roomy = len(spaces) >= _FEWEST and len(spaces) >= _MORE_THAN_ANSWERS * answers.get(page.number, 0)
        is_numbered = on_page.numbered >= _FEWEST_NUMBERED and share < _MOST_WRITTEN_NUMBERED
        if not is_numbered and not (roomy and share < _MOST_WRITTEN):
            continue
        del pages_left[page.number]
        sheet = Sheet(page, numbered=True)
        heights[page.number] = sheet.height
        kept = [b for b in found if b.page != page.number or _fits_beside(b, spaces, sheet)]
        taken = {blank.label for blank in kept}
        for label, box in (*spaces, *on_page.ticks_beside(kept)):
            key = numbered(as_key(label) or label, taken)
            taken.add(key)
            kept.append(Blank(key, page.number, box))
        found = sorted(kept, key=lambda b: b.page or 0)
    if not heights:
        return tuple(found)
    instructions = {number for number, words in pages_left.items() if words > _MOST_WORDS}
    return tuple(_in_order([b for b in found if b.page not in instructions], heights))


def _in_order(blanks: Sequence[Blank], heights: Mapping[int, float]) -> list[Blank]:
    """By page, row by row, each from left to right; on each page, those without a place come last."""
    rows: list[list[Blank]] = []
    for b in sorted(blanks, key=lambda b: (b.page or 0, b.box is None, _middle(b))):
        before = rows[-1][0] if rows else None
        if before and before.page == b.page and _middle(b) - _middle(before) < 0.5 * heights.get(b.page or 0, 24.0):
            rows[-1].append(b)
        else:
            rows.append([b])
    return [b for row in rows for b in sorted(row, key=lambda b: b.box[0] if b.box else 0.0)]


def _middle(blank: Blank) -> float:
    return (blank.box[1] + blank.box[3]) / 2 if blank.box else 0.0


def _fits_beside(blank: Blank, spaces: Sequence[tuple[str, Box]], sheet: Sheet) -> bool:
    """Whether a blank found before has a place, is none of the spaces nor named like one, and holds only its name."""
    box = blank.box
    named = any(without_number(blank.label) == (as_key(label) or label) for label, _ in spaces)
    if box is None or named:
        return False
    printed = sum(len(p.text) for p in sheet.near(box[1], box[3]) if _inside(p.box, box))
    return printed <= len(blank.label) + 2 and not any(_shared(box, space) > 0.5 for _, space in spaces)


class _Spaces:
    """One page, cut by what is drawn on it."""

    def __init__(self, page: Page) -> None:
        self._sheet = Sheet(page, numbered=True)
        self._h = self._sheet.height
        self._frames = frames = [m.box for m in page.marks if m.kind == "box"]
        rules = self._sheet.rules.boxes
        edges = [(f[0], y, f[2], y) for f in frames for y in (f[1], f[3])]
        self._level = sorted([*rules, *edges], key=lambda r: r[1] + r[3])
        self._upright = [(x, f[1], f[3]) for f in frames for x in (f[0], f[2])]
        self._ticks = [m.box for m in tick_boxes(page)]
        self._pieces = [p for p in self._sheet.pieces if sum(c.isalnum() for c in p.text) > 0]
        self._lines = numbered_lines(self._sheet)
        self._right = max((r[2] for r in self._level), default=float(page.width))
        self.numbered = sum(1 for _ in self._by_number())

    def found(self) -> Iterator[tuple[str, Box]]:
        """The name and the place of each space; none lies in another."""
        seen: list[Box] = []
        for label, box in (*self._by_number(), *self._in_rows(), *self._under_names()):
            wide, high = box[2] - box[0], box[3] - box[1]
            if wide < _NARROWEST * self._h or high < 0.5 * self._h or not self._bare(box):
                continue
            if not any(_shared(box, other) > _SHARED for other in seen):
                seen.append(box)
                yield label, box

    def ticks_beside(self, blanks: Sequence[Blank]) -> Iterator[tuple[str, Box]]:
        """The boxes to tick that are none of the blanks, by the text right of them."""
        known = [b.box for b in blanks if b.page == self._sheet.page.number and b.box]
        for tick in self._ticks:
            if any(_shared(tick, box) > _SHARED for box in known):
                continue
            middle = (tick[1] + tick[3]) / 2
            row = self._sheet.near(middle - 0.7 * self._h, middle + 0.7 * self._h)
            right = [
                p for p in row if -0.5 * self._h <= p.box[0] - tick[2] < 2 * self._h and any(map(str.isalpha, p.text))
            ]
            if right:
                yield min(right, key=lambda p: p.box[0]).text, tick

    def _by_number(self) -> Iterator[tuple[str, Box]]:
        """Right of a number that stands again at the head of its line."""
        by_id: dict[str, list[NumberedLine]] = {}
        for line in self._lines:
            by_id.setdefault(line.id, []).append(line)
        for p in self._pieces:
            number = line_number(p.text)
            lines = [n for n in by_id.get(number, ()) if n.box[2] < p.box[0] and n.box[1] < p.box[3] + self._h]
            if not number or not lines or p.box[0] < 0.3 * self._sheet.page.width:
                continue
            line = min(lines, key=lambda n: abs(n.box[3] - p.box[3]))
            if abs(line.box[3] - p.box[3]) > 2.5 * self._h and not line.box[1] < p.middle < line.box[3]:
                continue
            right = self._end(p, p.box[2] + 2 * self._h)
            yield line.text, (p.box[2] + 0.3 * self._h, p.middle - 0.42 * self._h, right, p.middle + 0.42 * self._h)

    def _in_rows(self) -> Iterator[tuple[str, Box]]:
        """Right of a name in a low ruled row: one space, or one for each column."""
        table: tuple[Piece, list[tuple[float, float]]] | None = None
        for row in rows_of(self._pieces, self._h):
            for before, p, after in zip([None, *row[:-1]], row, [*row[1:], None], strict=True):
                top, bottom = self._above(p), self._below(p)
                if sum(c.isalpha() for c in p.text) < 2 or not bottom or bottom[1] - p.box[3] > 0.5 * p.height:
                    continue
                if len(p.text.split()) > 12 or self._ends_a_sentence(p) or (after and line_number(after.text)):
                    continue
                edge = min(after.box[0] if after else self._right, bottom[2])
                if edge - p.box[2] < 3 * self._h:
                    continue
                upper = max(top[3] if top else 0.0, p.middle - 0.8 * self._h)
                first = before is None or p.box[0] - before.box[2] < 3 * self._h
                columns = self._columns(p) if not after and first else []
                if not columns and not after and table and self._next_row(table[0], p):
                    columns = table[1]
                headed = self._headed(p, edge) or (table and not table[1] and self._next_row(table[0], p))
                if columns:
                    table = p, columns
                    yield from ((p.text, (x0, upper, x1, bottom[1])) for x0, x1 in columns)
                elif not after and headed:
                    table = p, []  # a table whose columns nothing tells: better no space than one over all of them
                else:
                    beyond = p.box[2] + self._h
                    right = min([edge, *(x for x, y0, y1 in self._upright if y0 < p.middle < y1 and x > beyond)])
                    yield p.text, (p.box[2] + 0.3 * self._h, upper, right - 0.1 * self._h, bottom[1])

    def _under_names(self) -> Iterator[tuple[str, Box]]:
        """Under a name at the top left of its cell."""
        for p in self._pieces:
            top, bottom = self._above(p), self._below(p)
            if sum(c.isalpha() for c in p.text) < 2 or not bottom:
                continue
            if (not top or p.box[1] - top[3] > 0.9 * self._h) and not self._among_names(p):
                continue
            if not 0.5 * p.height <= bottom[1] - p.box[3] <= 2.6 * self._h:
                continue
            left = max((x for x, y0, y1 in self._upright if y0 < p.middle < y1 and x <= p.box[0] + 3), default=0.0)
            left = max(left, p.box[0] - 0.8 * self._h)
            band = [
                q for q in self._sheet.near(p.box[1] - 0.5 * self._h, bottom[1]) if q is not p and q.box[0] > p.box[2]
            ]
            ends = [q.box[0] - 0.3 * self._h for q in band]
            ends += [x for x, y0, y1 in self._upright if y0 < p.middle < y1 and x > p.box[2] - 3]
            yield p.text, (left, p.box[3], min([*ends, bottom[2]]), bottom[1])

    def _headed(self, p: Piece, edge: float) -> bool:
        """Whether several headings stand over the row right of a name."""
        over = self._sheet.near(p.box[1] - 2 * self._h, p.box[1] - 0.2 * self._h)
        heads = sorted((q.box for q in over if p.box[2] < q.box[0] < edge), key=lambda b: b[0])
        return sum(b[0] - a[2] > 2.5 * self._h for a, b in pairwise(heads)) > 1

    def _next_row(self, above: Piece, p: Piece) -> bool:
        """Whether two names are those of neighbouring rows of one table."""
        return abs(above.box[0] - p.box[0]) < self._h and 0 < p.middle - above.middle < 1.8 * self._h

    def _among_names(self, p: Piece) -> bool:
        """Whether it is one of several short texts on a row with wide gaps between, as over the cells of a table."""
        row = sorted([p, *self._sheet.row(p)], key=lambda q: q.box[0])
        gaps = [b.box[0] - a.box[2] for a, b in pairwise(row)]
        short = len(p.text.split()) <= 5 and p.text[:1].isupper()
        return short and len(row) > 2 and sum(gap > 3 * self._h for gap in gaps) > 1

    def _columns(self, p: Piece) -> list[tuple[float, float]]:
        """The columns of the table in whose row the name stands; none where no frames tell them."""
        near = [f for f in self._frames if f[0] > p.box[2] - self._h and f[3] - f[1] < 2.5 * self._h]
        near = [f for f in near if abs((f[1] + f[3]) / 2 - p.middle) < 3.5 * self._h]
        near = [f for f in near if self._bare(f)] or near
        near = [f for f in near if _beside(f, p) or not any(_part_of(f, other) for other in near)]  # broken by print
        columns: list[tuple[float, float]] = []
        for x0, _, x1, _ in sorted(near, key=lambda f: abs((f[1] + f[3]) / 2 - p.middle)):
            if all(x1 <= a + 0.5 * self._h or b - 0.5 * self._h <= x0 for a, b in columns):
                columns.append((x0, x1))
        columns.sort()
        if not columns:
            return []
        ends = [p.box[2], *(b for _, b in columns)], [*(a for a, _ in columns), self._right]
        gaps = [(a, b) for a, b in zip(*ends, strict=True) if b - a > 3 * self._h]
        columns = sorted([*columns, *gaps[1 if gaps and gaps[0][0] == p.box[2] else 0 :]])
        wide = [b - a for a, b in columns]
        alike = 1 < len(columns) <= _MOST_COLUMNS and max(wide) < 1.6 * min(wide)
        return [(a + 2, b - 2) for a, b in columns] if alike else []

    def _above(self, p: Piece) -> Box | None:
        """The nearest level line over a name."""
        over = [r for r in self._level if r[3] < p.middle and r[0] - self._h <= p.box[0] and p.box[0] + self._h <= r[2]]
        return max(over, key=lambda r: r[3], default=None)

    def _below(self, p: Piece) -> Box | None:
        """The nearest level line under a name, to where the lines at that height reach."""
        under = [
            r for r in self._level if r[1] > p.middle and r[0] - self._h <= p.box[0] and p.box[0] + self._h <= r[2]
        ]
        nearest = min(under, key=lambda r: r[1], default=None)
        if nearest is None or nearest[1] - p.middle > 4 * self._h:
            return None
        level = [r for r in self._level if abs(r[1] - nearest[1]) < 0.4 * self._h and r[0] <= nearest[2] + 2 * self._h]
        return (nearest[0], nearest[1], max(r[2] for r in level), nearest[3])

    def _end(self, p: Piece, least: float) -> float:
        """How far the space right of a number reaches: to the end of the line under it, or what stands next."""
        under = [
            r[2]
            for r in self._level
            if -0.3 * self._h < r[1] - p.middle < 1.3 * self._h and r[0] < p.box[2] + 2 * self._h and r[2] > least
        ]
        after = [q.box[0] - 0.3 * self._h for q in self._sheet.right(p) if q.box[0] > p.box[2]]
        upright = [x for x, y0, y1 in self._upright if y0 < p.middle < y1 and x > least]
        return min([max(under, default=self._right), *after, *upright])

    def _ends_a_sentence(self, p: Piece) -> bool:
        return p.text.rstrip().endswith((".", ";")) and len(p.text.split()) > 5

    def _bare(self, box: Box) -> bool:
        """Nothing stands in it, neither print nor a box to tick."""
        inner = (box[0] + 2, box[1], box[2] - 2, box[3])
        around = self._sheet.near(box[1] - self._h, box[3] + self._h)
        written = any(_covers(inner, q.box, self._h) for q in around)
        return not written and not any(_inside(t, box) for t in self._ticks)


def _beside(frame: Box, p: Piece) -> bool:
    return frame[1] < p.middle < frame[3]


def _part_of(frame: Box, other: Box) -> bool:
    """Whether a frame is much narrower than one in the same column."""
    return other[0] - 3 <= frame[0] and frame[2] <= other[2] + 3 and frame[2] - frame[0] < 0.6 * (other[2] - other[0])


def _covers(space: Box, text: Box, h: float) -> bool:
    """Whether print reaches into a space by more than its edge."""
    x = min(space[2], text[2]) - max(space[0], text[0])
    y = min(space[3], text[3]) - max(space[1], text[1])
    return x > 0.4 * h and y > 0.4 * h


def _inside(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _shared(a: Box, b: Box) -> float:
    """Of the smaller one's area."""
    x, y = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    least = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(0.0, x) * max(0.0, y) / max(1.0, least)

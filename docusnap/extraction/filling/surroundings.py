"""What is printed around each blank of a form: its section, line, row and column, for a label alone says little."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docusnap.domain.answer import Blank, BlankType, Choice
from docusnap.domain.field_labels import is_unnamed, without_number
from docusnap.domain.page import Box, Mark, Page
from docusnap.extraction.filling.sections import Sections
from docusnap.extraction.forms.numbered_lines import NumberedLine, line_number, numbered_lines
from docusnap.extraction.forms.pieces import Piece, tick_boxes
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import is_tick

_SLUG = re.compile(r"[\W_]+")
_LONGEST_SLUG = 40
_MOST_LINES = 4
_TICKS = re.compile(r"^[□☐\s]+")


def with_surroundings(blanks: Sequence[Blank], pages: Sequence[Page]) -> tuple[Blank, ...]:
    """The blanks, each with its id and type, and with what is printed around it where its place is known."""
    by_page = {page.number: page for page in pages}
    told = list(blanks)
    for number, page in by_page.items():
        here = [i for i, b in enumerate(blanks) if b.page == number and b.box]
        if here:
            around = _Around(page, [blanks[i] for i in here])
            for i in here:
                told[i] = around.told(blanks[i])
    taken: Counter[str] = Counter()
    for i, blank in enumerate(told):
        name = blank.id or f"p{blank.page or 0}.{_slug(without_number(blank.label))}"
        taken[name] += 1
        told[i] = replace(blank, id=name if taken[name] == 1 else f"{name}#{taken[name]}")
    return tuple(told)


def _slug(text: str) -> str:
    return _SLUG.sub("_", text.casefold()).strip("_")[:_LONGEST_SLUG] or "field"


@dataclass(frozen=True, slots=True)
class _Line:
    id: str = ""
    text: str = ""
    part_of: str = ""


class _Around:
    """One page, for questions about what stands around a box."""

    def __init__(self, page: Page, blanks: Sequence[Blank]) -> None:
        self._sheet = Sheet(page, numbered=True)
        self._h = self._sheet.height
        self._boxes = [b.box for b in blanks if b.box]
        self._lines = numbered_lines(self._sheet)
        self._sections = Sections(self._sheet, self._lines, self._boxes)
        alone = tick_boxes(page)
        self._ticks = alone + [m for m in page.marks if m not in alone and m.kind == "check_box" and self._glued(m.box)]
        self._options = {id(first) for m in self._ticks if (first := self._option(m.box))}
        self._declared = {m.box: m for m in page.marks if m.name}

    def told(self, blank: Blank) -> Blank:
        box = blank.box
        assert box is not None
        mark = self._declared.get(box)
        ticks = [m for m in self._ticks if _within(m.box, box)]
        choices = tuple(Choice(self.option(m.box), m.box) for m in ticks)
        glyph = not ticks and box[2] - box[0] < self._h and box[3] - box[1] < 1.6 * self._h
        choices = choices or ((Choice(without_number(blank.label), box),) if glyph else ())
        kind: BlankType = "choice" if len(ticks) > 1 else "check_box" if choices else "text"
        column = self._column(box)
        line = self._line(box, blank.label, sure=bool(choices or column), tick=bool(choices))
        return replace(
            blank,
            id=mark.name if mark else "",
            type=kind,
            section=self._sections.of(box),
            line=line.id,
            row=line.text or self._row(box, tick=bool(choices)) or self._caption(box),
            part_of=line.part_of,
            column=column,
            max_length=mark.max_length if mark else 0,
            choices=choices,
        )

    def option(self, box: Box) -> str:
        """The name of a check box: what stands right of it, with the printed lines that go on below."""
        first = self._option(box)
        return _TICKS.sub("", " ".join(p.text for p in self._block(first))) if first else ""

    def _option(self, box: Box) -> Piece | None:
        h, middle = self._h, (box[1] + box[3]) / 2
        row = [p for p in self._sheet.near(middle - 0.7 * h, middle + 0.7 * h) if _letters(p.text) > 0]
        right = [p for p in row if -0.5 * h <= p.box[0] - box[2] < 2.5 * h]
        first = min(right, key=lambda p: p.box[0], default=None)
        if first is None:
            first = self._glued(box)
        if first is None:
            left = [p for p in row if 0 <= box[0] - p.box[2] < 2.5 * h]
            first = max(left, key=lambda p: p.box[2], default=None)
        return first

    def _glued(self, box: Box) -> Piece | None:
        """The name that was read in one with the glyph of its check box."""
        h, middle = self._h, (box[1] + box[3]) / 2
        row = [p for p in self._sheet.near(middle - 0.7 * h, middle + 0.7 * h) if _letters(p.text) > 0]
        led = (p for p in row if is_tick(p.text[:1]) or _TICKS.match(p.text))
        return next((p for p in led if abs(p.box[0] - box[0]) < 0.7 * h), None)

    def _block(self, first: Piece) -> list[Piece]:
        """The piece and those of the next printed lines that begin where it begins."""
        block = [first]
        while len(block) < _MOST_LINES:
            last = block[-1]
            below = [
                p
                for p in self._sheet.near(last.middle + 0.4 * self._h, last.middle + 1.2 * self._h)
                if abs(p.box[0] - first.box[0]) < 0.4 * self._h
                and not any(_beside(m, p, self._h) for m in self._ticks)
                and p.text[:1].islower()
            ]
            if not below:
                break
            block.append(below[0])
        return block

    def _line(self, box: Box, label: str, *, sure: bool, tick: bool) -> _Line:
        """The numbered line that a blank belongs to: by the number right before it, else by its height.

        By its height alone only where the label is not of something else.
        """
        h, middle = self._h, (box[1] + box[3]) / 2
        before = [
            p
            for p in self._sheet.near(middle - 0.8 * h, middle + 0.8 * h)
            if not tick and 0 <= box[0] + 0.5 * h - p.box[2] < 2.2 * h and line_number(p.text)
        ]
        told = line_number(max(before, key=lambda p: p.box[2]).text) if before else ""
        found: NumberedLine | None
        if told:
            same = [n for n in self._lines if n.id == told]
            found = min(same, key=lambda n: abs(n.box[3] - middle), default=None)
        else:
            over = [n for n in self._lines if n.box[1] - 0.5 * h < middle < n.box[3] + 0.5 * h and n.box[0] < box[0]]
            off = [max(n.box[1] - middle, middle - n.box[3], 0.0) for n in over]
            level = [n for n, by in zip(over, off, strict=True) if by <= min(off) + 1]
            found = max(level, key=lambda n: n.box[0], default=None)
        if found is None or not (told or sure or is_unnamed(label) or _alike_words(label, found.text)):
            return _Line(told)
        return _Line(told or found.id, found.text, self._whole(found))

    def _whole(self, line: NumberedLine) -> str:
        """The text of the line that a lettered one is a part of: the number's own, or its "a"."""
        above = [n for n in self._lines if n.number == line.number and n.box[1] <= line.box[1] + self._h and n != line]
        plain = [n for n in above if not n.letter] or [n for n in above if n.letter == "a"]
        return plain[-1].text if line.letter and plain else ""

    def _row(self, box: Box, *, tick: bool) -> str:
        """The text to the left, over other blanks of the same row of a table."""
        h, middle, edge = self._h, (box[1] + box[3]) / 2, box[0]
        row = [p for p in self._sheet.near(middle - 0.7 * h, middle + 0.7 * h) if _letters(p.text) > 1]
        row = [
            p
            for p in row
            if p.box[2] > self._sections.margin and not (tick and (id(p) in self._options or is_tick(p.text[0])))
        ]
        while True:
            left = max((p for p in row if p.box[2] <= edge + 0.5 * h), key=lambda p: p.box[2], default=None)
            beside = [b for b in self._boxes if b[2] <= edge + 3 and b != box and b[1] < middle < b[3]]
            nearest = max(beside, key=lambda b: b[2], default=None)
            if nearest is None or (left and left.box[0] > nearest[2] - h):
                return left.text if left and edge - left.box[2] < 30 * h else ""
            if abs(nearest[1] - box[1]) > 0.5 * h or abs(nearest[3] - box[3]) > 0.5 * h:
                return ""
            edge = nearest[0]

    def _caption(self, box: Box) -> str:
        """The printed lines right above, where there are several that begin alike."""
        h, block = self._h, list[Piece]()
        x0, top = box[0], box[1]
        while len(block) < _MOST_LINES:
            over = [p for p in self._sheet.near(top - h, top + 0.1 * h) if x0 - h < p.box[0] < x0 + h]
            if not over or (block and over[-1] is block[0]):
                break
            block.insert(0, over[-1])
            top = over[-1].box[1]
        return " ".join(p.text for p in block) if len(block) > 1 else ""

    def _column(self, box: Box) -> str:
        """The heading over the blank, over the other blanks of its column too."""
        h, top = self._h, box[1]
        while True:
            over = [b for b in self._boxes if abs(b[3] - top) < 0.6 * h and b[1] < top - 0.3 * h and _alike(b, box, h)]
            if not over:
                break
            top = min(b[1] for b in over)
        under = [b for b in self._boxes if abs(b[1] - box[3]) < 0.6 * h and _alike(b, box, h)]
        if top == box[1] and not under:
            return ""
        heads = [p for p in self._sheet.near(top - 1.6 * h, top + 0.2 * h) if _letters(p.text) > 1]
        heads = [p for p in heads if _overlap(p.box, box) > 0.5 and p.box[2] - p.box[0] < 1.3 * (box[2] - box[0])]
        lowest = max((p.middle for p in heads), default=0.0)
        return " ".join(self._with_number(p) for p in heads if lowest - p.middle < 0.5 * h)

    def _with_number(self, head: Piece) -> str:
        """A heading with the number right behind it that was cut off."""
        after = [p for p in self._sheet.right(head) if p.line == head.line and p.box[0] - head.box[2] < 0.8 * self._h]
        return f"{head.text} {after[0].text}" if after and after[0].text.isdecimal() else head.text


def _alike_words(label: str, text: str) -> bool:
    mine, theirs = set(_SLUG.split(label.casefold())), set(_SLUG.split(text.casefold()))
    return 2 * len(mine & theirs) > min(len(mine), len(theirs))


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _overlap(a: Box, b: Box) -> float:
    """Share of the narrower one's width that both have."""
    return (min(a[2], b[2]) - max(a[0], b[0])) / max(1.0, min(a[2] - a[0], b[2] - b[0]))


def _alike(a: Box, b: Box, h: float) -> bool:
    """As cells of one column."""
    return abs(a[0] - b[0]) < h and abs(a[2] - b[2]) < h


def _beside(mark: Mark, p: Piece, h: float) -> bool:
    return abs((mark.box[1] + mark.box[3]) / 2 - p.middle) < 0.6 * h and -0.5 * h < p.box[0] - mark.box[2] < 2.5 * h


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 2 <= x <= outer[2] + 2 and outer[1] - 2 <= y <= outer[3] + 2

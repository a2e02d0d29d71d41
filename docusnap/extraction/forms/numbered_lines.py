"""The numbered lines of a form ("4a IRA distributions … b Taxable amount"): what each says, and which it is part of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet

_NUMBER = re.compile(r"(\d{1,2})\s?([a-z]{0,2})[.)]?")
_NUMBERED = re.compile(r"(\d{1,2})\s?([a-z]{0,2})[.)]?\s+(?=[A-Z“\"(])")
_LETTER = re.compile(r"([a-zA-Z])[.)]?")
_LETTERED = re.compile(r"([a-z])[.)]?\s+(?=[A-Z“\"(])")
_LEFT = 0.32
"""Share of the page's width in which lines are numbered."""
_NEXT = 3.2
"""Heights of a line between a number and its text."""
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """`id` is as it is quoted ("4b"); `box` is around its text, all its printed lines."""

    number: str
    letter: str
    text: str
    box: Box

    @property
    def id(self) -> str:
        """Number and letter together."""
        return self.number + self.letter


def line_number(text: str) -> str:
    """The id, if the text is nothing but a line's number, as it stands before the space of the line; else ""."""
    found = _NUMBER.fullmatch(text.strip(" .|"))
    return found[1] + found[2] if found else ""


def numbered_lines(sheet: Sheet) -> list[NumberedLine]:
    """Top to bottom; a line with a letter alone belongs to the number above it."""
    starts = {id(p): start for p in sheet.pieces if (start := _start(sheet, p))}
    found: list[NumberedLine] = []
    number = ""
    for row in rows_of(sheet.pieces, sheet.height):
        for p in row:
            if id(p) in starts:
                own, letter, text = starts[id(p)]
                number = own or number
                if number:
                    pieces = [text, *_going_on(sheet, text, starts)]
                    said = " ".join(q.text for q in pieces)
                    said = said if text is not p else said[_cut(p) :]
                    found.append(NumberedLine(number, letter, said, enclosing([q.box for q in (p, *pieces)])))
    return found


def rows_of(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Rows top to bottom, each from left to right."""
    rows: list[list[Piece]] = []
    for p in sorted(pieces, key=lambda p: p.middle):
        if rows and p.middle - rows[-1][0].middle < 0.5 * height:
            rows[-1].append(p)
        else:
            rows.append([p])
    return [sorted(row, key=lambda p: p.box[0]) for row in rows]


def _cut(p: Piece) -> int:
    found = _NUMBERED.match(p.text) or _LETTERED.match(p.text)
    return found.end() if found else 0


def _start(sheet: Sheet, p: Piece) -> tuple[str, str, Piece] | None:
    """Number, letter and the piece with the text, if a numbered line begins here."""
    left = p.box[0] < _LEFT * sheet.page.width
    if left and (found := _NUMBERED.match(p.text)):
        return found[1], found[2], p
    if found := _LETTERED.match(p.text):
        return "", found[1], p
    alone = _NUMBER.fullmatch(p.text) or _LETTER.fullmatch(p.text)
    if not left or not alone:
        return None
    after = next((q for q in sheet.right(p) if sum(c.isalpha() for c in q.text) > 1), None)
    if after is None or after.box[0] - p.box[2] > _NEXT * sheet.height:
        return None
    groups = alone.groups()
    return (groups[0], groups[1], after) if len(groups) == 2 else ("", groups[0].lower(), after)


def _going_on(sheet: Sheet, first: Piece, starts: dict[int, tuple[str, str, Piece]]) -> Iterator[Piece]:
    """The rest of the line, and the printed lines right below that begin where it begins."""
    h, last = sheet.height, first
    texts = {id(start[2]) for start in starts.values()}
    for q in sheet.right(first):
        if id(q) in starts or id(q) in texts or line_number(q.text) or q.box[0] - last.box[2] > _NEXT * h:
            break
        yield q
        last = q
    last = first
    for _ in range(_MOST_LINES - 1):
        below = [
            q
            for q in sheet.near(last.middle + 0.55 * h, last.middle + 1.5 * h)
            if abs(q.box[0] - first.box[0]) < 1.5 * h and id(q) not in texts and id(q) not in starts
        ]
        if (
            not below
            or below[0].text[:1].isupper()
            or any(id(q) in starts and q.box[0] < first.box[0] for q in sheet.row(below[0]))
        ):
            return
        last = below[0]
        yield last

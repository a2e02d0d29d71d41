"""The interactive fields of a PDF form: the file says what is in them, the page says what they are called."""

import re

from docusnap.domain.field_labels import is_unnamed, unnamed
from docusnap.domain.page import Box, Mark
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import words_in

_MADE_UP = re.compile(
    r"\W*(?:text|check|combo|list|radio|date|field|fill|form|untitled|undefined)?[\s_-]*(?:box|field|button)?[\s_.-]*\d*\W*$",
    re.IGNORECASE,
)
_MOST_LINES = 3
_MOST_WORDS = 4
"""In each line of a name that is broken into several."""


def field_labels(sheet: Sheet) -> list[Label]:
    """One label for each field to write in, with its value if it has one; `unnamed` where nothing names it."""
    fields = sorted((m for m in sheet.page.marks if m.kind == "field"), key=lambda m: (m.box[1], m.box[0]))
    inside = {id(p) for m in fields for p in sheet.on(m.box)}
    labels: list[Label] = []
    nameless = 0
    for mark in fields:
        name = _name(sheet, mark, inside) or _name_above(sheet, mark.box, labels)
        if not name:
            nameless += 1
            name = [Piece(unnamed(sheet.page.number, nameless), mark.box, "")]
        written = sheet.on(mark.box)
        line = written[0].line if written else ""
        value = [Piece(" ".join(mark.value.split()), mark.box, line)] if mark.value.strip() else []
        labels.append(Label(name, True, mark.box, value))
    return labels


def _name(sheet: Sheet, mark: Mark, inside: set[int]) -> list[Piece]:
    """What the file calls it if that is meant for people, else what is printed there."""
    said = " ".join(mark.label.split())
    if _speaks(said):
        return [Piece(said, mark.box, "")]
    printed = _printed_name(sheet, mark.box, inside)
    return _with_lines_around(sheet, printed, inside) if printed else []


def _name_above(sheet: Sheet, box: Box, labels: list[Label]) -> list[Piece]:
    """The name of the field right above in the same column of a table."""
    for label in reversed(labels):
        over = label.space
        if over and max(abs(over[0] - box[0]), abs(over[2] - box[2])) < 3 and abs(over[3] - box[1]) < sheet.height:
            return [] if is_unnamed(label.text) else label.pieces
    return []


def _with_lines_around(sheet: Sheet, p: Piece, inside: set[int]) -> list[Piece]:
    """A name of two or three short lines, whole: a line that begins in lower case goes on from the one above."""
    found = [p]
    while len(found) < _MOST_LINES and _goes_on(found[0]) and (above := _next_line(sheet, found[0], inside, -1)):
        found.insert(0, above)
    while len(found) < _MOST_LINES and (below := _next_line(sheet, found[-1], inside, 1)) and _goes_on(below):
        found.append(below)
    return found


def _goes_on(p: Piece) -> bool:
    """Begins in the middle of a sentence; one letter alone numbers a line."""
    return p.text[:2].isalpha() and p.text[0].islower()


def _next_line(sheet: Sheet, p: Piece, inside: set[int], step: int) -> Piece | None:
    """The piece in the line right above (-1) or below (1), of about its width and over it."""
    middle = p.middle + step * 1.1 * p.height
    near = [
        q
        for q in sheet.near(middle - 0.5 * p.height, middle + 0.5 * p.height)
        if q is not p and id(q) not in inside and _is_name(q) and len(words_in(q.text)) <= _MOST_WORDS
    ]
    over = [q for q in near if min(p.box[2], q.box[2]) - max(p.box[0], q.box[0]) > 0.5 * (p.box[2] - p.box[0])]
    return over[0] if len(over) == 1 else None


def in_fields(sheet: Sheet) -> list[Piece]:
    """The pieces that stand in a field."""
    return [p for mark in sheet.page.marks if mark.kind == "field" for p in sheet.on(mark.box)]


def _speaks(name: str) -> bool:
    """A name for people, not one made up by a program."""
    return (
        bool(words_in(name)) and not _MADE_UP.match(name[:80]) and not re.search(r"[\[\]{}]|\w\.\w|\d_|_\d", name[:80])
    )


def _printed_name(sheet: Sheet, box: Box, inside: set[int]) -> Piece | None:
    """The text beside the field, or above it, whichever is nearer."""
    h = sheet.height
    middle = (box[1] + box[3]) / 2
    named = [p for p in sheet.near(box[1] - 2 * h, box[3] + 0.5 * h) if id(p) not in inside and _is_name(p)]
    left = [
        (box[0] - p.box[2], p) for p in named if abs(p.middle - middle) < 0.7 * h and -h < box[0] - p.box[2] < 25 * h
    ]
    above = [
        (max(0.0, box[1] - p.box[3]) + 0.5 * abs(p.box[0] - box[0]), p)
        for p in named
        if p.middle < box[1] + 0.3 * h and p.box[0] < box[2] and box[0] - h < p.box[2]
    ]
    return min([*left, *above], key=lambda found: found[0], default=(0.0, None))[1]


def _is_name(p: Piece) -> bool:
    """More than the number of a line."""
    return sum(c.isalpha() for c in p.text) >= 3

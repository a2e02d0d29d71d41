"""The interactive fields of a PDF form: the file says what is in them, the page says what they are called."""

import re

from docusnap.domain.page import Box, Mark
from docusnap.llm.offline.forms.labels import Label
from docusnap.llm.offline.forms.pieces import Piece
from docusnap.llm.offline.forms.sheet import Sheet
from docusnap.llm.offline.forms.words import words_in

_MADE_UP = re.compile(
    r"\W*(?:text|check|combo|list|radio|date|field|fill|form|untitled|undefined)?[\s_-]*(?:box|field|button)?[\s_.-]*\d*\W*$",
    re.IGNORECASE,
)


def field_labels(sheet: Sheet) -> list[Label]:
    """One label for each field to write in, with its value if it has one."""
    fields = sorted((m for m in sheet.page.marks if m.kind == "field"), key=lambda m: (m.box[1], m.box[0]))
    inside = {id(p) for m in fields for p in sheet.on(m.box)}
    labels: list[Label] = []
    for mark in fields:
        name = _name(sheet, mark, inside) or _name_above(sheet, mark.box, labels)
        if name is None and mark.label:
            name = Piece(mark.label, mark.box, "")
        if name:
            written = sheet.on(mark.box)
            line = written[0].line if written else ""
            value = [Piece(" ".join(mark.value.split()), mark.box, line)] if mark.value.strip() else []
            labels.append(Label([name], True, mark.box, value))
    return labels


def _name(sheet: Sheet, mark: Mark, inside: set[int]) -> Piece | None:
    said = " ".join(mark.label.split())
    return Piece(said, mark.box, "") if _speaks(said) else _printed_name(sheet, mark.box, inside)


def _name_above(sheet: Sheet, box: Box, labels: list[Label]) -> Piece | None:
    """The name of the field right above in the same column of a table."""
    for label in reversed(labels):
        over = label.space
        if over and max(abs(over[0] - box[0]), abs(over[2] - box[2])) < 3 and abs(over[3] - box[1]) < sheet.height:
            return label.pieces[0]
    return None


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

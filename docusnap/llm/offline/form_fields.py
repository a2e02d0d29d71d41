"""The interactive fields of a PDF form: the file says what is in them, the page says what they are called."""

import re

from docusnap.domain.page import Box, Mark
from docusnap.llm.offline.form_labels import Label
from docusnap.llm.offline.form_pieces import Piece
from docusnap.llm.offline.form_sheet import Sheet
from docusnap.llm.offline.form_words import words_in

_MADE_UP = re.compile(
    r"\W*(?:text|check|combo|list|radio|date|field|fill|form|untitled|undefined)?[\s_-]*(?:box|field|button)?[\s_.-]*\d*\W*$",
    re.IGNORECASE,
)


def field_labels(sheet: Sheet) -> list[Label]:
    """One label for each field to write in, with its value if it has one."""
    fields = [m for m in sheet.page.marks if m.kind == "field"]
    inside = {id(p) for m in fields for p in sheet.on(m.box)}
    labels = []
    for mark in fields:
        name = _printed_name(sheet, mark.box, inside)
        said = " ".join(mark.label.split())
        if _speaks(said) or (name is None and said):
            name = Piece(said, mark.box, "")
        if name:
            written = sheet.on(mark.box)
            line = written[0].line if written else ""
            value = [Piece(" ".join(mark.value.split()), mark.box, line)] if mark.value.strip() else []
            labels.append(Label([name], True, mark.box, value))
    return labels


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
    named = [p for p in sheet.near(box[1] - 2 * h, box[3] + 0.5 * h) if id(p) not in inside and words_in(p.text)]
    left = [
        (box[0] - p.box[2], p) for p in named if abs(p.middle - middle) < 0.7 * h and -h < box[0] - p.box[2] < 15 * h
    ]
    above = [
        (max(0.0, box[1] - p.box[3]) + 0.5 * abs(p.box[0] - box[0]), p)
        for p in named
        if p.middle < box[1] + 0.3 * h and p.box[0] < box[2] and box[0] - h < p.box[2]
    ]
    return min([*left, *above], key=lambda found: found[0], default=(0.0, None))[1]


def covers_a_field(sheet: Sheet, box: Box) -> bool:
    """The box and a field share more than an edge."""
    fields: list[Mark] = [m for m in sheet.page.marks if m.kind == "field"]
    return any(
        min(box[2], m.box[2]) - max(box[0], m.box[0]) > 2 and min(box[3], m.box[3]) - max(box[1], m.box[1]) > 2
        for m in fields
    )

"""Reads a form: what is filled in, label by label, and what a person must still fill."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from docusnap.domain.answer import Blank, Value
from docusnap.domain.dates import find_dates, written
from docusnap.domain.field_labels import numbered
from docusnap.domain.page import Page
from docusnap.extraction.forms.choices import TICKED, answer_choices, find_choices
from docusnap.extraction.forms.columns import find_columns
from docusnap.extraction.forms.fields import field_labels, in_fields
from docusnap.extraction.forms.labels import Label, find_labels
from docusnap.extraction.forms.links import Links
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import is_filled_in, words_in

_FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form says (`kv`, labels as keys), its blanks in reading order, and its heading ("" if none is seen)."""

    kv: Mapping[str, Value]
    blanks: tuple[Blank, ...]
    heading: str


def read_form(pages: Sequence[Page], *, day_first: bool = True) -> FormReading:
    """All pages as one form. Keys are unique, and so are the blanks' labels: the second "Date" is "Date (2)".

    A value that is a date is written as results write dates, unless its day and month could be read the other way
    round than `day_first` says: a form is quoted, not guessed at.
    """
    kv: dict[str, Value] = {}
    blanks: dict[str, Blank] = {}
    heading = ""
    for page in pages:
        sheet = Sheet(page)
        labels = _labels(sheet)
        heading = heading or _heading(sheet, labels)
        for label in labels:
            if not label.text:
                continue
            if label.value:
                kv[numbered(label.text, kv)] = _value(label, day_first)
            elif label.space:
                blank = numbered(label.text, blanks)
                blanks[blank] = Blank(blank, page.number, label.space)
    return FormReading(kv, tuple(blanks.values()), heading)


def _labels(sheet: Sheet) -> list[Label]:
    """Everything the page asks for, in reading order."""
    fields = field_labels(sheet)
    choices = find_choices(sheet)
    used = [p for c in choices for p in c.used] + in_fields(sheet)
    used += [p for label in fields for p in label.pieces]
    columns = [] if fields else find_columns(sheet, {id(p) for p in used})
    used += [p for label in columns for p in (*label.pieces, *label.value)]
    gone = {id(p) for p in used}
    labels = [label for label in find_labels(sheet) if id(label.pieces[0]) not in gone]
    ticked = answer_choices(sheet, choices, labels)
    used += [p for label in ticked for p in label.pieces]
    asked = {id(label.pieces[0]) for label in ticked}
    written = Links(sheet, [label for label in labels if id(label.pieces[0]) not in asked], used).resolve()
    # an interactive form says itself what can be filled in
    found = [*fields, *columns, *ticked, *([] if fields else written)]
    row = {line.id: line.box[1] for line in sheet.page.lines}
    return sorted(found, key=lambda label: (row.get(label.pieces[0].line, label.box[1]), label.box[0]))


def _value(label: Label, day_first: bool) -> Value:
    pieces = _in_reading_order(label.value)
    text = " ".join(p.text for p in pieces)
    lines = tuple(dict.fromkeys(p.line for p in pieces if p.line))
    if text == TICKED:
        return Value(text, lines, printed=label.text)
    when = _sure_date(text, day_first)
    return Value(written(when), lines, printed=text) if when else Value(text, lines)


def _in_reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Row by row, each from left to right."""
    rows: list[list[Piece]] = []
    for p in sorted(pieces, key=lambda p: p.middle):
        if rows and p.middle - rows[-1][0].middle < 0.5 * p.height:
            rows[-1].append(p)
        else:
            rows.append([p])
    return [p for row in rows for p in sorted(row, key=lambda p: p.box[0])]


def _sure_date(text: str, day_first: bool) -> date | None:
    """The date that is the whole text, with its year in full or the same in either order of day and month."""
    found, turned = (list(find_dates(text, day_first=order)) for order in (day_first, not day_first))
    if len(found) != 1 or found[0].end - found[0].start < len(text.strip(" .")):
        return None
    return found[0].value if found == turned or _FULL_YEAR.search(text) else None


def _heading(sheet: Sheet, labels: Sequence[Label]) -> str:
    """What stands near the top, neither label nor value, and is set most like a heading."""
    used = {id(p) for label in labels if label.value or label.space for p in (*label.pieces, *label.value)}
    top = [
        p
        for p in sheet.near(0, sheet.page.height * 0.35)
        if id(p) not in used and 2 <= len(words_in(p.text)) <= 10 and not is_filled_in(p.text)
    ]

    def weight(p: Piece) -> float:
        centred = abs(p.box[0] + p.box[2] - sheet.page.width) < 0.2 * sheet.page.width
        return (
            min(p.height / sheet.height, 1.8)
            + 0.4 * centred
            + 0.4 * p.text.isupper()
            + 0.2 * (sheet.rule(p) is not None)
        )

    best = max(top, key=weight, default=None)
    return " ".join(p.text for p in sorted(_beside(sheet, best), key=lambda p: p.box[0])) if best else ""


def _beside(sheet: Sheet, p: Piece) -> list[Piece]:
    """The piece with those that were cut off it: of the same line, without a gap between."""
    found = [p]
    for q in sheet.row(p):
        if q.line == p.line and any(
            -1 < max(q.box[0] - f.box[2], f.box[0] - q.box[2]) < 0.8 * sheet.height for f in found
        ):
            found.append(q)
    return found

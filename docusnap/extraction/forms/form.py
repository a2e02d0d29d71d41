"""Reads a form: what is filled in, label by label, and what a person must still fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from docusnap.domain.answer import Blank, Value
from docusnap.domain.field_labels import numbered
from docusnap.domain.page import Page
from docusnap.extraction.forms.choices import TICKED
from docusnap.extraction.forms.chooser import chooser
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.rules import labels_by_rules
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import is_filled_in, words_in

_FEWEST_WORDS = 25
_UNSURE_BELOW = 0.55
"""Three fifths of the wrong values lie below, and a seventh of the right ones, on the forms that this was set by."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form says (`kv`, labels as keys), its blanks in reading order, and its heading ("" if none is seen).

    `written`: by page number, the share of the page's words that somebody has written on it, where the network told it.
    """

    kv: Mapping[str, Value]
    blanks: tuple[Blank, ...]
    heading: str
    written: Mapping[int, float] = field(default_factory=dict)


def read_form(pages: Sequence[Page]) -> FormReading:
    """All pages as one form. Keys are unique, and so are the blanks' labels: the second "Date" is "Date (2)".

    A form is quoted: values stay as they are printed.
    """
    kv: dict[str, Value] = {}
    blanks: dict[str, Blank] = {}
    heading, written = "", dict[int, float]()
    for page in pages:
        sheet = Sheet(page)
        labels, share = _labels(sheet)
        if share is not None:
            written[page.number] = share
        heading = heading or _heading(sheet, [label for label, _ in labels])
        for label, chance in labels:
            if not label.text:
                continue
            if label.value:
                kv[numbered(label.text, kv)] = replace(_value(label), chance=chance, unsure_below=_UNSURE_BELOW)
            else:
                blank = numbered(label.text, blanks)
                blanks[blank] = Blank(blank, page.number, label.space)
    return FormReading(kv, tuple(blanks.values()), heading, written)


def _labels(sheet: Sheet) -> tuple[list[tuple[Label, float | None]], float | None]:
    """Everything the page asks for, in reading order, with the chance that it is right; what share of it is written.

    Both are None where rules alone tell: where the file itself says what is to be filled in, and on pages of too few
    words to be judged as a whole.
    """
    found, written = labels_by_rules(sheet), None
    declared = any(m.kind == "field" for m in sheet.page.marks)
    if declared or len(sheet.page.words) < _FEWEST_WORDS:
        rated: list[tuple[Label, float | None]] = [(label, None) for label in found if label.value or label.space]
    else:
        chosen = chooser().choose(sheet, found)
        rated, written = [(c.label, c.chance) for c in chosen.candidates], chosen.written
    row = {line.id: line.box[1] for line in sheet.page.lines}
    in_order = sorted(rated, key=lambda r: (row.get(r[0].pieces[0].line, r[0].box[1]), r[0].box[0]))
    return in_order, written


def _value(label: Label) -> Value:
    pieces = _in_reading_order(label.value)
    text = " ".join(p.text for p in pieces)
    lines = tuple(dict.fromkeys(p.line for p in pieces if p.line))
    if text == TICKED:
        return Value(text, lines, printed=label.text)
    return Value(text, lines)


def _in_reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Row by row, each from left to right."""
    rows: list[list[Piece]] = []
    for p in sorted(pieces, key=lambda p: p.middle):
        if rows and p.middle - rows[-1][0].middle < 0.5 * p.height:
            rows[-1].append(p)
        else:
            rows.append([p])
    return [p for row in rows for p in sorted(row, key=lambda p: p.box[0])]


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

"""Which pieces of a form are labels: names of things to fill in."""

from dataclasses import dataclass, field

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import as_key, is_tick, may_label, names_something, words_in


@dataclass(slots=True)
class Label:
    """A label, the pieces of its value and the space to write in.

    `options`: of a question with boxes to tick, their names. `sure`: the form itself says that it is a label, by a
    colon or a space to write on; else only its words do.
    """

    pieces: list[Piece]
    sure: bool
    space: Box | None = None
    value: list[Piece] = field(default_factory=list)
    options: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As a key."""
        return as_key(" ".join(p.text for p in self.pieces))

    @property
    def box(self) -> Box:
        """Around all its pieces."""
        return enclosing([p.box for p in self.pieces])


def find_labels(sheet: Sheet) -> list[Label]:
    """The labels of a page in reading order, each with the space beside it, if any, and without value yet."""
    labels = {id(p): label for p in sheet.pieces if (label := _label(sheet, p))}
    spaces = [label.space for label in labels.values() if label.sure and label.space]
    for space in spaces:
        for p in sheet.on(space):
            if id(p) in labels and not p.asks and not labels[id(p)].sure and not _shares_line(sheet, p):
                del labels[id(p)]
    for p in [label.pieces[0] for label in labels.values() if not label.pieces[0].asks]:
        if _stands_after_a_colon(sheet, p, sure=labels[id(p)].sure):
            del labels[id(p)]
    return list(labels.values())


def _label(sheet: Sheet, p: Piece) -> Label | None:
    words = words_in(p.text)
    if not words or is_tick(p.text):
        return None
    if (p.asks and len(words) <= 14) or (p.text.endswith("?") and len(words) <= 8):
        space = sheet.space_right(p)
        return (
            None
            if _answers_a_label(sheet, p) or (not space and _ends_a_sentence(sheet, p))
            else Label([p], True, space)
        )
    if not may_label(p.text):
        return None
    if sheet.written(p):
        return Label([p], False) if _shares_line(sheet, p) else None
    space = sheet.space_right(p) or sheet.captions(p)
    if space and (space[2] - space[0] > 3 * sheet.height or names_something(p.text)):
        return Label([p], True, space)
    return Label([p], False) if names_something(p.text) else None


def _ends_a_sentence(sheet: Sheet, p: Piece) -> bool:
    """The end of running text that happens to have a colon: long, or going on from the line above."""
    if len(words_in(p.text)) > 9:
        return True
    above = [
        q
        for q in sheet.near(p.middle - 1.3 * sheet.height, p.middle - 0.4 * sheet.height)
        if abs(q.box[0] - p.box[0]) < 0.6 * sheet.height
    ]
    return any(len(words_in(q.text)) >= 7 and not q.asks for q in above)


def _stands_after_a_colon(sheet: Sheet, p: Piece, *, sure: bool) -> bool:
    """A word that forms use, but as the value of the label before it."""
    row = sheet.row(p)
    left = [q for q in row if q.box[2] <= p.box[0] + 0.5 * sheet.height]
    if not left or not left[-1].asks:
        return False
    gap = p.box[0] - left[-1].box[2]
    if sure:
        return sheet.rule(p) is not None and not names_something(p.text) and gap < 8 * sheet.height
    alone = not any(p.box[2] < q.box[0] < p.box[2] + 8 * sheet.height for q in row)
    return gap < 2 * sheet.height or (alone and gap < 10 * sheet.height)


def _shares_line(sheet: Sheet, p: Piece) -> bool:
    """A name printed on a long ruled line that several labels share, between two things written on it."""
    row = sheet.row(p)
    return (
        names_something(p.text)
        and len(words_in(p.text)) <= 2
        and any(q.box[2] <= p.box[0] for q in row)
        and any(q.box[0] >= p.box[2] and sheet.rule(q) == sheet.rule(p) for q in row)
    )


def _answers_a_label(sheet: Sheet, p: Piece) -> bool:
    """A colon inside a value: right behind another label's colon, or on that label's line to write on."""
    if names_something(p.text):
        return False
    left = [q for q in sheet.row(p) if q.box[2] <= p.box[0] + 0.5 * sheet.height]
    return bool(left) and left[-1].asks and (sheet.written(p) or p.box[0] - left[-1].box[2] < 2 * sheet.height)

"""Choices on a form: check boxes, brackets and short lines to tick, and the question each belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.pieces import Piece, tick_boxes
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import is_answer, is_tick, words_in

TICKED = "☑"
"""The value of a ticked box whose tick was drawn, not read."""

_EMPTY = re.compile(r"^(?:[□☐]|\[\s?\]|\(\s?\))\s*")
_FULL = re.compile(r"^(?:[☑☒■✓✔]|[\[(]\s?[xX✓✔]\s?[\])])\s*")
_CROSSED = re.compile(r"^[xX✓](?:[\s_]+|(?=[A-Z]{2}))")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tick: its name, the spot to tick and whether it is; `used` are the pieces that make it up."""

    name: Piece
    spot: Box
    ticked: bool
    used: tuple[Piece, ...]


def find_choices(sheet: Sheet) -> list[Choice]:
    """The choices of a page, top to bottom; each piece is part of one at most."""
    found: list[Choice] = []
    used: set[int] = set()
    interactive = any(m.kind == "field" or m.label for m in sheet.page.marks)
    others = () if interactive else (*_printed(sheet), *_on_short_rules(sheet))
    for choice in (*_drawn(sheet), *others):
        if not any(id(p) in used for p in choice.used):
            found.append(choice)
            used |= {id(p) for p in choice.used}
    return sorted(found, key=lambda c: (c.name.middle, c.spot[0]))


def answer_choices(sheet: Sheet, choices: Sequence[Choice], labels: Sequence[Label]) -> list[Label]:
    """Labels whose value is what was ticked: the question where there is one, else each choice by itself."""
    groups: dict[int, tuple[Label, list[Choice]]] = {}
    alone: list[Label] = []
    question_of: dict[int, Label | None] = {}
    for choice in choices:
        question = _question(sheet, choice, choices, labels, question_of)
        question_of[id(choice)] = question
        if question:
            groups.setdefault(id(question), (question, []))[1].append(choice)
        else:
            tick = Piece(TICKED, choice.spot, choice.name.line)
            value = [next((p for p in choice.used if is_tick(p.text)), tick)] if choice.ticked else []
            alone.append(Label([choice.name], True, choice.spot, value))
    answered = [_answered(question, own) for question, own in groups.values()]
    return answered + alone


def _answered(question: Label, choices: Sequence[Choice]) -> Label:
    names = [c.name for c in choices if c.ticked]
    value = [replace(p, text=p.text + ",") for p in names[:-1]] + names[-1:]
    return Label(question.pieces, True, enclosing([c.spot for c in choices]), value, [c.name for c in choices])


def _question(
    sheet: Sheet,
    choice: Choice,
    choices: Sequence[Choice],
    labels: Sequence[Label],
    known: dict[int, Label | None],
) -> Label | None:
    """The question to the left on the row; or, for a column of choices, the one of the choice above or right above."""
    mine = {id(p): c for c in choices for p in c.used}
    asking = {id(label.pieces[0]): label for label in labels if label.sure and label.pieces[0].text[-1:] in ":：?"}
    left = [p for p in sheet.row(choice.name) if p.box[2] <= min(choice.spot[0], choice.name.box[0]) + sheet.height]
    for p in reversed(left):
        if id(p) in asking:
            return asking[id(p)]
        if id(p) not in mine:
            return None
    start = min(choice.spot[0], choice.name.box[0])
    for p in reversed(sheet.near(choice.name.middle - 2.2 * sheet.height, choice.name.middle - 0.5 * sheet.height)):
        above = mine.get(id(p))
        if above and abs(above.spot[0] - choice.spot[0]) < sheet.height and known.get(id(above)):
            return known[id(above)]
        if (
            id(p) in asking
            and asking[id(p)] not in known.values()
            and -sheet.height < start - p.box[0] < 6 * sheet.height
        ):
            return asking[id(p)]
    return None


def _drawn(sheet: Sheet) -> Iterator[Choice]:
    """Squares found on the page or fields of a PDF; their names stand to the right, or all to the left."""
    marks = tick_boxes(sheet.page)
    h = sheet.height

    def beside(box: Box, *, right: bool) -> Piece | None:
        middle = (box[1] + box[3]) / 2
        row = [p for p in sheet.near(middle - 0.7 * h, middle + 0.7 * h) if words_in(p.text) and not is_tick(p.text)]
        if right:
            return min(
                (p for p in row if -0.3 * h <= p.box[0] - box[2] < 2.5 * h), key=lambda p: p.box[0], default=None
            )
        return max((p for p in row if -0.3 * h <= box[0] - p.box[2] < 2.5 * h), key=lambda p: p.box[2], default=None)

    gaps = {True: 0.0, False: 0.0}
    for mark in marks:
        for right in gaps:
            p = beside(mark.box, right=right)
            gaps[right] += min(3 * h, (p.box[0] - mark.box[2] if right else mark.box[0] - p.box[2]) if p else 3 * h)
    right = gaps[True] <= gaps[False] + h
    for mark in marks:
        name = beside(mark.box, right=right) or beside(mark.box, right=not right)
        if name:
            inside = [p for p in sheet.on(mark.box) if is_tick(p.text)]
            yield Choice(name, mark.box, mark.value == "on" or bool(inside), (name, *inside))


def _printed(sheet: Sheet) -> Iterator[Choice]:
    """Boxes that the engine, or the PDF's text, gives as characters before the name."""
    for p in sheet.pieces:
        empty, full = _EMPTY.match(p.text), _FULL.match(p.text)
        match = empty or full
        if match and words_in(p.text[match.end() :]):
            share = (p.box[2] - p.box[0]) * match.end() / len(p.text)
            spot = (p.box[0], p.box[1], p.box[0] + share, p.box[3])
            yield Choice(replace(p, text=p.text[match.end() :]), spot, full is not None, (p,))


def _on_short_rules(sheet: Sheet) -> Iterator[Choice]:
    """Short lines to put a cross on: before each of several names in a row, or behind "Yes" and "No"."""
    h = sheet.height
    short = [r for r in sheet.rules.boxes if r[2] - r[0] <= 4.5 * h]
    before = [(lead[0], r, lead[1]) for r in short if (lead := _name_behind(sheet, r))]
    rows = []
    for p, r, _ in before:
        nearer = [by for q, _, by in before if abs(p.middle - q.middle) < 0.6 * h]
        if len(nearer) >= 2 and median(nearer) > 0.3 * h:
            rows.append((p, r))
    behind = [
        (p, r)
        for r in short
        for p in sheet.pieces
        if is_answer(p.text) and _level(p, r, h) and 0 <= r[0] - p.box[2] < h
    ]
    for piece, rule in (*rows, *behind):
        spot = (rule[0], rule[1] - h, rule[2], rule[3])
        crossed = _CROSSED.match(piece.text)
        ticks = [p for p in sheet.on(spot) if is_tick(p.text) and p is not piece]
        named = replace(piece, text=piece.text[crossed.end() :] if crossed else piece.text.lstrip("_ "))
        yield Choice(named, spot, bool(crossed or ticks), (piece, *ticks))


def _name_behind(sheet: Sheet, rule: Box) -> tuple[Piece, float] | None:
    """The short text where the line ends, and by how much it is nearer than what stands where the line begins."""
    h = sheet.height
    row = [p for p in sheet.near(rule[1] - 1.5 * h, rule[1] + 0.5 * h) if _level(p, rule, h)]
    names = [p for p in row if rule[0] - 0.5 * h <= p.box[0] and -2 * h <= p.box[0] - rule[2] < 0.8 * h]
    named = [p for p in names if 1 <= len(words_in(p.text)) <= 3 and not p.asks and not is_tick(p.text)]
    if not named or named[0].box[2] < rule[2] + 0.5 * h:
        return None
    name = named[0]
    left = min((rule[0] - p.box[2] for p in row if p is not name and p.box[2] <= rule[0] + 0.3 * h), default=9 * h)
    return name, left - (name.box[0] - rule[2])


def _level(p: Piece, rule: Box, h: float) -> bool:
    return -0.6 * h <= (rule[1] + rule[3]) / 2 - p.box[3] <= 0.5 * h

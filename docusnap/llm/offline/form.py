"""Reads a form: what is filled in, label by label, and what a person must still fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from docusnap.domain.answer import Blank, Value
from docusnap.domain.page import Box, Page, enclosing
from docusnap.llm.offline.form_pieces import Piece
from docusnap.llm.offline.form_sheet import Sheet
from docusnap.llm.offline.form_words import as_key, is_filled_in, is_tick, may_label, names_something, words_in


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form says (`kv`, labels as keys), its blanks in reading order, and its heading ("" if none is seen)."""

    kv: Mapping[str, Value]
    blanks: tuple[Blank, ...]
    heading: str


@dataclass(slots=True)
class _Label:
    """A label, the pieces of its value and the space to write in."""

    pieces: list[Piece]
    sure: bool
    space: Box | None = None
    value: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return as_key(" ".join(p.text for p in self.pieces))

    @property
    def box(self) -> Box:
        return enclosing([p.box for p in self.pieces])


def read_form(pages: Sequence[Page], *, day_first: bool = True) -> FormReading:
    """All pages as one form. Keys are unique: the second "Date" is "Date (2)"."""
    kv: dict[str, Value] = {}
    blanks: list[Blank] = []
    heading = ""
    for page in pages:
        reader = _PageReader(page)
        labels = reader.labels()
        heading = heading or reader.heading()
        for label in labels:
            if not label.text:
                continue
            if label.value:
                kv[_unique(label.text, kv)] = _value(label.value)
            elif label.space:
                blanks.append(Blank(label.text, page.number, label.space))
    return FormReading(kv, tuple(blanks), heading)


def _unique(key: str, taken: Mapping[str, Value]) -> str:
    n, unique = 2, key
    while unique in taken:
        n, unique = n + 1, f"{key} ({n})"
    return unique


def _value(pieces: Sequence[Piece]) -> Value:
    return Value(" ".join(p.text for p in pieces), tuple(dict.fromkeys(p.line for p in pieces)))


class _PageReader:
    """Finds the labels of one page, gives each its value, and sees which are blank."""

    def __init__(self, page: Page) -> None:
        self.sheet = Sheet(page)
        self.h = self.sheet.height
        self.label_of: dict[int, _Label] = {}
        """The label a piece belongs to, as part of its name."""
        self.taken: set[int] = set()
        """Pieces that are part of a value."""

    def labels(self) -> list[_Label]:
        """The labels in reading order, linked to their values or to their blank space."""
        found = [label for p in self.sheet.pieces if (label := self._label(p))]
        for label in found:
            self.label_of[id(label.pieces[0])] = label
        self._link_right()
        for label in found:
            self._name_on(label)
        for label in found:
            if label.value:
                self._go_on(label)
            else:
                self._link_below(label)
        for label in found:
            if not label.value and not label.space:
                label.space = self._room(label)
        return found

    # Which pieces are labels

    def _label(self, p: Piece) -> _Label | None:
        words = words_in(p.text)
        if not words or is_tick(p.text):
            return None
        if (p.asks and len(words) <= 14) or (p.text.endswith("?") and len(words) <= 8):
            return None if self._answers_a_label(p) else _Label([p], True, self.sheet.space_right(p))
        if self.sheet.written(p) or not may_label(p.text):
            return None
        space = self.sheet.space_right(p)
        if space or names_something(p.text):
            return _Label([p], space is not None, space)
        return None

    def _answers_a_label(self, p: Piece) -> bool:
        """A colon inside a value: right behind another label's colon, or on that label's line to write on."""
        if names_something(p.text):
            return False
        left = [q for q in self.sheet.row(p) if q.box[2] <= p.box[0] + 0.5 * self.h]
        return bool(left) and left[-1].asks and (self.sheet.written(p) or p.box[0] - left[-1].box[2] < 2 * self.h)

    # Values beside

    def _link_right(self) -> None:
        for p in sorted(self.sheet.pieces, key=lambda p: p.box[0]):
            if id(p) not in self.label_of and (owner := self._owner(p)):
                owner.value.append(p)
                self.taken.add(id(p))

    def _owner(self, p: Piece) -> _Label | None:
        """The label to the left that the piece is the value of."""
        reach = 0.75
        left = [q for q in self.sheet.row(p, reach) if q.box[2] <= p.box[0] + 0.6 * self.h and q is not p]
        labels = [q for q in left if id(q) in self.label_of]
        if not labels:
            return None
        nearest = max(labels, key=lambda q: q.box[2] - 6 * abs(q.middle - p.middle))
        label = self.label_of[id(nearest)]
        between = [q for q in left if q.box[0] >= nearest.box[2] - 0.6 * self.h and q is not nearest]
        if any(id(q) not in {id(v) for v in label.value} for q in between if abs(q.middle - p.middle) < 0.4 * self.h):
            return None
        if label.space and p.box[0] > label.space[2] + self.h:
            return None
        gap = p.box[0] - max([nearest.box[2], *(v.box[2] for v in label.value)])
        if gap > (30 if label.sure else 12) * self.h:
            return None
        if not label.sure and not label.value and len(words_in(p.text)) > 8 and not self.sheet.written(p):
            return None
        return label if self._same_or_next_frame(nearest, p) else None

    def _same_or_next_frame(self, label: Piece, p: Piece) -> bool:
        mine, its = self.sheet.frame(label), self.sheet.frame(p)
        if mine == its or mine is None or its is None:
            return True
        return abs(mine[2] - its[0]) < self.h and mine[3] - mine[1] < 3 * self.h

    # Labels of two lines

    def _name_on(self, label: _Label) -> None:
        """Joins the line below, or above, that belongs to the label's name."""
        piece = label.pieces[0]
        for p in self.sheet.near(piece.middle + 0.4 * self.h, piece.middle + 1.3 * self.h):
            if abs(p.box[0] - piece.box[0]) < 0.8 * self.h and p.text.startswith("(") and self._free(p):
                if not is_filled_in(p.text) and len(words_in(p.text)) <= 6:
                    label.pieces.append(p)
                    self.label_of[id(p)] = label
                return
        for p in reversed(self.sheet.near(piece.middle - 1.1 * self.h, piece.middle - 0.4 * self.h)):
            close = abs(p.box[0] - piece.box[0]) < 0.5 * self.h and not self.sheet.written(p)
            if close and may_label(p.text) and piece.text.isupper() == p.text.isupper():
                other = self.label_of.get(id(p))
                if (other is None and self._free(p) and label.value) or (other and not other.value and not other.sure):
                    label.pieces.insert(0, p)
                    if other:
                        other.pieces = []
                    self.label_of[id(p)] = label
                return

    def _free(self, p: Piece) -> bool:
        return id(p) not in self.label_of and id(p) not in self.taken

    # Values below

    def _link_below(self, label: _Label) -> None:
        if not label.pieces or (label.space and label.space[2] - label.space[0] > 3 * self.h) or not label.sure:
            return
        piece = label.pieces[-1]
        frame = self.sheet.frame(piece)
        bottom = max(frame[3], piece.middle + 2.6 * self.h) if frame else piece.middle + 2.6 * self.h
        for p in self.sheet.near(piece.middle + 0.4 * self.h, bottom):
            aligned = piece.box[0] - self.h < p.box[0] < piece.box[2] + 2 * self.h
            if not aligned or id(p) in self.taken:
                continue
            if id(p) in self.label_of or self.sheet.frame(p) != frame or self._has_label_left(p):
                return
            label.value.append(p)
            self.taken.add(id(p))
            self._go_on(label)
            return

    def _has_label_left(self, p: Piece) -> bool:
        return any(id(q) in self.label_of and q.box[2] <= p.box[0] for q in self.sheet.row(p))

    def _go_on(self, label: _Label) -> None:
        """Adds the rows below that continue the value, as far as they are set like it."""
        while rows := self._next_row(label):
            label.value += rows
            self.taken |= {id(p) for p in rows}

    def _next_row(self, label: _Label) -> list[Piece]:
        last = label.value[-1]
        zone = enclosing([p.box for p in label.value])
        reach = 2.4 if self.sheet.rule(last) else 1.6
        left = label.box[0] - self.h
        below = [
            p
            for p in self.sheet.near(last.middle + 0.5 * self.h, last.middle + reach * self.h)
            if p.box[0] >= left and p.box[0] < max(zone[2], label.box[2]) and id(p) not in self.taken
        ]
        if not below:
            return []
        first = below[0]
        row = [p for p in below if abs(p.middle - first.middle) < 0.45 * self.h]
        row.sort(key=lambda p: p.box[0])
        aligned = abs(row[0].box[0] - zone[0]) < 2.5 * self.h or (
            row[0].box[0] < zone[0] and (self.sheet.rule(row[0]) is not None or len(words_in(row[0].text)) >= 3)
        )
        same_frame = self.sheet.frame(row[0]) == self.sheet.frame(last)
        if any(id(p) in self.label_of for p in below[: len(row) + 1]) or not aligned or not same_frame:
            return []
        return [] if self._has_label_left(row[0]) else row

    # Blanks

    def _room(self, label: _Label) -> Box | None:
        """Where to write when nothing is ruled: the rest of the label's frame, or the empty paper beside it."""
        if not label.pieces:
            return None
        piece = label.pieces[-1]
        frame = self.sheet.frame(piece)
        if frame:
            others = [p for p in self.sheet.near(frame[1], frame[3]) if self.sheet.frame(p) == frame]
            wide, tall = frame[2] - piece.box[2], frame[3] - piece.box[3]
            return frame if len(others) == len(label.pieces) and (wide > 3 * self.h or tall > self.h) else None
        if not label.sure:
            return None
        _, y0, x1, y1 = piece.box
        end = min((p.box[0] for p in self.sheet.right(piece)), default=self.sheet.page.width * 0.95)
        return (x1, y0, end, y1) if end - x1 > 5 * self.h else None

    def heading(self) -> str:
        """The largest line near the top that is neither label nor value."""
        top = [
            p
            for p in self.sheet.near(0, self.sheet.page.height * 0.4)
            if self._free(p) and len(words_in(p.text)) >= 2 and not is_filled_in(p.text)
        ]
        return max(top, key=lambda p: p.height).text if top else ""

"""Links the labels of a form to what is filled in: beside them, below them, or above on a signature line."""

from collections.abc import Sequence

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import (
    begins_with_name,
    is_filled_in,
    is_unfinished,
    may_label,
    names_something,
    words_in,
)

_FULL = 0.6
"""Of a ruled line: how much is written on before a writer goes on below."""


class Links:
    """Gives each label of a page its value, or the room to write it in. `used` pieces are left alone."""

    def __init__(self, sheet: Sheet, labels: Sequence[Label], used: Sequence[Piece] = ()) -> None:
        self.sheet = sheet
        self.h = sheet.height
        self.label_of = {id(p): label for label in labels for p in label.pieces}
        """The label a piece belongs to, as part of its name."""
        self.taken = {id(p) for p in used}
        """Pieces that are part of a value."""
        self._all = list(labels)

    def resolve(self) -> list[Label]:
        """The labels in reading order, those of two lines made one, with values and spaces."""
        self._link_right()
        for label in self._all:
            self._name_on(label)
        found = [label for label in self._all if label.pieces and not self._is_sentence(label)]
        for label in found:
            if label.value:
                self._go_on(label)
            elif not self._link_above(label):
                self._link_below(label)
        for label in found:
            if not label.value and not label.space:
                label.space = self._room(label)
        return found

    def _is_sentence(self, label: Label) -> bool:
        """What follows without a colon goes on in lower case: running text over a smear."""
        name = label.pieces[-1]
        if not label.value or name.asks or names_something(name.text):
            return False
        follows = label.value[0]
        runs_on = follows.box[0] - name.box[2] < 0.8 * self.h
        return runs_on and follows.text[0].islower() and len(follows.text.split()) >= 2

    # Values beside

    def _link_right(self) -> None:
        for p in sorted(self.sheet.pieces, key=lambda p: p.box[0]):
            if id(p) not in self.label_of and (owner := self._owner(p)):
                owner.value.append(p)
                self.taken.add(id(p))

    def _owner(self, p: Piece) -> Label | None:
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
        if gap > (15 if label.sure else 10) * self.h and not (label.space and label.space[0] < p.box[0]):
            return None
        if not label.sure and not label.value and len(words_in(p.text)) > 8 and not self.sheet.written(p):
            return None
        if not label.sure and not label.value and self._alike(nearest, p):
            return None
        offset = p.middle - nearest.middle
        if label.space and p.middle > max(label.space[3], nearest.box[3]):
            return None
        if offset > 0.5 * self.h and any(id(q) in self.label_of for q in self._above(p)):
            return None
        return label if self._same_or_next_frame(nearest, p) else None

    def _alike(self, label: Piece, p: Piece) -> bool:
        """Two headings side by side: both in capitals or both underlined, and nothing filled in."""
        if is_filled_in(p.text) or self.sheet.written(p):
            return False
        underlined = self.sheet.rule(label) is not None and self.sheet.rule(p) is not None
        return underlined or (label.text.isupper() and p.text.isupper() and may_label(p.text))

    def _above(self, p: Piece) -> list[Piece]:
        """What stands right over the piece."""
        over = self.sheet.near(p.middle - 1.3 * self.h, p.middle - 0.4 * self.h)
        return [q for q in over if q.box[0] < p.box[2] and p.box[0] < q.box[2]]

    def _same_or_next_frame(self, label: Piece, p: Piece) -> bool:
        mine, its = self.sheet.frame(label), self.sheet.frame(p)
        if mine == its or mine is None or its is None:
            return True
        return abs(mine[2] - its[0]) < self.h and mine[3] - mine[1] < 2 * self.h

    # Labels of two lines

    def _name_on(self, label: Label) -> None:
        """Joins the line below, or above, that belongs to the label's name."""
        if not label.pieces:
            return
        piece = label.pieces[0]
        for p in self.sheet.near(piece.middle + 0.4 * self.h, piece.middle + 1.3 * self.h):
            indent = p.box[0] - piece.box[0]
            if (abs(indent) < 0.8 * self.h and self._explains(p)) or (indent < 2 * self.h and self._ends(piece, p)):
                self._add(label, p, len(label.pieces))
                break
        for p in reversed(self.sheet.near(piece.middle - 1.2 * self.h, piece.middle - 0.4 * self.h)):
            if abs(p.box[0] - piece.box[0]) < 0.5 * self.h and self._begins(p, piece):
                self._add(label, p, 0)
                break

    def _add(self, label: Label, p: Piece, at: int) -> None:
        other = self.label_of.get(id(p))
        if other:
            label.value = label.value or other.value
            other.pieces = []
        label.pieces.insert(at, p)
        self.label_of[id(p)] = label

    def _ends(self, upper: Piece, lower: Piece) -> bool:
        """The lower line ends a name in capitals that the upper one, beside its value, began."""
        tight = lower.middle - upper.middle < 0.85 * self.h and upper.text.isupper() and lower.text.isupper()
        return tight and not upper.asks and self._free(lower) and may_label(lower.text) and not self.sheet.rule(lower)

    def _explains(self, p: Piece) -> bool:
        """A remark in brackets under a label."""
        short = len(words_in(p.text)) <= 6 and not is_filled_in(p.text)
        other = self.label_of.get(id(p))
        free = self._free(p) or (other is not None and not other.sure and not other.value)
        return p.text.startswith("(") and short and free and not self.sheet.space_right(p)

    def _begins(self, upper: Piece, lower: Piece) -> bool:
        """The upper line is the beginning of a name that the lower one ends."""
        other = self.label_of.get(id(upper))
        if id(upper) in self.taken or not may_label(upper.text) or upper.asks:
            return False
        if is_unfinished(upper.text):
            return True
        if other and (other.sure or other.space):
            return False
        if lower.asks and not upper.text.isupper():
            return False
        tight = lower.middle - upper.middle < 0.85 * self.h and upper.text.isupper() == lower.text.isupper()
        block = any(abs(p.box[0] - upper.box[0]) < 0.5 * self.h for p in self._above(upper))
        return tight and not block and not self.sheet.rule(upper) and not any(c.isdigit() for c in upper.text)

    def _free(self, p: Piece) -> bool:
        return id(p) not in self.label_of and id(p) not in self.taken

    # Values above and below

    def _link_above(self, label: Label) -> bool:
        """A label printed under a ruled line names what stands on the line, or that it is blank."""
        if label.space or label.pieces[0].asks or self.sheet.frame(label.pieces[0]):
            return False
        space = self.sheet.space_above(label.pieces[0])
        if not space:
            return False
        label.space = space
        label.value = [p for p in self.sheet.on(space) if self._free(p)]
        self.taken |= {id(p) for p in label.value}
        return True

    def _link_below(self, label: Label) -> None:
        piece = label.pieces[-1]
        frame = self.sheet.frame(piece)
        if not frame and label.space and label.space[2] - label.space[0] > 3 * self.h:
            return
        bottom = max(frame[3], piece.middle + 2.3 * self.h) if frame else piece.middle + 2.3 * self.h
        for p in self.sheet.near(piece.middle + 0.4 * self.h, bottom):
            aligned = piece.box[0] - self.h < p.box[0] < piece.box[2] + (6 if piece.asks else 2) * self.h
            if not aligned or id(p) in self.taken:
                continue
            if id(p) in self.label_of or self.sheet.frame(p) != frame or self._has_label_left(p):
                return
            if not label.sure and not is_filled_in(p.text):
                return
            label.value.append(p)
            self.taken.add(id(p))
            self._go_on(label)
            return

    def _has_label_left(self, p: Piece) -> bool:
        return any(id(q) in self.label_of and q.box[2] <= p.box[0] for q in self.sheet.row(p))

    def _go_on(self, label: Label) -> None:
        """Adds the rows below that continue the value, as far as they are set like it."""
        while rows := self._next_row(label):
            label.value += rows
            self.taken |= {id(p) for p in rows}

    def _next_row(self, label: Label) -> list[Piece]:
        bottom = max(p.middle for p in label.value)
        last = min((p for p in label.value if bottom - p.middle < 0.45 * self.h), key=lambda p: p.middle)
        zone = enclosing([p.box for p in label.value])
        reach = 2.4 if self.sheet.rule(last) else 1.6
        left, edge = label.box[0] - self.h, self._column_end(label)
        below = [
            p
            for p in self.sheet.near(last.middle + 0.4 * self.h, last.middle + reach * self.h)
            if left <= p.box[0] < edge
        ]
        if not below or id(below[0]) in self.taken:
            return []
        row = [p for p in below if abs(p.middle - below[0].middle) < 0.45 * self.h and id(p) not in self.taken]
        row.sort(key=lambda p: p.box[0])
        first = row[0]
        aligned = abs(first.box[0] - zone[0]) < 2.5 * self.h or (first.box[0] < zone[0] and self._wraps(label, first))
        if not (self.sheet.rule(first) or self._fills_its_line(last)):
            return []
        same_frame = self.sheet.frame(first) == self.sheet.frame(last)
        if any(id(p) in self.label_of for p in below[: len(row) + 1]) or not aligned or not same_frame:
            return []
        return [] if self._has_label_left(first) else row

    def _fills_its_line(self, last: Piece) -> bool:
        """No room is left where it stands, so that a writer had to go on below."""
        rule = self.sheet.rule(last)
        return rule is None or last.box[2] - rule[0] > _FULL * (rule[2] - rule[0])

    def _wraps(self, label: Label, first: Piece) -> bool:
        """The value goes on at the left margin: on a ruled line of its own, or as running text."""
        rule = self.sheet.rule(first)
        if rule:
            return rule[0] <= first.box[0] + self.h and not begins_with_name(first.text)
        return not label.space and abs(first.box[0] - label.box[0]) < self.h and len(words_in(first.text)) >= 4

    def _column_end(self, label: Label) -> float:
        """Where the next column of the form begins, as far as the label's own row tells."""
        right = [q.box[0] for q in self.sheet.right(label.pieces[-1]) if id(q) in self.label_of]
        return min(right, default=self.sheet.page.width) - 0.5 * self.h

    # Blanks

    def _room(self, label: Label) -> Box | None:
        """Where to write when nothing is ruled: the rest of the label's frame, or the empty paper beside it."""
        if not label.pieces:
            return None
        piece = label.pieces[-1]
        frame = self.sheet.frame(piece)
        if frame:
            others = [p for p in self.sheet.near(frame[1], frame[3]) if self.sheet.frame(p) == frame]
            wide, tall = frame[2] - piece.box[2], frame[3] - piece.box[3]
            return frame if len(others) == len(label.pieces) and (wide > 3 * self.h or tall > self.h) else None
        if framed := self.sheet.frame_below(piece):
            return framed
        below = self.sheet.space_below(piece)
        if below and not self.sheet.on(below):
            return below
        if not label.sure or self._heads_labels(piece):
            return None
        _, y0, x1, y1 = piece.box
        end = min((p.box[0] for p in self.sheet.right(piece)), default=self.sheet.margin)
        return (x1, y0, end, y1) if end - x1 > 5 * self.h else None

    def _heads_labels(self, piece: Piece) -> bool:
        """The heading of a group: labels follow right below, indented or set another way."""
        for p in self.sheet.near(piece.middle + 0.4 * self.h, piece.middle + 2 * self.h):
            if id(p) in self.label_of and -self.h < p.box[0] - piece.box[0] < 4 * self.h:
                return p.box[0] - piece.box[0] > self.h or piece.text.isupper() != p.text.isupper() or not p.asks
        return False

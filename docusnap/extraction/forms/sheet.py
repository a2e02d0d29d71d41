"""The geometry of a form page: which pieces stand beside, below and on what. Distances are in heights of a line."""

from bisect import bisect_left

from docusnap.domain.page import Box, Page
from docusnap.extraction.forms.pieces import Piece, Rules, pieces_of, text_height
from docusnap.extraction.forms.words import is_tick

_MOST_PIECES = 3000
"""Of one page; a form has some hundreds."""


class Sheet:
    """One page laid out for questions about neighbours; with `numbered`, the numbers of its lines are pieces too."""

    def __init__(self, page: Page, *, numbered: bool = False) -> None:
        self.page = page
        self.height = text_height(page)
        found = (p for p in pieces_of(page, numbered=numbered) if any(c.isalnum() for c in p.text) or is_tick(p.text))
        self.pieces = sorted((p for p in found if not _sideways(p)), key=lambda p: (p.middle, p.box[0]))[:_MOST_PIECES]
        self._middles = [p.middle for p in self.pieces]
        self.rules = Rules(page, self.height)
        self._frames = [m.box for m in page.marks if m.kind == "box"]
        self._frame_of = {id(p): self._frame(p) for p in self.pieces}
        self._rule_of = {id(p): self._rule_under(p) for p in self.pieces}

    def near(self, top: float, bottom: float) -> list[Piece]:
        """The pieces whose middles are between two heights, top to bottom."""
        return self.pieces[bisect_left(self._middles, top) : bisect_left(self._middles, bottom)]

    def row(self, piece: Piece, reach: float = 0.5) -> list[Piece]:
        """The other pieces about as high on the page, left to right."""
        found = self.near(piece.middle - reach * self.height, piece.middle + reach * self.height)
        return sorted((p for p in found if p is not piece), key=lambda p: p.box[0])

    def right(self, piece: Piece) -> list[Piece]:
        """What stands to the right in the same row, left to right."""
        return [p for p in self.row(piece) if p.box[0] >= piece.box[2] - 0.5 * self.height]

    def frame(self, piece: Piece) -> Box | None:
        """The smallest frame around the piece."""
        known = id(piece) in self._frame_of
        return self._frame_of[id(piece)] if known else self._frame(piece)

    def rule(self, piece: Piece) -> Box | None:
        """The ruled line on which the piece stands."""
        known = id(piece) in self._rule_of
        return self._rule_of[id(piece)] if known else self._rule_under(piece)

    def written(self, piece: Piece) -> bool:
        """Stands on a line for writing, which is longer than an underline would be."""
        rule = self.rule(piece)
        return rule is not None and max(rule[2] - piece.box[2], piece.box[0] - rule[0]) > 1.2 * self.height

    def space_right(self, piece: Piece) -> Box | None:
        """A ruled line, or a leader, to write on, that begins where the piece ends."""
        _, y0, x1, y1 = piece.box
        h = self.height
        for rule in self.rules.between(y1 - 0.5 * h, y1 + 0.7 * h):
            if -1.2 * h <= rule[0] - x1 <= 3.5 * h and rule[2] - x1 > 1.2 * h:
                return (max(rule[0], x1), y0, rule[2], max(rule[3], y1))
        if frame := self._empty_frame_right(piece):
            return frame
        if piece.leads:
            next_one = min((p.box[0] for p in self.right(piece)), default=self.page.width - 2 * h)
            return (x1, y0, max(next_one, x1 + h), y1)
        return None

    def _empty_frame_right(self, piece: Piece) -> Box | None:
        """An empty frame, or cell, whose name stands before it."""
        own, h = self.frame(piece), self.height
        if own and own[3] - own[1] > 2.5 * h:
            return None
        edge = own[2] if own else piece.box[2]
        beside = [
            f for f in self._frames if f[1] <= piece.middle <= f[3] and -0.5 * h <= f[0] - edge < (h if own else 8 * h)
        ]
        frame = min(beside, key=lambda f: (f[0], f[3] - f[1]), default=None)
        if frame is None or frame[3] - frame[1] > 4 * h or any(p.box[2] < frame[0] + h for p in self.right(piece)):
            return None
        return None if self.on(frame) else frame

    def captions(self, piece: Piece) -> Box | None:
        """The frame of which the piece is the small print at the top, with room to write below it."""
        frame, h = self.frame(piece), self.height
        if not frame or not 1.8 * h <= frame[3] - frame[1] <= 6 * h or piece.box[1] - frame[1] > 0.6 * h:
            return None
        if any(
            p.middle < piece.box[3] and p is not piece and self.frame(p) == frame for p in self.near(frame[1], frame[3])
        ):
            return None
        return (frame[0], piece.box[3], frame[2], frame[3])

    def space_above(self, piece: Piece) -> Box | None:
        """A ruled line right above, for a signature or another thing whose name is printed under it."""
        x0, y0, x1, _ = piece.box
        h = self.height
        for rule in self.rules.between(y0 - 0.8 * h, y0 + 0.4 * h):
            over = rule[0] - h <= x0 and x1 <= rule[2] + 2 * h
            if over and rule[2] - rule[0] > 3 * h and self._bare(rule):
                return (rule[0], rule[1] - 1.2 * h, rule[2], rule[3])
        return None

    def space_below(self, piece: Piece) -> Box | None:
        """A ruled line under a heading, for an answer: the column of a table, or an approval."""
        x0, _, x1, y1 = piece.box
        h = self.height
        for rule in self.rules.between(y1 + 0.6 * h, y1 + 2.5 * h):
            under = x0 - 6 * h <= rule[0] <= x1 and x0 <= rule[2]
            if under and rule[2] - rule[0] > 2 * h and self._bare(rule):
                return (rule[0], max(y1, rule[1] - 1.2 * h), rule[2], rule[3])
        return None

    def frame_below(self, piece: Piece) -> Box | None:
        """An empty frame, its name right above its left end."""
        x0, _, x1, y1 = piece.box
        h = self.height
        under = [f for f in self._frames if -0.4 * h <= f[1] - y1 <= 1.2 * h and f[0] - h <= x0 and x1 <= f[2] + h]
        frame = min(under, key=lambda f: abs(f[0] - x0), default=None)
        return frame if frame and abs(frame[0] - x0) < 2 * h and not self.on(frame) else None

    @property
    def margin(self) -> float:
        """Where the right margin begins: nothing stands further to the right."""
        edges = [p.box[2] for p in self.pieces] + [r[2] for r in self.rules.boxes] + [f[2] for f in self._frames]
        most = 0.95 * self.page.width
        return min(max(edges), most) if len(edges) > 1 else most

    def on(self, space: Box) -> list[Piece]:
        """What is written in a space: the pieces whose middles lie in it."""
        inside = self.near(space[1] - 0.2 * self.height, space[3] + 0.2 * self.height)
        return [p for p in inside if space[0] - self.height <= (p.box[0] + p.box[2]) / 2 <= space[2] + self.height]

    def _bare(self, rule: Box) -> bool:
        """No edge of a frame, and no label before it on its line."""
        y = (rule[1] + rule[3]) / 2
        h = self.height
        for f in self._frames:
            if min(abs(y - f[1]), abs(y - f[3])) < 0.4 * h and f[0] < rule[2] and rule[0] < f[2]:
                return False
        return not any(
            -0.7 * h <= y - p.box[3] <= 0.5 * h and -3.5 * h <= p.box[2] - rule[0] <= 1.2 * h
            for p in self.near(y - 1.5 * h, y + 0.5 * h)
        )

    def _frame(self, piece: Piece) -> Box | None:
        x, y = (piece.box[0] + piece.box[2]) / 2, piece.middle
        around = [f for f in self._frames if f[0] <= x <= f[2] and f[1] <= y <= f[3]]
        return min(around, key=lambda f: (f[2] - f[0]) * (f[3] - f[1]), default=None)

    def _rule_under(self, piece: Piece) -> Box | None:
        x0, _, x1, y1 = piece.box
        h = piece.height
        for rule in self.rules.between(y1 - 0.45 * h, y1 + 0.6 * h):
            if min(x1, rule[2]) - max(x0, rule[0]) >= 0.5 * (x1 - x0):
                return rule
        return None


def _sideways(piece: Piece) -> bool:
    """Printed up the margin."""
    return len(piece.text) > 2 and piece.height > 1.5 * (piece.box[2] - piece.box[0])

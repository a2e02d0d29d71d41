"""The parts that forms are built of: lines to fill, grids, tables, choices, signatures, lists and running text.

Each block is drawn from a height downwards between two edges, and returns the height where the next may begin.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from training.forms.content import Content
from training.forms.paper import Entity, Fonts, Ink, Paper


@dataclass(frozen=True, slots=True)
class Style:
    """What is alike all over one form."""

    label: Ink
    heading: Ink
    answer: Ink
    small: Ink
    hand: Ink
    case: str
    tail: str
    space: str
    filled: float
    pitch: float
    by_hand: float
    tab: bool
    thick: float

    @staticmethod
    def made(rng: Random, fonts: Fonts) -> "Style":
        """A style of its own for one form."""
        kind = rng.choices(["sans", "serif", "mono"], [5, 2, 3])[0]
        regular, bold = fonts.family(rng, kind)
        typed = fonts.family(rng, rng.choices(["mono", "sans", "serif"], [6, 2, 1])[0])[0]
        if rng.random() < 0.25:
            typed = regular
        size = rng.uniform(10.5, 15)
        name = bold if rng.random() < 0.3 else regular
        return Style(
            label=Ink(name, size),
            heading=Ink(bold if rng.random() < 0.75 else regular, size * rng.uniform(1, 1.45)),
            answer=Ink(typed, size * rng.uniform(0.88, 1.12)),
            small=Ink(name, max(8.5, size * rng.uniform(0.65, 0.85))),
            hand=Ink(fonts.family(rng, "hand")[0], size * rng.uniform(1.2, 1.7)),
            case=rng.choices(["upper", "title", "as is", "lower"], [5, 4, 4, 0.4])[0],
            tail=rng.choices([":", "", " -", " :", "."], [6, 4, 0.3, 0.3, 0.1])[0],
            space=rng.choices(["rule", "none", "dots", "dashes", "underscores"], [7, 3.5, 0.5, 0.6, 1.0])[0],
            filled=rng.choices([1.0, 0.85, 0.6, 0.3, 0.0], [3, 4, 3, 1.5, 1])[0],
            pitch=size * rng.uniform(1.3, 2.5),
            by_hand=rng.choice([0, 0, 0, 0.1, 0.5]),
            tab=rng.random() < 0.45,
            thick=rng.choice([0.5, 1, 1, 1.5]),
        )


class Blocks:
    """Draws blocks of one form in its style."""

    def __init__(self, paper: Paper, content: Content, style: Style) -> None:
        """All of one form."""
        self.paper, self.content, self.style, self.rng = paper, content, style, content.rng

    # Words of labels and answers

    def cased(self, text: str) -> str:
        """A label as this form writes them."""
        match self.style.case:
            case "upper":
                return text.upper()
            case "title":
                return " ".join(w if w.isupper() else w[:1].upper() + w[1:] for w in text.split())
            case "lower":
                return text.lower()
        return text[:1].upper() + text[1:]

    def tailed(self, text: str) -> str:
        """With the form's colon, if it has one; some are forgotten."""
        tail = self.style.tail if self.rng.random() < 0.93 else self.rng.choice(["", ":"])
        return text if text[-1] in ":?" else text + tail

    def typed(self) -> Ink:
        """How the next answer is written."""
        return self.style.hand if self.rng.random() < self.style.by_hand else self.style.answer

    def wrapped(self, text: str, width: float, ink: Ink, first: float | None = None) -> list[str]:
        """The text in lines of at most `width`; the first of at most `first`."""
        lines: list[str] = []
        for word in text.split():
            room = first if first is not None and len(lines) == 1 else width
            if lines and self.paper.length(f"{lines[-1]} {word}", ink) <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def is_filled(self) -> bool:
        """Whether somebody wrote in the next space."""
        return self.rng.random() < self.style.filled

    def space(self, x0: float, y: float, x1: float) -> None:
        """Something to write on, in the form's way."""
        kind, paper, ink = self.style.space, self.paper, self.style.label
        if x1 - x0 < 8 or kind == "none":
            return
        if kind == "rule":
            paper.rule(x0, y + 3, x1, self.style.thick)
        elif kind == "dashes":
            paper.rule(x0, y + 3, x1, 1, dash=4)
        else:
            mark = "." if kind == "dots" else "_"
            count = int((x1 - x0) / paper.length(mark, ink))
            paper.fill(x0, y, mark * count, ink)

    def answer_on(self, label: Entity, text: str, x0: float, y: float, x1: float, ink: Ink | None = None) -> Entity:
        """Writes an answer that fits into one line between the edges."""
        ink = ink or self.typed()
        lines = self.wrapped(text, x1 - x0, ink)
        raised = self.rng.uniform(-1.5, 2.5)
        answer = self.paper.entity("answer", label)
        self.paper.write(x0, y - raised, lines[0], ink, answer)
        return answer

    def unit(self, answer: Entity, x: float, y: float) -> None:
        """What the form prints behind the space and people read as part of the answer."""
        unit = self.rng.choice(["mm", "%", "mg", "lbs.", "hrs.", "gm", "ml", "°C", "days"])
        self.paper.write(x, y, unit, self.style.label, answer)

    # Lines to fill

    def fields(self, x0: float, x1: float, y: float, count: int) -> float:
        """Labels one below the other, each with its space; names of two lines, answers of several."""
        s, paper, r = self.style, self.paper, self.rng
        names = [self.tailed(self.cased(self.content.label())) for _ in range(count)]
        width = x1 - x0
        tab = min(max(paper.length(n, s.label) for n in names) + r.uniform(8, 40), width * 0.5)
        tabbed = s.tab or r.random() < 0.2
        end = x1 - r.choice([0, 0, width * 0.1, width * 0.3])
        for name in names:
            y = self._field(name, x0, x1, end, y, tab if tabbed else None)
        return y

    def _field(self, name: str, x0: float, x1: float, end: float, y: float, tab: float | None) -> float:
        s, paper, r = self.style, self.paper, self.rng
        label = paper.entity("label")
        lines = self.wrapped(name, (tab - 6) if tab else (x1 - x0) * 0.6, s.label)
        if tab and r.random() < 0.07 and len(lines) == 1 and " " in name:
            words = name.split()
            lines = [" ".join(words[:1]), " ".join(words[1:])]
        lead = s.label.size * r.uniform(0.95, 1.2)
        at = x0
        for n, line in enumerate(lines):
            at = paper.write(x0, y + n * lead, line, s.label, label)
        on = y if r.random() < 0.4 else y + (len(lines) - 1) * lead
        bottom = y + (len(lines) - 1) * lead
        if r.random() < 0.05:
            bottom += lead
            paper.write(x0 + r.uniform(0, 6), bottom, self.content.remark(), s.small, label)
        start = x0 + tab if tab else at + r.uniform(2, 9)
        if end - start < 30:
            end = x1
        more = r.choices([0, 1, 2, 4], [14, 2, 1, 0.6])[0]
        self._written(label, name, start, on, end, more, x0 if r.random() < 0.3 else start)
        return max(bottom, on + more * s.pitch) + s.pitch * r.choice([1, 1, 1, 1.4])

    def _written(self, label: Entity, name: str, x0: float, y: float, x1: float, more: int, left: float) -> None:
        """The spaces of one label, `more` lines below the first, and what was written there."""
        s, paper, r = self.style, self.paper, self.rng
        inset: float = r.choice([0, 3, 8, 20])
        for n in range(more + 1):
            self.space(x0 if n == 0 else left, y + n * s.pitch, x1)
        label.space = (x0, y - s.label.size, x1, y + 3)
        if not self.is_filled():
            return
        text = self.content.answer(name) if not more else self.content.text(1, more + 1)
        if more and r.random() < 0.3:
            text = text.upper()
        if more and r.random() < 0.25:  # a list, one to a line
            for n in range(r.randint(1, more + 1)):
                paper.write(x0 + inset, y + n * s.pitch, self.content.name(), s.answer, paper.entity("answer", label))
            return
        ink = self.typed()
        room = max(20.0, x1 - x0 - inset)
        if r.random() < 0.25 and not more:
            inset += max(0.0, (room - paper.length(text, ink)) / 2)  # in the middle of its line
        lines = self.wrapped(text, x1 - left, ink, room)[: more + 1]
        answer = paper.entity("answer", label)
        raised = r.uniform(-1, 2)
        if not more and r.random() < 0.06:
            self.unit(answer, x1 + 4, y)
        for n, line in enumerate(lines):
            paper.write((x0 + inset) if n == 0 else left + min(inset, 8), y + n * s.pitch - raised, line, ink, answer)

    def row(self, x0: float, x1: float, y: float, count: int) -> float:
        """Several labels with their spaces on one line."""
        s, paper, r = self.style, self.paper, self.rng
        cuts = (
            sorted(r.uniform(0.25, 0.75) for _ in range(count - 1))
            if count == 2
            else [n / count for n in range(1, count)]
        )
        edges = [x0, *(x0 + c * (x1 - x0) for c in cuts), x1]
        for left, right in pairwise(edges):
            name = self.tailed(self.cased(self.content.label(3)))
            label = paper.entity("label")
            at = paper.write(left, y, self.wrapped(name, (right - left) * 0.7, s.label)[0], s.label, label) + r.uniform(
                2, 6
            )
            if right - 8 - at > 14:
                self.space(at, y, right - 8)
                label.space = (at, y - s.label.size, right - 8, y + 3)
                if self.is_filled():
                    answer = self.answer_on(label, self.content.answer(name), at + r.choice([0, 4, 12]), y, right - 10)
                    if r.random() < 0.1:
                        self.unit(answer, right - 5, y)
        return y + s.pitch * r.choice([1, 1.2])

    def long_answer(self, x0: float, x1: float, y: float) -> float:
        """A label, or a question, with room for a text: ruled lines, empty paper or a frame."""
        s, paper, r = self.style, self.paper, self.rng
        name = self.tailed(self.cased(self.content.label())) if r.random() < 0.75 else self.content.question()
        label = paper.entity("label")
        lines = self.wrapped(name, x1 - x0, s.label)
        for line in lines:
            at = paper.write(x0, y, line, s.label, label)
            y += s.label.size * 1.25
        if r.random() < 0.15 and x1 - at > 120:
            paper.write(at + 5, y - s.label.size * 1.25, self.content.remark(), s.small, label)
        rows, pitch = r.randint(1, 6), s.answer.size * r.uniform(1.15, 1.9)
        if len(lines) == 1 and at - x0 < (x1 - x0) * 0.4 and r.random() < 0.5:
            y -= s.label.size * 1.25
            start, left = at + 8, (x0 if r.random() < 0.4 else at + 8)
        else:
            start = left = x0 + r.choice([0, 0, 10, 40])
            y += pitch - s.label.size
        label.space = (start, y - s.label.size, x1, y + (rows - 1) * pitch + 3)
        kind = r.choice(["rules", "rules", "none", "none", "frame"])
        if kind == "rules":
            for n in range(rows):
                paper.rule(start if n == 0 else left, y + n * pitch + 3, x1, s.thick)
        elif kind == "frame" and start == left:
            paper.frame((left - 6, y - pitch, x1, y + rows * pitch), s.thick)
        if self.is_filled():
            ink = self.typed()
            text = self.content.text(1, rows)
            answer = paper.entity("answer", label)
            for n, line in enumerate(self.wrapped(text, x1 - left - 4, ink, x1 - start - 4)[:rows]):
                paper.write(start if n == 0 else left, y + n * pitch, line, ink, answer)
        return y + rows * pitch + s.pitch * 0.7

    # Grids and tables

    def grid(self, x0: float, x1: float, y: float) -> float:
        """Framed cells, each with its name in small print at the top and room below or behind it."""
        s, paper, r = self.style, self.paper, self.rng
        small = s.small if r.random() < 0.7 else s.label
        tall = small.size + s.answer.size * r.uniform(1.3, 2.2)
        beside = r.random() < 0.25
        for _ in range(r.randint(1, 4)):
            count = r.randint(1, 4)
            weights = [r.uniform(0.6, 2) for _ in range(count)]
            left = x0
            for w in weights:
                right = left + (x1 - x0) * w / sum(weights)
                paper.frame((left, y, right, y + tall), s.thick)
                name = self.cased(self.content.label(3)) + (":" if r.random() < 0.3 else "")
                label = paper.entity("label")
                shown = self.wrapped(name, right - left - 6, small)[0]
                at = paper.write(left + 3, y + small.size + 1, shown, small, label)
                label.space = (left, y, right, y + tall)
                if self.is_filled() and beside and right - at > 60:
                    self.answer_on(label, self.content.answer(name), at + 6, y + small.size + 2, right - 4)
                elif self.is_filled():
                    ink = self.typed()
                    shown = self.wrapped(self.content.answer(name), right - left - 8, ink)[0]
                    inset = r.choice([4, 10, max(4.0, (right - left - paper.length(shown, ink)) / 2)])
                    paper.write(left + inset, y + tall - 4, shown, ink, paper.entity("answer", label))
                left = right
            y += tall
        return y + s.pitch

    def table(self, x0: float, x1: float, y: float) -> float:
        """Columns with their names above, ruled, framed or bare; some with names of rows, some with groups of columns."""
        s, paper, r = self.style, self.paper, self.rng
        count = r.randint(2, 5)
        named_rows = r.random() < 0.45
        weights = [r.uniform(0.7, 1.6) for _ in range(count)]
        if named_rows:
            weights[0] = r.uniform(1.2, 2.5)
        edges = [x0]
        for w in weights:
            edges.append(edges[-1] + (x1 - x0) * w / sum(weights))
        look = r.choices(["framed", "ruled", "bare", "columns", "cells"], [3, 2, 3, 1, 1])[0]
        top = y - s.label.size
        y = self._groups(edges, y) if count >= 4 and r.random() < 0.3 else y
        names, y = self._heads(edges, y, named_rows)
        rows = r.randint(1, 7)
        pitch = s.answer.size * r.uniform(1.2, 2.0)
        starts = [y + n * pitch for n in range(rows)]
        if look in ("framed", "columns"):
            for x in edges if look == "framed" else edges[1:-1]:
                paper.stroke(x, top - 3, starts[-1] + 5, s.thick)
        if look == "framed":
            paper.rule(x0, top - 3, x1, s.thick)
        if look in ("framed", "ruled") and not (look == "ruled" and r.random() < 0.5):
            for at in [*starts, starts[-1] + pitch]:
                paper.rule(x0, at - pitch + 5, x1, s.thick)
        self._cells(edges, names, starts, named_rows, look)
        return starts[-1] + pitch + s.pitch * 0.6

    def _groups(self, edges: Sequence[float], y: float) -> float:
        """Headings each over two columns."""
        s, paper = self.style, self.paper
        for n in range(len(edges) % 2, len(edges) - 2, 2):
            text = self.cased(self.rng.choice([self.content.label(2), self.content.rng.choice(["From", "To"])]))
            wide = paper.length(text, s.label)
            x = (edges[n] + edges[n + 2] - wide) / 2
            paper.write(x, y, text, s.label, paper.entity("heading"))
            if self.rng.random() < 0.6:
                paper.rule(edges[n] + 5, y + 4, edges[n + 2] - 5)
        return y + s.label.size * 1.5

    def _heads(self, edges: Sequence[float], y: float, named_rows: bool) -> tuple[list[Entity | None], float]:
        s, paper, r = self.style, self.paper, self.rng
        ink = s.small if r.random() < 0.4 else s.label
        underlined = r.random() < 0.3
        names: list[Entity | None] = []
        shown: list[list[str]] = []
        for n, (left, right) in enumerate(pairwise(edges)):
            if n == 0 and named_rows and r.random() < 0.6:
                names.append(None)
                shown.append([])
                continue
            names.append(paper.entity("label"))
            shown.append(self.wrapped(self.cased(self.content.label(4)), right - left - 6, ink)[:3])
        deepest = max(map(len, shown), default=0)
        centred = r.random() < 0.7
        for label, lines, left, right in zip(names, shown, edges, edges[1:], strict=False):
            for n, line in enumerate(lines):
                wide = paper.length(line, ink)
                x = (left + right - wide) / 2 if centred else left + 4
                at = y + (deepest - len(lines) + n) * ink.size * 1.1
                assert label is not None
                paper.write(x, at, line, ink, label)
                if underlined:
                    paper.rule(x, at + 2.5, x + wide, 0.8)
        return names, y + max(0, deepest - 1) * ink.size * 1.1 + s.answer.size * r.uniform(1.5, 2.2)

    def _cells(
        self, edges: Sequence[float], names: Sequence[Entity | None], rows: Sequence[float], named: bool, look: str
    ) -> None:
        s, paper, r = self.style, self.paper, self.rng
        makes = [
            r.choice([self.content.amount, self.content.amount, self.content.any, self.content.code]) for _ in names
        ]
        written = 0 if r.random() > s.filled else r.randint(1, len(rows))
        centred = r.random() < 0.6
        for n, y in enumerate(rows):
            row = None
            for column, (left, right) in enumerate(pairwise(edges)):
                head = names[column]
                if named and column == 0:
                    row = paper.entity("label")
                    text = self.cased(self.content.label(4)) + (":" if r.random() < 0.2 else "")
                    paper.write(left + 4, y, self.wrapped(text, right - left - 6, s.label)[0], s.label, row)
                    continue
                if look == "cells":
                    self.space(left + 8, y, right - 8)
                if n >= written or r.random() < 0.08:
                    continue
                ink = s.answer
                text = self.wrapped(makes[column](), right - left - 8, ink)[0]
                x = (left + right - paper.length(text, ink)) / 2 if centred else left + 5
                cell = paper.entity("answer", head)
                if row is not None:
                    cell.of.append(row.id)
                paper.write(max(left + 2, x), y, text, ink, cell)

    # Choices

    def choices(self, x0: float, x1: float, y: float) -> float:
        """Things to tick, in a row or in columns, perhaps behind or below a question."""
        s, paper, r = self.style, self.paper, self.rng
        spot = r.choice(["box", "box", "box", "line", "brackets", "parens"])
        behind = r.random() < 0.3
        upright = r.random() < 0.35
        options = [self._option() for _ in range(r.randint(2, 6))]
        if r.random() < 0.35:
            options = ["Yes", "No"]
        if s.case == "upper":
            options = [o.upper() for o in options]
        x, asked = x0, None
        if r.random() < 0.6:
            asked = paper.entity("heading" if r.random() < 0.4 else "label")
            text = self.content.question() if r.random() < 0.3 else self.tailed(self.cased(self.content.label()))
            x = paper.write(x0, y, self.wrapped(text, (x1 - x0) * 0.6, s.label)[0], s.label, asked) + r.uniform(8, 40)
            if upright or r.random() < 0.25:
                x, y = x0 + r.choice([0, 15, 40]), y + s.pitch
        left = x
        step = r.choice([0, 0, (x1 - x) / r.randint(2, 4)])
        for option in options:
            if x > left and x + paper.length(option, s.label) + 30 > x1:
                x, y = left, y + s.pitch
            end = self._choice(option, x, y, spot, behind)
            if upright:
                y += s.label.size * r.uniform(1.35, 1.5)
            elif step:
                x += step * max(1, -(-int(end - x + 10) // int(step)))
            else:
                x = end + r.uniform(12, 35)
        return y + s.pitch

    def _option(self) -> str:
        return self.cased(
            self.rng.choice(
                [
                    self.content.label(2),
                    self.content.rng.choice(
                        ["Other", "Approved", "Male", "Female", "New", "Revised", "Monthly", "Cash", "Check"]
                    ),
                    self.content.phrase(2),
                ]
            )
        )

    def _choice(self, option: str, x: float, y: float, spot: str, behind: bool) -> float:
        s, paper, r = self.style, self.paper, self.rng
        name = paper.entity("choice")
        size = s.label.size * 0.8
        if behind:
            x = paper.write(x, y, option, s.label, name) + r.uniform(4, 8)
        wide = {"box": size, "line": size * 2.4, "brackets": size * 1.6, "parens": size * 1.8}[spot]
        if spot == "box":
            paper.frame((x, y - size + 1, x + size, y + 1), 1)
        elif spot == "line":
            paper.rule(x, y + 3, x + wide, 1)
        else:
            for at, mark in ((x, "[" if spot == "brackets" else "("), (x + wide, "]" if spot == "brackets" else ")")):
                paper.write(at, y, mark, s.label, name)
            wide += 5
        name.space = (x, y - size, x + wide, y + 2)
        if r.random() < 0.3 * (s.filled > 0):
            mark = r.choice(["X", "X", "x", "✓"]) if spot != "line" else r.choice(["X", "x", "XX"])
            answer = paper.entity("answer", name)
            ink = Ink("DejaVuSans", size * 1.1) if mark == "✓" else Ink(s.answer.font, size * 1.15)
            paper.write(x + max(0.0, (wide - paper.length(mark, ink)) / 2), y, mark, ink, answer)
        if behind:
            return x + wide
        return paper.write(x + wide + r.uniform(3, 6), y, option, s.label, name)

    # Signatures, lists, text

    def signatures(self, x0: float, x1: float, y: float) -> float:
        """Lines to sign on, with their names before or below, and the typed name of who signed."""
        s, paper, r = self.style, self.paper, self.rng
        below, half = r.random() < 0.45, x0 + (x1 - x0) * r.uniform(0.5, 0.68)
        y += s.answer.size
        for _ in range(r.randint(1, 4)):
            for left, right, name in (
                (
                    x0,
                    half - 15,
                    r.choice(
                        [
                            "Signature",
                            "Approved by",
                            "Submitted by",
                            "Authorized by",
                            "Prepared by",
                            "Manager",
                            "Requested by",
                            "Reviewed by",
                            "Witness",
                            "Director",
                        ]
                    ),
                ),
                (half, x1 - r.choice([0, 40]), r.choice(["Date", "Date", "Title", "Date signed"])),
            ):
                label = paper.entity("label")
                text = self.cased(name) if below else self.tailed(self.cased(name))
                if below:
                    start = left
                    wide = paper.length(text, s.small)
                    paper.write(
                        left + r.choice([2, (right - left - wide) / 2]), y + s.small.size + 4, text, s.small, label
                    )
                else:
                    start = paper.write(left, y, text, s.label, label) + 4
                paper.rule(start, y + 3, right, 1)
                label.space = (start, y - s.label.size, right, y + 3)
                if self.is_filled():
                    self._signed(label, start, right, y, "date" in name.lower(), below)
            y += s.pitch * 1.3 + s.small.size * (1.2 if below else 0.6)
        return y

    def _signed(self, label: Entity, x0: float, x1: float, y: float, date: bool, below: bool) -> None:
        s, paper, r = self.style, self.paper, self.rng
        if date:
            self.answer_on(label, self.content.date(), x0 + 6, y, x1 + 20, r.choice([s.hand, s.answer]))
        elif r.random() < 0.55:
            paper.scribble(r, (x0 + 5, y - s.label.size * 1.3, min(x1, x0 + 130), y + 4))
            if r.random() < 0.4 and not below:
                paper.write(
                    x0 + 10, y + s.answer.size + 3, self.content.name(), s.answer, paper.entity("answer", label)
                )
        else:
            self.answer_on(label, self.content.name(), x0 + 6, y, x1, r.choice([s.hand, s.answer]))

    def names(self, x0: float, x1: float, y: float) -> float:
        """A label with a list of names, in one column or several: each an answer of its own."""
        s, paper, r = self.style, self.paper, self.rng
        label = paper.entity("label")
        name = r.choice(
            ["cc", "CC", "Distribution", "Copies to", "TO", "To", "Participants", "Copies to the following"]
        )
        at = paper.write(x0, y, self.tailed(name) if r.random() < 0.8 else name, s.label, label)
        columns = r.choice([1, 1, 2, 3, 4])
        if r.random() < 0.3:
            y, left = y + s.label.size * 1.4, x0
        else:
            left = at + r.uniform(6, 40)
        label.space = (left, y - s.label.size, x1, y + 3)
        if not self.is_filled():
            return y + s.pitch
        lead, rows = s.answer.size * r.uniform(1.05, 1.4), r.randint(1, 7)
        for column in range(columns):
            x = left + column * (x1 - left) / columns
            for n in range(max(1, rows - (r.randint(0, 3) if column else 0))):
                shown = self.wrapped(self.content.name(), (x1 - left) / columns - 4, s.answer)[0]
                paper.write(x, y + n * lead, shown, s.answer, paper.entity("answer", label))
        return y + rows * lead + s.pitch * 0.5

    def prose(self, x0: float, x1: float, y: float) -> float:
        """Running text that nobody fills in, some of it numbered, some of it with a space inside."""
        s, paper, r = self.style, self.paper, self.rng
        ink = r.choice([s.label, s.small, s.answer])
        entity = paper.entity("text")
        text = " ".join(self.content.instruction() for _ in range(r.randint(1, 3)))
        if r.random() < 0.2:
            text = text.upper()
        if r.random() < 0.25:
            paper.write(x0, y, f"{r.randint(1, 9)}.", ink, entity)
            x0 += ink.size * 2
        for line in self.wrapped(text, x1 - x0, ink):
            paper.write(x0, y, line, ink, entity)
            y += ink.size * 1.25
        if r.random() < 0.2:
            y = self.inline(x0, x1, y + ink.size * 0.5)
        return y + s.pitch * 0.6

    def inline(self, x0: float, x1: float, y: float) -> float:
        """A sentence with a space in the middle: what stands before it is its label."""
        s, paper, r = self.style, self.paper, self.rng
        before = r.choice(
            [
                "The following document, including cover page, is",
                "Please call",
                "This offer is valid until",
                "Number of pages, including this one,",
                "The total amount of $",
                "Month of",
                "Effective on",
            ]
        )
        label = paper.entity("label")
        at = paper.write(x0, y, before, s.label, label) + 4
        end = min(at + r.uniform(40, 110), x1)
        paper.rule(at, y + 3, end, 1)
        label.space = (at, y - s.label.size, end, y + 3)
        if self.is_filled():
            self.answer_on(
                label, r.choice([str(r.randint(1, 30)), self.content.date(), self.content.name()]), at + 4, y, end
            )
        if r.random() < 0.7:
            paper.write(
                end + 5,
                y,
                r.choice(["pages long.", "for approval.", "as soon as possible.", "in full."]),
                s.label,
                paper.entity("text"),
            )
        return y + s.pitch

    def numbered(self, x0: float, x1: float, y: float) -> float:
        """Numbered questions, each with its space behind or below."""
        s, paper, r = self.style, self.paper, self.rng
        for n in range(1, r.randint(2, 5)):
            label = paper.entity("label")
            mark = r.choice([f"{n}.", f"({n})", f"{n})"])
            indent = x0 + s.label.size * 1.9
            paper.write(x0, y, mark, s.label, label)
            text = self.content.question() if r.random() < 0.6 else self.tailed(self.cased(self.content.label()))
            for line in self.wrapped(text, (x1 - indent) * 0.8, s.label):
                at = paper.write(indent, y, line, s.label, label)
                y += s.label.size * 1.25
            y -= s.label.size * 1.25
            start = at + 6
            if x1 - at < 60 or r.random() < 0.3:
                y, start = y + s.pitch, indent
            self._written(label, text, start, y, x1, 0, start)
            y += s.pitch
        return y

    def heading(self, x0: float, x1: float, y: float) -> float:
        """The name of a section: plain, underlined, in the middle, framed or white on black."""
        s, paper, r = self.style, self.paper, self.rng
        ink = Ink(s.heading.font, s.label.size * r.uniform(1, 1.2))
        text = self.content.heading()
        text = text.upper() if s.case == "upper" or r.random() < 0.4 else text
        text = self.wrapped(text + (":" if r.random() < 0.3 else ""), x1 - x0, ink)[0]
        wide = paper.length(text, ink)
        x = (x0 + x1 - wide) / 2 if r.random() < 0.35 else x0
        look = r.choices(["plain", "underlined", "framed", "reversed"], [4, 4, 0.5, 0.5])[0]
        box = (x - 5, y - ink.size, x + wide + 5, y + 5)
        if look == "framed":
            paper.frame(box, 1)
        elif look == "reversed":
            paper.frame((x0, y - ink.size, x1, y + 5), 1, fill=0)
            ink = Ink(ink.font, ink.size, 255)
        paper.write(x, y, text, ink, paper.entity("heading"))
        if look == "underlined":
            paper.rule(x, y + 2.5, x + wide, 1)
        return y + s.pitch * r.uniform(0.9, 1.3)

"""Writes labels, answers and the spaces for them on one made form."""

from training.forms.content import Content
from training.forms.paper import Entity, Ink, Paper
from training.forms.style import Style


class Pen:
    """Writes on one form in its style."""

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
        """The text in lines of at most `width`; the first of at most `first`. Words that are longer are cut off."""
        lines: list[str] = []
        for whole in text.split():
            share = width / max(1.0, self.paper.length(whole, ink))
            word = whole if share >= 1 else whole[: max(1, int(len(whole) * share))]
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

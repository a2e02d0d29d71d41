"""Labels with their spaces: lines to fill, rows of them, long answers, numbered questions."""

from itertools import pairwise

from training.forms.paper import Entity
from training.forms.pen import Pen


def block(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Some lines to fill."""
    return fields(pen, x0, x1, y, pen.rng.randint(1, 6))


def row_block(pen: Pen, x0: float, x1: float, y: float) -> float:
    """One line with some labels, or a few such lines."""
    for _ in range(pen.rng.choice([1, 1, 2, 3])):
        y = row(pen, x0, x1, y, 2 if x1 - x0 < 320 else pen.rng.choice([2, 2, 3, 4]))
    return y


def fields(pen: Pen, x0: float, x1: float, y: float, count: int) -> float:
    """Labels one below the other, each with its space; names of two lines, answers of several."""
    s, paper, r = pen.style, pen.paper, pen.rng
    names = [pen.tailed(pen.cased(pen.content.label())) for _ in range(count)]
    width = x1 - x0
    tab = min(max(paper.length(n, s.label) for n in names) + r.uniform(8, 40), width * 0.5)
    tabbed = s.tab or r.random() < 0.2
    end = x1 - r.choice([0, 0, width * 0.1, width * 0.3])
    for name in names:
        y = _field(pen, name, x0, x1, end, y, tab if tabbed else None)
    return y


def _field(pen: Pen, name: str, x0: float, x1: float, end: float, y: float, tab: float | None) -> float:
    s, paper, r = pen.style, pen.paper, pen.rng
    label = paper.entity("label")
    lines = pen.wrapped(name, (tab - 6) if tab else (x1 - x0) * 0.6, s.label)
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
        paper.write(x0 + r.uniform(0, 6), bottom, pen.content.remark(), s.small, label)
    start = x0 + tab if tab else at + r.uniform(2, 9)
    if end - start < 30:
        end = x1
    more = r.choices([0, 1, 2, 4], [14, 2, 1, 0.6])[0]
    written(pen, label, name, start, on, end, more, x0 if r.random() < 0.3 else start)
    return max(bottom, on + more * s.pitch) + s.pitch * r.choice([1, 1, 1, 1.4])


def written(pen: Pen, label: Entity, name: str, x0: float, y: float, x1: float, more: int, left: float) -> None:
    """The spaces of one label, `more` lines below the first, and what was written there."""
    s, paper, r = pen.style, pen.paper, pen.rng
    inset: float = r.choice([0, 3, 8, 20])
    for n in range(more + 1):
        pen.space(x0 if n == 0 else left, y + n * s.pitch, x1)
    label.space = (x0, y - s.label.size, x1, y + 3)
    if not pen.is_filled():
        return
    text = pen.content.answer(name) if not more else pen.content.text(1, more + 1)
    if more and r.random() < 0.3:
        text = text.upper()
    if more and r.random() < 0.25:  # a list, one to a line
        for n in range(r.randint(1, more + 1)):
            paper.write(x0 + inset, y + n * s.pitch, pen.content.name(), s.answer, paper.entity("answer", label))
        return
    ink = pen.typed()
    room = max(20.0, x1 - x0 - inset)
    if r.random() < 0.25 and not more:
        inset += max(0.0, (room - paper.length(text, ink)) / 2)  # in the middle of its line
    lines = pen.wrapped(text, x1 - left, ink, room)[: more + 1]
    answer = paper.entity("answer", label)
    raised = r.uniform(-1, 2)
    if not more and r.random() < 0.06:
        pen.unit(answer, x1 + 4, y)
    for n, line in enumerate(lines):
        paper.write((x0 + inset) if n == 0 else left + min(inset, 8), y + n * s.pitch - raised, line, ink, answer)


def row(pen: Pen, x0: float, x1: float, y: float, count: int) -> float:
    """Several labels with their spaces on one line."""
    s, paper, r = pen.style, pen.paper, pen.rng
    cuts = (
        sorted(r.uniform(0.25, 0.75) for _ in range(count - 1)) if count == 2 else [n / count for n in range(1, count)]
    )
    edges = [x0, *(x0 + c * (x1 - x0) for c in cuts), x1]
    for left, right in pairwise(edges):
        name = pen.tailed(pen.cased(pen.content.label(3)))
        label = paper.entity("label")
        at = paper.write(left, y, pen.wrapped(name, (right - left) * 0.7, s.label)[0], s.label, label) + r.uniform(2, 6)
        if right - 8 - at > 14:
            pen.space(at, y, right - 8)
            label.space = (at, y - s.label.size, right - 8, y + 3)
            if pen.is_filled():
                answer = pen.answer_on(label, pen.content.answer(name), at + r.choice([0, 4, 12]), y, right - 10)
                if r.random() < 0.1:
                    pen.unit(answer, right - 5, y)
    return y + s.pitch * r.choice([1, 1.2])


def long_answer(pen: Pen, x0: float, x1: float, y: float) -> float:
    """A label, or a question, with room for a text: ruled lines, empty paper or a frame."""
    s, paper, r = pen.style, pen.paper, pen.rng
    name = pen.tailed(pen.cased(pen.content.label())) if r.random() < 0.75 else pen.content.question()
    label = paper.entity("label")
    lines = pen.wrapped(name, x1 - x0, s.label)
    for line in lines:
        at = paper.write(x0, y, line, s.label, label)
        y += s.label.size * 1.25
    if r.random() < 0.15 and x1 - at > 120:
        paper.write(at + 5, y - s.label.size * 1.25, pen.content.remark(), s.small, label)
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
    if pen.is_filled():
        ink = pen.typed()
        text = pen.content.text(1, rows)
        answer = paper.entity("answer", label)
        for n, line in enumerate(pen.wrapped(text, x1 - left - 4, ink, x1 - start - 4)[:rows]):
            paper.write(start if n == 0 else left, y + n * pitch, line, ink, answer)
    return y + rows * pitch + s.pitch * 0.7


def numbered(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Numbered questions, each with its space behind or below."""
    s, paper, r = pen.style, pen.paper, pen.rng
    for n in range(1, r.randint(2, 5)):
        label = paper.entity("label")
        mark = r.choice([f"{n}.", f"({n})", f"{n})"])
        indent = x0 + s.label.size * 1.9
        paper.write(x0, y, mark, s.label, label)
        text = pen.content.question() if r.random() < 0.6 else pen.tailed(pen.cased(pen.content.label()))
        for line in pen.wrapped(text, (x1 - indent) * 0.8, s.label):
            at = paper.write(indent, y, line, s.label, label)
            y += s.label.size * 1.25
        y -= s.label.size * 1.25
        start = at + 6
        if x1 - at < 60 or r.random() < 0.3:
            y, start = y + s.pitch, indent
        written(pen, label, text, start, y, x1, 0, start)
        y += s.pitch
    return y

"""Grids of framed cells, and tables of columns."""

from collections.abc import Sequence
from itertools import pairwise

from training.forms.paper import Entity
from training.forms.pen import Pen


def grid(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Framed cells, each with its name in small print at the top and room below or behind it."""
    s, paper, r = pen.style, pen.paper, pen.rng
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
            name = pen.cased(pen.content.label(3)) + (":" if r.random() < 0.3 else "")
            label = paper.entity("label")
            shown = pen.wrapped(name, right - left - 6, small)[0]
            at = paper.write(left + 3, y + small.size + 1, shown, small, label)
            label.space = (left, y, right, y + tall)
            if pen.is_filled() and beside and right - at > 60:
                pen.answer_on(label, pen.content.answer(name), at + 6, y + small.size + 2, right - 4)
            elif pen.is_filled():
                ink = pen.typed()
                shown = pen.wrapped(pen.content.answer(name), right - left - 8, ink)[0]
                inset = r.choice([4, 10, max(4.0, (right - left - paper.length(shown, ink)) / 2)])
                paper.write(left + inset, y + tall - 4, shown, ink, paper.entity("answer", label))
            left = right
        y += tall
    return y + s.pitch


def table(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Columns with their names above, ruled, framed or bare; some with names of rows, some with groups of columns."""
    s, paper, r = pen.style, pen.paper, pen.rng
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
    y = _groups(pen, edges, y) if count >= 4 and r.random() < 0.3 else y
    names, y = _heads(pen, edges, y, named_rows)
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
    _cells(pen, edges, names, starts, named_rows, look)
    return starts[-1] + pitch + s.pitch * 0.6


def _groups(pen: Pen, edges: Sequence[float], y: float) -> float:
    """Headings each over two columns."""
    s, paper = pen.style, pen.paper
    for n in range(len(edges) % 2, len(edges) - 2, 2):
        text = pen.cased(pen.rng.choice([pen.content.label(2), pen.content.rng.choice(["From", "To"])]))
        wide = paper.length(text, s.label)
        x = (edges[n] + edges[n + 2] - wide) / 2
        paper.write(x, y, text, s.label, paper.entity("heading"))
        if pen.rng.random() < 0.6:
            paper.rule(edges[n] + 5, y + 4, edges[n + 2] - 5)
    return y + s.label.size * 1.5


def _heads(pen: Pen, edges: Sequence[float], y: float, named_rows: bool) -> tuple[list[Entity | None], float]:
    s, paper, r = pen.style, pen.paper, pen.rng
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
        shown.append(pen.wrapped(pen.cased(pen.content.label(4)), right - left - 6, ink)[:3])
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
    pen: Pen, edges: Sequence[float], names: Sequence[Entity | None], rows: Sequence[float], named: bool, look: str
) -> None:
    s, paper, r = pen.style, pen.paper, pen.rng
    makes = [r.choice([pen.content.amount, pen.content.amount, pen.content.any, pen.content.code]) for _ in names]
    written = 0 if r.random() > s.filled else r.randint(1, len(rows))
    centred = r.random() < 0.6
    for n, y in enumerate(rows):
        row = None
        for column, (left, right) in enumerate(pairwise(edges)):
            head = names[column]
            if named and column == 0:
                row = paper.entity("label")
                text = pen.cased(pen.content.label(4)) + (":" if r.random() < 0.2 else "")
                paper.write(left + 4, y, pen.wrapped(text, right - left - 6, s.label)[0], s.label, row)
                continue
            if look == "cells":
                pen.space(left + 8, y, right - 8)
            if n >= written or r.random() < 0.08:
                continue
            ink = s.answer
            text = pen.wrapped(makes[column](), right - left - 8, ink)[0]
            x = (left + right - paper.length(text, ink)) / 2 if centred else left + 5
            cell = paper.entity("answer", head)
            if row is not None:
                cell.of.append(row.id)
            paper.write(max(left + 2, x), y, text, ink, cell)

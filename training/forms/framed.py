"""Blocks with frames all over, as printed business forms have them: name and value side by side, bands of cells, order tables."""

from itertools import pairwise

from training.forms.paper import Entity, Ink
from training.forms.pen import Pen


def side_by_side(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Rows of framed cells in which names and values take turns; some values of several lines, some names of two."""
    s, paper, r = pen.style, pen.paper, pen.rng
    pairs = r.choice([1, 1, 2, 2, 3])
    share = r.uniform(0.25, 0.5)
    ink, inner = (s.label if r.random() < 0.6 else s.small), r.random() < 0.75
    for _ in range(r.randint(2, 9)):
        here = pairs if r.random() < 0.7 else r.randint(1, pairs)
        cells = []
        for n in range(here):
            left, right = x0 + n * (x1 - x0) / here, x0 + (n + 1) * (x1 - x0) / here
            stop = left + (right - left) * share / (1 if here == pairs else max(1, pairs - here + 1))
            name = pen.tailed(pen.cased(pen.content.label()))
            lines = pen.wrapped(name, stop - left - 6, ink)[:3]
            text = pen.content.text(1, 2) if here == 1 and r.random() < 0.25 else pen.content.answer(name)
            shown = pen.wrapped(text, right - stop - 8, s.answer)[: 3 if here == 1 else 1]
            cells.append((left, stop, right, lines, shown if pen.is_filled() else []))
        rows = max(max(len(c[3]) * ink.size, len(c[4]) * s.answer.size) for c in cells)
        tall = max(rows, s.answer.size) * 1.15 + r.choice([4, 8, 12])
        for left, stop, right, lines, shown in cells:
            paper.frame((left, y, right, y + tall), s.thick)
            if inner:
                paper.stroke(stop, y, y + tall, s.thick)
            label = paper.entity("label")
            for k, line in enumerate(lines):
                paper.write(left + 3, y + ink.size + 2 + k * ink.size * 1.15, line, ink, label)
            label.space = (stop, y, right, y + tall)
            answer = paper.entity("answer", label) if shown else None
            for k, line in enumerate(shown):
                assert answer is not None
                paper.write(stop + 4, y + s.answer.size + 2 + k * s.answer.size * 1.15, line, s.answer, answer)
        y += tall
    return y + s.pitch


def band(pen: Pen, x0: float, x1: float, y: float) -> float:
    """A title over the whole width, framed, grey or black, and cells of all widths below with their names in small print."""
    s, r = pen.style, pen.rng
    if r.random() < 0.6:
        y = _title(pen, x0, x1, y)
    small = s.small if r.random() < 0.75 else s.label
    tall = small.size + s.answer.size * r.uniform(1.3, 2)
    names_only = r.random() < 0.2
    for _ in range(r.randint(1, 5)):
        cuts = sorted(r.uniform(0.12, 0.88) for _ in range(r.choice([0, 0, 1, 1, 2, 3])))
        edges = [x0, *(x0 + c * (x1 - x0) for c in cuts), x1]
        for left, right in pairwise(edges):
            if right - left > 24:
                _cell(pen, (left, y, right, y + tall), small, names_only)
        y += tall
    return y + s.pitch


def _title(pen: Pen, x0: float, x1: float, y: float) -> float:
    s, paper, r = pen.style, pen.paper, pen.rng
    ink = Ink(s.heading.font, s.label.size * r.uniform(1, 1.2))
    tall = ink.size * 1.5
    black = r.random() < 0.3
    paper.frame((x0, y, x1, y + tall), s.thick, 0 if black else r.choice([255, 255, 225]))
    ink = Ink(ink.font, ink.size, 255 if black else 0)
    text = pen.wrapped(pen.content.heading().upper(), x1 - x0 - 10, ink)[0]
    at = r.choice([x0 + 5, (x0 + x1 - paper.length(text, ink)) / 2])
    paper.write(at, y + ink.size * 1.1, text, ink, paper.entity("heading"))
    return y + tall


def _cell(pen: Pen, box: tuple[float, float, float, float], small: Ink, names_only: bool) -> None:
    s, paper, r = pen.style, pen.paper, pen.rng
    left, top, right, bottom = box
    paper.frame(box, s.thick)
    label = paper.entity("label")
    name = pen.cased(pen.content.label(4)) + (":" if r.random() < 0.2 else "")
    shown = pen.wrapped(name, right - left - 6, small)[: 2 if names_only else 1]
    for n, line in enumerate(shown):
        at = (left + right - paper.length(line, small)) / 2 if names_only else left + 3
        paper.write(at, top + small.size * (1.05 + n * 1.1), line, small, label)
    label.space = box
    if names_only or not pen.is_filled():
        return
    ink = pen.typed()
    text = pen.content.answer(name)
    if r.random() < 0.1:
        text += f"  {pen.content.answer(name)}"
    line = pen.wrapped(text, right - left - 8, ink)[0]
    inset = r.choice([4, 10, max(4.0, (right - left - paper.length(line, ink)) / 2)])
    paper.write(left + inset, bottom - 4, line, ink, paper.entity("answer", label))


def order(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Columns with names over a high empty table; a few rows typed in, or a text that runs over one column or all."""
    s, paper, r = pen.style, pen.paper, pen.rng
    count = r.randint(3, 6)
    weights = [r.uniform(0.6, 1.4) for _ in range(count)]
    wide = r.randrange(count)
    weights[wide] *= 3
    edges = [x0]
    for w in weights:
        edges.append(edges[-1] + (x1 - x0) * w / sum(weights))
    ink = s.small if r.random() < 0.6 else s.label
    heads: list[Entity] = []
    for left, right in pairwise(edges):
        label = paper.entity("label")
        for n, line in enumerate(pen.wrapped(pen.cased(pen.content.label(3)), right - left - 4, ink)[:2]):
            paper.write((left + right - paper.length(line, ink)) / 2, y + ink.size * (1.1 + n * 1.1), line, ink, label)
        heads.append(label)
    top, y = y, y + ink.size * 2.7
    lead = s.answer.size * r.uniform(1.3, 1.9)
    rows = r.randint(3, 14)
    for label, (left, right) in zip(heads, pairwise(edges), strict=True):
        label.space = (left, y, right, y + lead)
    if r.random() < 0.7:
        for n in range(rows + 1):
            paper.rule(x0, y + n * lead, x1, s.thick)
    paper.frame((x0, top, x1, y + rows * lead), s.thick)
    paper.rule(x0, y, x1, s.thick)
    for x in edges[1:-1]:
        paper.stroke(x, top, y + rows * lead, s.thick)
    if s.filled:
        _ordered(pen, edges, heads, (y, lead, rows, wide))
    return y + rows * lead + s.pitch


def _ordered(pen: Pen, edges: list[float], heads: list[Entity], plan: tuple[float, float, int, int]) -> None:
    s, paper, r = pen.style, pen.paper, pen.rng
    y, lead, rows, wide = plan
    if r.random() < 0.35:  # a text in the wide column, perhaps beyond it
        answer = paper.entity("answer", heads[wide])
        right = edges[wide + 1] if r.random() < 0.5 else edges[-1]
        for n, line in enumerate(pen.wrapped(pen.content.text(2, 5), right - edges[wide] - 8, s.answer)[:rows]):
            paper.write(edges[wide] + 5, y + (n + 0.8) * lead, line, s.answer, answer)
        return
    makes = [r.choice([pen.content.amount, pen.content.amount, pen.content.code, pen.content.phrase]) for _ in heads]
    for n in range(r.randint(1, rows)):
        for column, (left, right) in enumerate(pairwise(edges)):
            if r.random() < 0.12:
                continue
            make = pen.content.phrase if column == wide else makes[column]
            shown = pen.wrapped(make(), right - left - 6, s.answer)[0]
            at = left + r.choice([4, max(2.0, right - left - paper.length(shown, s.answer) - 4)])
            paper.write(at, y + (n + 0.8) * lead, shown, s.answer, paper.entity("answer", heads[column]))


def yes_no_grid(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Framed rows, each a question with cells for yes and no, crossed or not."""
    s, paper, r = pen.style, pen.paper, pen.rng
    options = r.choice([["Yes", "No"], ["YES", "NO", "N/A"], ["Good", "Fair", "Poor"], ["1", "2", "3", "4", "5"]])
    wide = min(60.0, (x1 - x0) * 0.5 / len(options))
    tall = s.label.size * r.uniform(1.5, 2)
    named_above = r.random() < 0.6
    edges = [x1 - wide * (len(options) - n) for n in range(len(options) + 1)]
    above = []
    if named_above:
        for option, (left, right) in zip(options, pairwise(edges), strict=True):
            above.append(paper.entity("label"))
            at = (left + right - paper.length(option, s.label)) / 2
            paper.write(at, y + tall * 0.75, option, s.label, above[-1])
        y += tall
    for _ in range(r.randint(2, 8)):
        row = paper.entity("label")
        text = pen.content.question() if r.random() < 0.5 else pen.cased(pen.content.label())
        paper.write(x0 + 3, y + tall * 0.75, pen.wrapped(text, edges[0] - x0 - 8, s.label)[0], s.label, row)
        row.space = (edges[0], y, x1, y + tall)
        paper.frame((x0, y, x1, y + tall), s.thick)
        crossed = r.randrange(len(options)) if pen.is_filled() else -1
        for n, (left, right) in enumerate(pairwise(edges)):
            paper.stroke(left, y, y + tall, s.thick)
            own = row if named_above else paper.entity("choice")
            if not named_above:
                paper.write(left + 3, y + tall * 0.75, options[n], s.label, own)
            if n == crossed:
                mark = paper.entity("answer", own)
                if named_above:
                    mark.of.append(above[n].id)
                paper.write(right - s.answer.size * 1.2, y + tall * 0.75, r.choice(["X", "x"]), s.answer, mark)
        y += tall
    return y + s.pitch

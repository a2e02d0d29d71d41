"""Things to tick."""

from training.forms.paper import Ink
from training.forms.pen import Pen


def choices(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Things to tick, in a row or in columns, perhaps behind or below a question."""
    s, paper, r = pen.style, pen.paper, pen.rng
    spot = r.choice(["box", "box", "box", "line", "brackets", "parens"])
    behind = r.random() < 0.3
    upright = r.random() < 0.35
    options = [
        _option(
            pen,
        )
        for _ in range(r.randint(2, 6))
    ]
    if r.random() < 0.35:
        options = ["Yes", "No"]
    if s.case == "upper":
        options = [o.upper() for o in options]
    x, asked = x0, None
    if r.random() < 0.6:
        asked = paper.entity("heading" if r.random() < 0.4 else "label")
        text = pen.content.question() if r.random() < 0.3 else pen.tailed(pen.cased(pen.content.label()))
        x = paper.write(x0, y, pen.wrapped(text, (x1 - x0) * 0.6, s.label)[0], s.label, asked) + r.uniform(8, 40)
        if upright or r.random() < 0.25:
            x, y = x0 + r.choice([0, 15, 40]), y + s.pitch
    left = x
    step = r.choice([0, 0, (x1 - x) / r.randint(2, 4)])
    for option in options:
        if x > left and x + paper.length(option, s.label) + 30 > x1:
            x, y = left, y + s.pitch
        end = _choice(pen, option, x, y, spot, behind)
        if upright:
            y += s.label.size * r.uniform(1.35, 1.5)
        elif step:
            x += step * max(1, -(-int(end - x + 10) // int(step)))
        else:
            x = end + r.uniform(12, 35)
    return y + s.pitch


def _option(pen: Pen) -> str:
    return pen.cased(
        pen.rng.choice(
            [
                pen.content.label(2),
                pen.content.rng.choice(
                    ["Other", "Approved", "Male", "Female", "New", "Revised", "Monthly", "Cash", "Check"]
                ),
                pen.content.phrase(2),
            ]
        )
    )


def _choice(pen: Pen, option: str, x: float, y: float, spot: str, behind: bool) -> float:
    s, paper, r = pen.style, pen.paper, pen.rng
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
        ink = Ink("truetype/dejavu/DejaVuSans.ttf", size * 1.1) if mark == "✓" else Ink(s.answer.font, size * 1.15)
        paper.write(x + max(0.0, (wide - paper.length(mark, ink)) / 2), y, mark, ink, answer)
    if behind:
        return x + wide
    return paper.write(x + wide + r.uniform(3, 6), y, option, s.label, name)

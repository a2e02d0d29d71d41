"""Blocks of labels that follow one plan over many rows: hanging texts, numbered lines, columns of bare pairs, routing slips."""

from itertools import pairwise

from training.forms.paper import Entity, Ink
from training.forms.pen import Pen


def hanging(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Labels at the left, and at one stop beside them texts or lists of several lines, as reports and memos have them."""
    s, paper, r = pen.style, pen.paper, pen.rng
    names = [pen.tailed(pen.cased(pen.content.label())) for _ in range(r.randint(1, 5))]
    stop = x0 + r.choice([0.2, 0.25, 0.33, 0.42]) * (x1 - x0)
    lead, ruled = s.answer.size * r.uniform(1.02, 1.5), r.random() < 0.25
    for name in names:
        label = paper.entity("label")
        for n, line in enumerate(pen.wrapped(name, stop - x0 - 8, s.label)):
            paper.write(x0, y + n * s.label.size * 1.15, line, s.label, label)
        rows = 1 + n
        label.space = (stop, y - s.label.size, x1, y + 3)
        if pen.is_filled():
            rows = max(rows, _text_or_list(pen, label, name, (stop, y, x1, lead)))
        if ruled:
            for n in range(rows):
                paper.rule(stop, y + n * lead + 3, x1, s.thick)
        y += rows * lead + s.pitch * r.choice([0.2, 0.5, 1])
    return y


def _text_or_list(pen: Pen, label: Entity, name: str, place: tuple[float, float, float, float]) -> int:
    """One answer of some lines, or a list of answers, from x and y on to an edge, with that lead; how many lines."""
    s, paper, r = pen.style, pen.paper, pen.rng
    x0, y, x1, lead = place
    kind = r.choices(["short", "text", "list", "address"], [3, 4, 2, 1])[0]
    if kind == "list":
        count = r.randint(2, 6)
        make = r.choice([pen.content.name, pen.content.name, pen.content.phrase, pen.content.code])
        for n in range(count):
            line = pen.wrapped(make(), x1 - x0, s.answer)[0]
            paper.write(x0, y + n * lead, line, s.answer, paper.entity("answer", label))
        return count
    text = pen.content.answer(name) if kind == "short" else pen.content.text(1, 5)
    if kind == "text" and r.random() < 0.25:
        text = text.upper()
    lines = pen.wrapped(text, x1 - x0, s.answer)[: r.randint(1, 9)]
    if kind == "address":
        lines = [pen.content.name(), pen.content.firm(), pen.content.street(), pen.content.place()][: r.randint(2, 4)]
    answer = paper.entity("answer", label)
    for n, line in enumerate(lines):
        paper.write(x0, y + n * lead, line, s.answer, answer)
    return len(lines)


def enumerated(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Lines counted (1), 2. or c), each a label with its space behind it or at one stop, some with a remark behind."""
    s, paper, r = pen.style, pen.paper, pen.rng
    first, count = r.choice([1, 1, 1, 4, 10]), r.randint(3, 14)
    mark = r.choice(["({})", "{}.", "{})", "{}", "#{}"])
    letters, part = r.random() < 0.2, r.random() < 0.5
    stop = x0 + (x1 - x0) * r.uniform(0.4, 0.7) if r.random() < 0.5 else None
    wide = (x1 - x0) * r.uniform(0.6, 1)
    for n in range(first, first + count):
        label = paper.entity("label")
        number = mark.format(chr(96 + n) if letters and n < 27 else n)
        at = paper.write(x0, y, number, s.label, label if part else paper.entity("text")) + s.label.size * 0.5
        at = max(at, x0 + s.label.size * 2)
        name = pen.tailed(pen.cased(pen.content.label()))
        room = (stop or x1) - at - 20
        for k, line in enumerate(pen.wrapped(name, room, s.label)):
            end = paper.write(at, y + k * s.label.size * 1.15, line, s.label, label)
        y += k * s.label.size * 1.15
        start = max(stop or 0.0, end + 4)
        finish = max(start + 40, x0 + wide) if stop is None else min(x1, start + wide * 0.4)
        pen.space(start, y, finish)
        label.space = (start, y - s.label.size, finish, y + 3)
        if pen.is_filled():
            answer = pen.content.answer(name) if r.random() < 0.8 else r.choice(["X", "-", "0", "None"])
            pen.answer_on(label, answer, start + r.choice([2, 10, 30]), y, finish + 60)
        if r.random() < 0.06:
            paper.write(finish + 8, y, pen.content.remark(), s.small, paper.entity("text"))
        y += s.pitch * r.uniform(0.9, 1.1)
    return y


def bare_pairs(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Two or three columns of labels with answers close behind, nothing ruled, as computers print them."""
    s, paper, r = pen.style, pen.paper, pen.rng
    columns, rows = 1 if x1 - x0 < 320 else r.choice([2, 2, 3]), r.randint(2, 8)
    step = (x1 - x0) / columns
    lead = s.label.size * r.uniform(1.15, 1.7)
    stops = [x0 + n * step + step * r.uniform(0.35, 0.6) for n in range(columns)]
    aligned = r.random() < 0.6
    for row in range(rows):
        for n in range(columns):
            if r.random() < 0.12:
                continue
            left, right = x0 + n * step, x0 + (n + 1) * step - 8
            name = pen.tailed(pen.cased(pen.content.label(3)))
            label = paper.entity("label")
            shown = pen.wrapped(name, stops[n] - left - 4, s.label)[0]
            end = paper.write(left, y + row * lead, shown, s.label, label)
            at = stops[n] if aligned else end + s.label.size * r.uniform(0.4, 1.2)
            label.space = (at, y + row * lead - s.label.size, right, y + row * lead + 3)
            if pen.is_filled() and right - at > 20:
                pen.answer_on(label, pen.content.answer(name), at, y + row * lead, right, s.answer)
    return y + rows * lead + s.pitch * 0.5


def routing(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Who has to sign: names of rows at the left, a line in each column, and names over the columns."""
    s, paper, r = pen.style, pen.paper, pen.rng
    heads = r.choice([["Name", "Signature", "Date"], ["Signature", "Date"], ["Initials", "Date"], ["Date", "Approved"],
                      ["Page(s)", "Section(s)"], ["Yes", "No", "Comments"], ["Name", "Title", "Date"]])  # fmt: skip
    edges = [x0 + (x1 - x0) * (0.3 + 0.7 * n / len(heads)) for n in range(len(heads) + 1)]
    names: list[Entity] = []
    for head, (left, _) in zip(heads, pairwise(edges), strict=True):
        label = paper.entity("label")
        shown = pen.cased(head)
        end = paper.write(left, y, shown, s.label, label)
        if s.thick > 1:
            paper.rule(left, y + 2.5, end, 1)
        names.append(label)
    y += s.pitch * 1.1
    for _ in range(r.randint(2, 6)):
        row = paper.entity("label")
        shown = pen.wrapped(pen.cased(pen.content.label(4)), edges[0] - x0 - 8, s.label)[0]
        paper.write(x0, y, pen.tailed(shown) if r.random() < 0.4 else shown, s.label, row)
        for head, above, (left, right) in zip(heads, names, pairwise(edges), strict=True):
            pen.space(left, y, right - 12)
            if row.space is None:
                row.space = (left, y - s.label.size, right - 12, y + 3)
            if not pen.is_filled():
                continue
            if head == "Signature" and r.random() < 0.6:
                paper.scribble(r, (left + 5, y - s.label.size * 1.3, min(right - 12, left + 110), y + 4))
                continue
            text = pen.content.date() if head == "Date" else r.choice([pen.content.name(), "X", pen.content.amount()])
            ink = r.choice([s.hand, s.answer, s.answer])
            shown = pen.wrapped(text, right - left - 14, ink)[0]
            cell = paper.entity("answer", row)
            if r.random() < 0.8:
                cell.of.append(above.id)
            paper.write(left + 3, y, shown, ink, cell)
        y += s.pitch * 1.25
    return y


def across(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Names of rows with a value for each of several columns that have no names: results of a test, say."""
    s, paper, r = pen.style, pen.paper, pen.rng
    count, stop = r.randint(2, 6), x0 + (x1 - x0) * r.uniform(0.25, 0.45)
    lead, framed = s.answer.size * r.uniform(1.3, 2.2), r.random() < 0.35
    top = y - lead
    rows = r.randint(1, 6)
    for _ in range(rows):
        row = paper.entity("label")
        name = pen.tailed(pen.cased(pen.content.label(5)))
        for k, line in enumerate(pen.wrapped(name, stop - x0 - 8, s.label)[: 2 if lead > s.label.size * 2 else 1]):
            paper.write(x0 + 3, y + k * s.label.size * 1.1, line, s.label, row)
        row.space = (stop, y - s.label.size, x1, y + 3)
        make = r.choice([pen.content.amount, pen.content.amount, pen.content.code, pen.content.date])
        counted = r.random() < 0.2
        if pen.is_filled():
            for c in range(count):
                at = stop + c * (x1 - stop) / count
                text = str(c + 1) if counted else make()
                shown = pen.wrapped(text, (x1 - stop) / count - 6, s.answer)[0]
                paper.write(at + 4, y, shown, s.answer, paper.entity("answer", row))
        y += lead
        if framed:
            paper.rule(x0, y - lead * 0.7, x1, s.thick)
    if framed:
        paper.frame((x0, top + lead * 0.3, x1, top + (rows + 0.3) * lead), s.thick)
        for c in range(count):
            paper.stroke(stop + c * (x1 - stop) / count, top + lead * 0.3, top + (rows + 0.3) * lead, s.thick)
    return y + s.pitch * 0.6


def underlined_columns(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Underlined names with what was typed below, one line or a list, each column for itself."""
    s, paper, r = pen.style, pen.paper, pen.rng
    count = r.randint(2, 4)
    ink = Ink(s.heading.font, s.label.size) if r.random() < 0.4 else s.label
    deepest, lead = y, s.answer.size * r.uniform(1.15, 1.5)
    for n in range(count):
        left, right = x0 + n * (x1 - x0) / count, x0 + (n + 1) * (x1 - x0) / count - 10
        label = paper.entity("label")
        shown = pen.wrapped(pen.cased(pen.content.label(3)), right - left, ink)[0]
        end = paper.write(left, y, shown, ink, label)
        if r.random() < 0.8:
            paper.rule(left, y + 2.5, end, 1)
        at = y + s.pitch
        label.space = (left, at - s.label.size, right, at + 3)
        if pen.is_filled():
            make = r.choice([pen.content.name, pen.content.amount, pen.content.phrase, pen.content.date])
            for _ in range(r.choice([1, 1, 2, 4])):
                paper.write(
                    left, at, pen.wrapped(make(), right - left, s.answer)[0], s.answer, paper.entity("answer", label)
                )
                at += lead
        deepest = max(deepest, at)
    return deepest + s.pitch * 0.7

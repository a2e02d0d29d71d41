"""Signatures, lists of names, running text and headings."""

from training.forms.paper import Entity, Ink
from training.forms.pen import Pen


def signatures(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Lines to sign on, with their names before or below, and the typed name of who signed."""
    s, paper, r = pen.style, pen.paper, pen.rng
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
            text = pen.cased(name) if below else pen.tailed(pen.cased(name))
            if below:
                start = left
                wide = paper.length(text, s.small)
                paper.write(left + r.choice([2, (right - left - wide) / 2]), y + s.small.size + 4, text, s.small, label)
            else:
                start = paper.write(left, y, text, s.label, label) + 4
            paper.rule(start, y + 3, right, 1)
            label.space = (start, y - s.label.size, right, y + 3)
            if pen.is_filled():
                _signed(pen, label, start, right, y, "date" in name.lower(), below)
        y += s.pitch * 1.3 + s.small.size * (1.2 if below else 0.6)
    return y


def _signed(pen: Pen, label: Entity, x0: float, x1: float, y: float, date: bool, below: bool) -> None:
    s, paper, r = pen.style, pen.paper, pen.rng
    if date:
        pen.answer_on(label, pen.content.date(), x0 + 6, y, x1 + 20, r.choice([s.hand, s.answer]))
    elif r.random() < 0.55:
        paper.scribble(r, (x0 + 5, y - s.label.size * 1.3, min(x1, x0 + 130), y + 4))
        if r.random() < 0.4 and not below:
            paper.write(x0 + 10, y + s.answer.size + 3, pen.content.name(), s.answer, paper.entity("answer", label))
    else:
        pen.answer_on(label, pen.content.name(), x0 + 6, y, x1, r.choice([s.hand, s.answer]))


def names(pen: Pen, x0: float, x1: float, y: float) -> float:
    """A label with a list of names, in one column or several: each an answer of its own."""
    s, paper, r = pen.style, pen.paper, pen.rng
    label = paper.entity("label")
    name = r.choice(["cc", "CC", "Distribution", "Copies to", "TO", "To", "Participants", "Copies to the following"])
    at = paper.write(x0, y, pen.tailed(name) if r.random() < 0.8 else name, s.label, label)
    columns = r.choice([1, 1, 2, 3, 4])
    if r.random() < 0.3:
        y, left = y + s.label.size * 1.4, x0
    else:
        left = at + r.uniform(6, 40)
    label.space = (left, y - s.label.size, x1, y + 3)
    if not pen.is_filled():
        return y + s.pitch
    lead, rows = s.answer.size * r.uniform(1.05, 1.4), r.randint(1, 7)
    for column in range(columns):
        x = left + column * (x1 - left) / columns
        for n in range(max(1, rows - (r.randint(0, 3) if column else 0))):
            shown = pen.wrapped(pen.content.name(), (x1 - left) / columns - 4, s.answer)[0]
            paper.write(x, y + n * lead, shown, s.answer, paper.entity("answer", label))
    return y + rows * lead + s.pitch * 0.5


def prose(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Running text that nobody fills in, some of it numbered, some of it with a space inside."""
    s, paper, r = pen.style, pen.paper, pen.rng
    ink = r.choice([s.label, s.small, s.answer])
    entity = paper.entity("text")
    text = " ".join(pen.content.instruction() for _ in range(r.randint(1, 3)))
    if r.random() < 0.2:
        text = text.upper()
    if r.random() < 0.25:
        paper.write(x0, y, f"{r.randint(1, 9)}.", ink, entity)
        x0 += ink.size * 2
    for line in pen.wrapped(text, x1 - x0, ink):
        paper.write(x0, y, line, ink, entity)
        y += ink.size * 1.25
    if r.random() < 0.2:
        y = inline(pen, x0, x1, y + ink.size * 0.5)
    return y + s.pitch * 0.6


def inline(pen: Pen, x0: float, x1: float, y: float) -> float:
    """A sentence with a space in the middle: what stands before it is its label."""
    s, paper, r = pen.style, pen.paper, pen.rng
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
    if pen.is_filled():
        pen.answer_on(label, r.choice([str(r.randint(1, 30)), pen.content.date(), pen.content.name()]), at + 4, y, end)
    if r.random() < 0.7:
        paper.write(
            end + 5,
            y,
            r.choice(["pages long.", "for approval.", "as soon as possible.", "in full."]),
            s.label,
            paper.entity("text"),
        )
    return y + s.pitch


def heading(pen: Pen, x0: float, x1: float, y: float) -> float:
    """The name of a section: plain, underlined, in the middle, framed or white on black."""
    s, paper, r = pen.style, pen.paper, pen.rng
    ink = Ink(s.heading.font, s.label.size * r.uniform(1, 1.2))
    text = pen.content.heading()
    text = text.upper() if s.case == "upper" or r.random() < 0.4 else text
    text = pen.wrapped(text + (":" if r.random() < 0.3 else ""), x1 - x0, ink)[0]
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

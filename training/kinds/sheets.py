"""Forms, tables and invoices as pages: what is asked, ruled and listed."""

from collections.abc import Callable
from random import Random

from training.fonts import FACES, width
from training.kinds.phrases import CHOICES, COLUMNS, FIELDS, FORM_TITLES, HINTS, SENTENCES, TABLE_TITLES
from training.kinds.writer import Writer
from training.sheet import Paper
from training.words import coined, digits


class _Form:
    """A form under way; `filled`: how many of its fields are answered, 0..1."""

    def __init__(self, random: Random, filled: float) -> None:
        self.w, self.random, self.filled = Writer.of(random), random, filled
        self.hand = random.choice(FACES["hand"]) if random.random() < 0.4 and self.w.language != "zh" else ""
        self.caps = random.random() < 0.3
        self.colon = random.choice([":", ":", "", " :", "."])
        self.space = random.choice(["_", "rule", "rule", ".", "", ""])

    def label(self) -> str:
        text = self.w.pick(FIELDS)
        if self.random.random() < 0.25:
            text = f"{self.random.randint(1, 30)}. {text}"
        if self.random.random() < 0.15:
            text += f" {self.random.choice(['of', 'and', '/', 'No.'])} {self.w.pick(FIELDS)}"
        return (text.upper() if self.caps else text) + self.colon

    def answered(self) -> bool:
        return self.random.random() < self.filled

    def field(self, x: float, wide: float) -> None:
        """A label, and its answer or space behind it."""
        w, p = self.w, self.w.paper
        label = self.label()
        p.put(label, x)
        at = x + width(label, p.face, p.size) + self.random.choice([6, 12, 40])
        end = x + wide - 15
        if self.space == "rule" and end > at:
            p.rules.append((at, p.y + 1.15 * p.size, end, p.y + 1.15 * p.size))
        if self.answered():
            p.put(w.answer(), at, face=self.hand)
        elif self.space in {"_", "."} and end > at + 20:
            p.put(self.space * int((end - at) / width(self.space, p.face, p.size)), at)

    def rows(self) -> None:
        columns = self.random.choice([1, 1, 2, 2, 3])
        wide = self.w.paper.inner / columns
        for _ in range(self.random.randint(2, 9)):
            for column in range(columns):
                self.field(self.w.paper.margin + column * wide, wide)
            self.w.paper.feed(self.random.choice([1.2, 1.6, 2.2]))

    def grid(self) -> None:
        p, columns = self.w.paper, self.random.choice([1, 2, 3, 4])
        small = max(9, round(p.size * 0.7))
        tall = self.random.uniform(2, 3.2) * p.size
        for _ in range(self.random.randint(2, 8)):
            for column in range(columns):
                x = p.margin + column * p.inner / columns
                p.rules.append((x, p.y, x + p.inner / columns, p.y + tall))
                top = p.y
                p.put(self.label(), x + 4, size=small)
                if self.answered():
                    p.y = top + tall - 1.4 * p.size
                    p.put(self.w.answer(), x + 10, face=self.hand)
                    p.y = top
            p.y += tall

    def table(self) -> None:
        p, columns = self.w.paper, self.random.randint(2, 6)
        wide = p.inner / columns
        heads = [self.w.pick(FIELDS) for _ in range(columns)]
        for row in range(self.random.randint(3, 12)):
            for column in range(columns):
                x = p.margin + column * wide
                p.rules.append((x, p.y, x + wide, p.y + 1.6 * p.size))
                if row == 0:
                    p.put(heads[column], x + 4)
                elif self.answered() and self.random.random() < 0.7:
                    p.put(self.w.answer()[: int(wide / p.size)], x + 4, face=self.hand)
            p.y += 1.6 * p.size

    def choices(self) -> None:
        p, sign = self.w.paper, self.random.choice(["", "", "□ ", "[ ] ", "( ) "])
        for _ in range(self.random.randint(1, 4)):
            x = float(p.margin)
            p.put(self.label(), x)
            x += 150.0
            for text in self.w.some(CHOICES[self.w.language], 2, 4):
                if not sign:
                    p.rules.append((x, p.y, x + p.size, p.y + p.size))
                    if self.random.random() < self.filled * 0.5:
                        p.put("X", x + 2, face=self.hand)
                p.put(sign + text, x + (0 if sign else 1.5 * p.size))
                x += 60 + width(text, p.face, p.size)
            p.feed(1.4)

    def prose(self) -> None:
        if self.random.random() < 0.5:
            self.w.paper.left(self.w.pick(HINTS))
        else:
            self.w.prose(self.random.randint(1, 3))
        if self.answered():
            self.w.paper.put(self.w.pick(SENTENCES)[:60], self.w.paper.margin + 10, face=self.hand)
        self.w.paper.feed(0.6)

    def signatures(self) -> None:
        p = self.w.paper
        p.feed(1.5)
        for x in (float(p.margin), p.margin + p.inner * 0.6):
            p.rules.append((x, p.y, x + 0.3 * p.inner, p.y))
            p.put(self.label(), x)
            if self.answered():
                p.runs.append(p.runs[-1])
        p.feed(2)


def blank_form(random: Random) -> Paper:
    """Nothing is written in, or hardly anything."""
    return _form(random, "blank_form", random.choice([0, 0, 0, 0, 0.05]))


def filled_form(random: Random) -> Paper:
    """At least about half of it is filled in."""
    return _form(random, "filled_form", random.uniform(0.55, 1.0))


def _form(random: Random, kind: str, filled: float) -> Paper:
    form = _Form(random, filled)
    p = form.w.paper
    for line in form.w.head(random.randint(1, 3)) if random.random() < 0.5 else []:
        p.left(line)
    if random.random() < 0.9:
        random.choice([p.left, p.centred])(form.w.pick(FORM_TITLES), size=round(p.size * random.choice([1, 1.3, 1.8])))
    p.feed()
    parts = [form.rows] * 4 + [form.grid, form.table, form.choices, form.prose, form.signatures]
    liked = random.choices(parts, k=random.randint(1, 3))
    for _ in range(random.randint(1, 8)):
        if not form.w.room:
            break
        random.choice([*liked, random.choice(parts)])()
        p.feed(random.uniform(0.3, 1.5))
    if form.space == "" and filled < 0.3:
        form.space = "_"
        form.rows()
    return form.w.finished(kind, cut=random.random() < 0.2)


def table(random: Random) -> Paper:
    """Rows and columns of names and numbers, ruled or not."""
    w = Writer.of(random, width=random.choice([0, 0, 1169, 600]), height=random.choice([0, 827, 600]))
    p = w.paper
    if title := w.pick(TABLE_TITLES):
        random.choice([p.left, p.centred])(title, size=round(p.size * random.choice([1, 1.4])))
        p.feed(0.5)
    if random.random() < 0.25:
        w.prose(random.randint(1, 2))
    columns, ruled = random.randint(3, 8), random.choice(["", "", "grid", "lines"])
    wide = p.inner / columns
    makers: list[Callable[[], str]] = [
        random.choice(
            [
                lambda: digits(random, random.randint(1, 5)),
                w.amount,
                w.amount,
                lambda: f"{random.uniform(0, 100):.1f}",
                lambda: coined(random).title(),
                w.day,
                lambda: random.choice(["-", "0", "x", "1"]),
            ]
        )
        for _ in range(columns)
    ]
    makers[0] = random.choice(
        [w.name, lambda: coined(random).title(), w.day, lambda: str(len(p.runs) // columns), makers[0]]
    )
    heads = w.some(COLUMNS[w.language], columns, columns)
    for row in range(random.randint(5, 40)):
        if not w.room:
            break
        for column in range(columns):
            x = p.margin + column * wide
            text = (heads[column] if column < len(heads) else "") if row == 0 else makers[column]()
            if column and random.random() < 0.6:
                p.right(text, x + wide - 8)
            else:
                p.put(text, x + 4)
            if ruled == "grid":
                p.rules.append((x, p.y - 2, x + wide, p.y + p.spacing * p.size - 2))
        if ruled == "lines":
            p.rules.append((p.margin, p.y + 1.2 * p.size, p.margin + p.inner, p.y + 1.2 * p.size))
        p.feed()
    return w.finished("table", cut=random.random() < 0.4)

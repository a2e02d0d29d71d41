"""A desk that writes invoices: blocks of text, the same habits all over one paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from training.firms import customer, day_of, money_of
from training.fonts import FACES, Family, width
from training.invoices.bill import bill_of, number_of
from training.invoices.wordings import WORDINGS, Wordings, unknown_wordings
from training.money import Style, day
from training.sheet import Run
from training.words import Shop, digits, person

WIDE, LONG = 1240, 1754
"""Pixels of the sheet."""
_FAMILIES: tuple[Family, ...] = ("sans", "sans", "sans", "serif", "narrow", "mono")
Entry = tuple[str, str, str]
"""A label, a value, and what the value is."""


@dataclass
class Desk:
    """Sets one sheet: whose it is, to whom it goes, what is charged, and how this desk writes."""

    random: Random
    country: str
    language: str
    seller: Shop
    buyer: Shop
    unknown: float = 0.0
    runs: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    seller_shown: bool = False
    number_shown: bool = False

    def __post_init__(self) -> None:
        """The habits of the desk, drawn by lot. `unknown`: the chance of words that nobody knows. `seller_shown`, `number_shown`: whether they were printed already."""
        r = self.random
        known = r.random() > self.unknown
        self.words: Wordings = WORDINGS[self.language] if known else unknown_wordings(r)
        self.money: Style = money_of(r, self.country)
        self.bill = bill_of(r, self.country, self.language)
        self.when = day(r)
        self.no = number_of(r, self.when)
        family: Family = "cjk" if "zh" in {self.language, self.country} else r.choice(_FAMILIES)
        if self.buyer.trade == "zh":
            family = "cjk"
        self.face, self.bold = r.choice(FACES[family]), r.choice(FACES[family])
        self.size, self.margin = r.choice([17, 18, 20, 20, 22, 24]), r.randint(50, 120)
        self.step = self.size * r.uniform(1.2, 1.6)
        self.colon = r.choice([":", ":", ":", "", " :"])
        self.day_style = r.getrandbits(32)

    def say(self, key: str) -> str:
        """One of the wordings."""
        return self.random.choice(self.words[key])

    def put(
        self, text: str, x: float, y: float, *, role: str = "", size: float = 0, bold: bool = False, end: float = 0
    ) -> float:
        """Text at (x, y), or ending at `end`; gives where it ends."""
        points, face = int(size or self.size), self.bold if bold else self.face
        wide = width(text, face, points)
        if end:
            x = end - wide
        if text.strip():
            self.runs.append(Run(text, max(4.0, x), y, points, face, role))
        return x + wide

    def day(self, when: date) -> str:
        """Always in the same style on one paper, but for a few."""
        return day_of(Random(self.day_style), when, self.country, self.language)

    def block(self, lines: Sequence[str], x: float, y: float, *, right: bool = False, centre: bool = False) -> float:
        """Lines below each other; gives the y below."""
        for line in lines:
            wide = width(line, self.face, self.size)
            start = x - wide if right else x - wide / 2 if centre else x
            self.put(line, start, y)
            y += self.step
        return y

    def from_block(
        self, x: float, y: float, *, right: bool = False, centre: bool = False, heading: bool = False, logo: bool = True
    ) -> float:
        """The seller's name, address and the rest, perhaps below a heading or a logo."""
        r, s = self.random, self.seller
        if logo and s.brand and r.random() < 0.7:
            y = self.big(s.brand, x, y, r.uniform(1.5, 3), right=right, centre=centre)
        if heading:
            y = self.block([self.say("from") + r.choice([":", ""])], x, y, right=right, centre=centre)
        y = self.big(s.name, x, y, r.choice([1, 1, 1.1, 1.3, 1.6, 2.1]), right=right, centre=centre)
        self.seller_shown = True
        lines = list(s.address) if r.random() < 0.8 else [", ".join(s.address)]
        lines += [f"{self.say('phone')}{r.choice([': ', ' ', '. '])}{s.phone}"] if r.random() < 0.6 else []
        lines += [r.choice(["", "E-mail: ", "Email: "]) + s.mail] if r.random() < 0.6 else []
        lines += [r.choice(["", "www.", "https://www."]) + s.mail.split("@")[1]] if r.random() < 0.35 else []
        lines += (
            [f"{self.say('vat')}{r.choice([': ', ' '])}{s.tax_number}"] if s.tax_number and r.random() < 0.5 else []
        )
        return self.block(lines, x, y, right=right, centre=centre)

    def big(self, text: str, x: float, y: float, times: float, *, right: bool = False, centre: bool = False) -> float:
        """So many times as large, smaller where it is too long; gives the y below."""
        bold = self.random.random() < 0.6
        size = self.size * times
        wide = width(text, self.bold if bold else self.face, int(size))
        if wide > 0.55 * WIDE:
            size *= 0.55 * WIDE / wide
            wide = 0.55 * WIDE
        self.put(text, x - wide if right else x - wide / 2 if centre else x, y, size=size, bold=bold)
        return y + max(self.step, 1.3 * size)

    def buyer_block(self, x: float, y: float, *, right: bool = False, heading: float = 0.75) -> float:
        """To whom it goes, below a heading most of the time."""
        r, b = self.random, self.buyer
        label = self.say("bill_to") + r.choice(["", ":", ""])
        name = b.name
        if r.random() < heading:
            if r.random() < 0.15 and not right:
                name = f"{label.rstrip(':')}: {name}"
            else:
                y = self.block([label], x, y, right=right)
        lines = [name, *([person(r)] if r.random() < 0.15 else []), *b.address]
        lines += [b.phone] if r.random() < 0.15 else []
        lines += [b.mail] if r.random() < 0.15 else []
        lines += [f"{self.say('vat')}: {b.tax_number}"] if b.tax_number and r.random() < 0.25 else []
        return self.block(lines, x, y, right=right)

    def ship_block(self, x: float, y: float) -> float:
        """Where the goods go."""
        other = self.buyer if self.random.random() < 0.6 else customer(self.random, self.country)
        return self.block([self.say("ship_to"), other.name, *other.address], x, y)

    def title(
        self, x: float, y: float, *, right: bool = False, centre: bool = False, with_number: float = 0.15
    ) -> float:
        """The word invoice, large, now and then with the number."""
        text = self.say("title")
        if self.random.random() < with_number:
            text = f"{text} {self.random.choice(['', '#', 'Nr. ', 'N° ', 'No. ', ''])}{self.no}"
            self.number_shown = True
        return self.big(text, x, y, self.random.choice([1.3, 1.8, 2.2, 3]), right=right, centre=centre)

    def entries(self) -> list[Entry]:
        """Number and date, and others like them, in some order."""
        r = self.random
        due = self.when + timedelta(days=r.choice([7, 10, 14, 14, 30, 30, 30, 45, 60]))
        main: list[Entry] = [(self.say("date"), self.day(self.when), "date")]
        if not self.number_shown or r.random() < 0.4:
            main.insert(r.choice([0, 0, 1]), (self.say("number"), self.no, "number"))
        earlier = self.when - timedelta(days=r.randint(1, 40))
        chances = (
            ("due", 0.5, self.day(due)),
            ("order", 0.35, number_of(r, earlier)),
            ("customer", 0.35, digits(r, r.choice([4, 5, 6, 8]))),
            ("ordered", 0.15, self.day(earlier)),
            ("delivery", 0.2, self.day(self.when - timedelta(days=r.randint(-3, 10)))),
            ("terms", 0.2, r.choice(["Net 30", "30 days", "14 Tage netto", "30 jours", "COD", "PayPal"])),
            ("rep", 0.15, person(r)),
            ("period", 0.08, f"{self.day(earlier)} - {self.day(self.when)}"),
            ("vat", 0.08, self.buyer.tax_number or "X1234567"),
        )
        others: list[Entry] = [(self.say(key), value, key) for key, chance, value in chances if r.random() < chance]
        r.shuffle(others)
        if r.random() < 0.12:
            others.append((self.say("total"), self.money.full(self.bill.total), "total"))
        if r.random() < 0.65:
            return main + others
        mixed = main + others
        r.shuffle(mixed)
        return mixed

    def meta(self, x: float, y: float, wide: float) -> float:
        """The entries: label and value in a line, in two columns, or one above the other."""
        r, way = self.random, self.random.random()
        entries = self.entries()
        reach = max(width(label + self.colon, self.face, self.size) for label, _, _ in entries)
        for label, value, role in entries:
            if way < 0.3:
                self.put(f"{label}{self.colon or ':'} {value}", x, y, role=role)
            elif way < 0.65:
                self.put(label + self.colon, x, y)
                self.put(value, x + reach + 0.8 * self.size, y, role=role)
            elif way < 0.85:
                self.put(label + self.colon, x, y)
                self.put(value, x, y, role=role, end=min(WIDE - self.margin, x + max(wide, reach + 9 * self.size)))
            elif way < 0.92:
                self.put(label + self.colon, x, y, end=x + reach)
                self.put(value, x + reach + 0.6 * self.size, y, role=role)
            else:
                self.put(label + self.colon, x, y)
                y += self.step
                self.put(value, x, y, role=role)
                y += 0.4 * self.step
            y += self.step * (1.0 if r.random() < 0.97 else 1.5)
        return y

    def meta_row(self, y: float) -> float:
        """The entries as a table: labels over values, across the paper."""
        entries = self.entries()[:6]
        left, right = self.margin, WIDE - self.margin
        column = (right - left) / len(entries)
        gap = self.step * self.random.uniform(1, 1.5)
        centred = self.random.random() < 0.3
        for index, (label, value, role) in enumerate(entries):
            for text, down in ((label, y), (value, y + gap)):
                room = (column - width(text, self.face, self.size)) / 2 if centred else 6
                self.put(text, left + index * column + max(0.0, room), down, role=role if down > y else "")
        if self.random.random() < 0.6:
            self.rules += [(left, at, right, at) for at in (y - 6, y + gap - 4, y + 2 * gap)]
        return y + 2.2 * gap

"""Invoices of many countries and layouts, with the truth that a bookkeeper would copy from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from training.firms import COUNTRIES, customer, day_of, firm, money_of
from training.fonts import FACES, Family, width
from training.invoice_words import LANGUAGE_OF, WORDINGS, WORK, Wordings
from training.money import Style, day
from training.sheet import Paper, Run, Sheet
from training.words import Shop, digits, person

_WIDE, _LONG = 1240, 1754
_FAMILIES: tuple[Family, ...] = ("sans", "sans", "sans", "serif", "narrow", "mono")
_RATES = {
    "us": (0, 6, 8),
    "gb": (20, 0),
    "de": (19, 7, 0),
    "fr": (20, 10, 0),
    "es": (21, 10),
    "my": (6, 0),
    "sg": (7, 8),
    "id": (11, 10, 0),
    "zh": (13, 6),
    "nl": (21, 9),
    "it": (22, 10),
}
Entry = tuple[str, str, str]
"""A label, a value, and what the value is."""


@dataclass(frozen=True)
class Bill:
    """What is charged. `total` is to pay."""

    items: tuple[tuple[str, int, Decimal, Decimal], ...]
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    rate: int
    tax: Decimal
    gross: Decimal
    paid: Decimal
    previous: Decimal

    @property
    def total(self) -> Decimal:
        """What is left to pay; where all is paid, what it came to."""
        left = self.gross + self.previous - self.paid
        return left if left > 0 else self.gross


def invoice(random: Random) -> Paper:
    """One invoice and its truth."""
    country = random.choice(COUNTRIES)
    language = LANGUAGE_OF[country] if random.random() < 0.88 else "en"
    if country == "my" and random.random() < 0.4:
        language = "id"
    abroad = random.choice(COUNTRIES) if random.random() < 0.1 else country
    return _Desk(random, country, language, firm(random, country), customer(random, abroad)).printed()


def bill_of(random: Random, country: str, language: str) -> Bill:
    """One to a dozen positions and what they come to."""
    unit, scale = (Decimal(100), 5000) if country == "id" else (Decimal("0.01"), 1)
    items = []
    for _ in range(random.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12])):
        price = Decimal(
            random.choice([random.uniform(1, 30), random.uniform(10, 200), random.uniform(100, 2500)]) * scale
        ).quantize(unit, ROUND_HALF_UP)
        if random.random() < 0.5:
            price = Decimal(int(price / unit / 100) + 1) * unit * 100
        count = random.choice([1, 1, 1, 1, 2, 2, 3, 5, 8, 10, 40])
        items.append((random.choice(WORK[language]), count, price, price * count))
    subtotal = sum((amount for *_, amount in items), Decimal())
    discount = (subtotal / 10).quantize(unit) if random.random() < 0.12 else Decimal()
    shipping = (
        Decimal(random.choice([4.9, 5, 6.95, 12.5, 15])).quantize(Decimal("0.01")) * scale
        if random.random() < 0.2
        else Decimal()
    )
    shipping = shipping.quantize(unit)
    rate = random.choice(_RATES[country])
    tax = ((subtotal - discount + shipping) * rate / 100).quantize(unit, ROUND_HALF_UP)
    gross = subtotal - discount + shipping + tax
    way = random.random()
    paid = (gross * random.choice([2, 3, 5]) / 10).quantize(unit) if way < 0.04 else gross if way < 0.07 else Decimal()
    previous = (gross / 3).quantize(unit) if random.random() < 0.02 else Decimal()
    return Bill(tuple(items), subtotal, discount, shipping, rate, tax, gross, paid, previous)


@dataclass
class _Desk:
    random: Random
    country: str
    language: str
    seller: Shop
    buyer: Shop
    runs: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def printed(self) -> Paper:
        """Head, table, sums, foot."""
        r = self.random
        self.words: Wordings = WORDINGS[self.language]
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
        self.seller_shown = False
        self.day_style = r.getrandbits(32)
        y = r.choice(_HEADS)(self, r.uniform(40, 110))
        y = self._table(y + r.uniform(1, 3) * self.step)
        y = self._sums(y + r.uniform(0.5, 2) * self.step)
        y = self._foot(y + r.uniform(1, 3) * self.step)
        truth = {
            "company": self.seller.name,
            "date": self.when.isoformat(),
            "number": self.no,
            "total": f"{self.bill.total}",
        }
        sheet = Sheet(_WIDE, int(max(y + 40, _LONG if r.random() < 0.7 else 0)), tuple(self.runs), tuple(self.rules))
        return Paper("invoice", sheet, truth, layout=f"{'us' if self.country == 'us' else self.country}")

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
            y = self._big(s.brand, x, y, r.uniform(1.5, 3), right=right, centre=centre)
        if heading:
            y = self.block([self.say("from") + r.choice([":", ""])], x, y, right=right, centre=centre)
        y = self._big(s.name, x, y, r.choice([1, 1, 1.1, 1.3, 1.6, 2.1]), right=right, centre=centre)
        self.seller_shown = True
        lines = list(s.address) if r.random() < 0.8 else [", ".join(s.address)]
        lines += [f"{self.say('phone')}{r.choice([': ', ' ', '. '])}{s.phone}"] if r.random() < 0.6 else []
        lines += [r.choice(["", "E-mail: ", "Email: "]) + s.mail] if r.random() < 0.6 else []
        lines += [r.choice(["", "www.", "https://www."]) + s.mail.split("@")[1]] if r.random() < 0.35 else []
        lines += (
            [f"{self.say('vat')}{r.choice([': ', ' '])}{s.tax_number}"] if s.tax_number and r.random() < 0.5 else []
        )
        return self.block(lines, x, y, right=right, centre=centre)

    def _big(self, text: str, x: float, y: float, times: float, *, right: bool = False, centre: bool = False) -> float:
        bold = self.random.random() < 0.6
        size = self.size * times
        wide = width(text, self.bold if bold else self.face, int(size))
        if wide > 0.55 * _WIDE:
            size *= 0.55 * _WIDE / wide
            wide = 0.55 * _WIDE
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
        return self._big(text, x, y, self.random.choice([1.3, 1.8, 2.2, 3]), right=right, centre=centre)

    number_shown: bool = False

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
                self.put(value, x, y, role=role, end=min(_WIDE - self.margin, x + max(wide, reach + 9 * self.size)))
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
        left, right = self.margin, _WIDE - self.margin
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

    def _table(self, y: float) -> float:
        r, left, right = self.random, self.margin, _WIDE - self.margin
        if r.random() < 0.25:
            y = self.block([self.say("intro")], left, y) + self.step
        columns = ["item", "quantity", "price", "amount"]
        if r.random() < 0.35:
            columns.insert(0, "code")
        if r.random() < 0.3:
            columns.insert(-1, "rate")
        if r.random() < 0.15:
            columns = ["item", "amount"]
        ends = [right - 6 - i * r.uniform(0.1, 0.14) * (right - left) for i in range(len(columns))][::-1]
        start = left + (0.1 * (right - left) if columns[0] == "code" else 0)
        gap = self.step * r.uniform(1, 1.7)
        full = r.random() < 0.35

        def row(cells: dict[str, str], bold: bool = False) -> None:
            for column, end in zip(columns, ends, strict=True):
                if column in {"code", "item"}:
                    self.put(cells[column], left + 4 if column == "code" else start + 4, y, bold=bold)
                else:
                    self.put(cells[column], 0, y, bold=bold, end=end)

        row({key: self.say(key) for key in columns}, bold=True)
        self.rules.append((left, y + 1.3 * self.size, right, y + 1.3 * self.size))
        for index, (name, count, price, amount) in enumerate(self.bill.items, 1):
            y += gap
            dated = f"{self.day(self.when - timedelta(days=index))} {name}" if self.dated_rows else name
            write = self.money.full if full else self.money.plain
            row(
                {
                    "code": str(index),
                    "item": dated,
                    "quantity": str(count),
                    "price": write(price),
                    "rate": f"{self.bill.rate}%",
                    "amount": write(amount),
                }
            )
        return y + gap

    @property
    def dated_rows(self) -> bool:
        """Whether each position tells its day."""
        return self.day_style % 12 == 0

    def _sums(self, y: float) -> float:
        r, b = self.random, self.bill
        full = r.random() < 0.55
        rows: list[tuple[str, Decimal]] = []
        if r.random() < 0.85 or b.tax:
            rows.append((self.say("subtotal"), b.subtotal))
        rows += [(self.say("discount"), -b.discount)] if b.discount else []
        rows += [(self.say("shipping"), b.shipping)] if b.shipping else []
        rows += [(self.say("tax"), b.tax)] if b.tax or r.random() < 0.2 else []
        if b.paid or b.previous:
            rows.append((r.choice(self.words["total"]), b.gross))
            rows += [(self.say("previous"), b.previous)] if b.previous else []
            rows += [(self.say("paid"), r.choice([-1, 1]) * b.paid)] if b.paid else []
            left = b.gross + b.previous - b.paid
            rows.append((self.say("pay"), left))
        else:
            rows.append((self.say("total"), b.gross))
            if r.random() < 0.15:
                rows += [(self.say("pay"), b.gross)]
        if r.random() < 0.15 and b.tax:
            y = self._breakdown(y)
        end = _WIDE - self.margin - 6
        at = end - r.uniform(0.25, 0.42) * _WIDE
        by_label, colon = r.random() < 0.4, r.choice(["", ":", ""])
        for index, (label, value) in enumerate(rows):
            last = index == len(rows) - 1
            size = self.size * (r.choice([1, 1.2, 1.5]) if last else 1)
            gap = r.choice([" ", ""]) if not self.money.sign_behind else " "
            text = self.money.full(value, gap) if full or (last and r.random() < 0.5) else self.money.plain(value)
            begin = self.put(text, 0, y, size=size, bold=last, end=end, role="total" if last else "") - width(
                text, self.bold if last else self.face, int(size)
            )
            if by_label:
                self.put(label + colon, 0, y, size=size, bold=last, end=begin - r.uniform(0.6, 2) * self.size)
            else:
                self.put(
                    label + colon,
                    min(at, begin - width(label + colon, self.bold, int(size)) - self.size),
                    y,
                    size=size,
                    bold=last,
                )
            y += max(self.step, 1.35 * size)
        return y

    def _breakdown(self, y: float) -> float:
        b, x = self.bill, float(self.margin)
        net = b.gross - b.tax
        cells = (
            (self.say("rate"), f"{b.rate}%"),
            (self.say("subtotal"), self.money.plain(net)),
            (self.say("tax"), self.money.plain(b.tax)),
            (self.say("amount"), self.money.plain(b.gross)),
        )
        for head, value in cells:
            end = max(self.put(head, x, y), self.put(value, x, y + self.step))
            x = end + 2 * self.size
        return y + 2.5 * self.step

    def _foot(self, y: float) -> float:
        r, s = self.random, self.seller
        lines = r.sample(self.words["thanks"], min(len(self.words["thanks"]), r.choice([0, 1, 2])))
        if r.random() < 0.2:
            lines.append(
                f"{self.say('pay')} {self.money.full(self.bill.total)} - {self.say('due')} {self.day(self.when + timedelta(days=30))}"
            )
        if r.random() < 0.08:
            lines.append(f"{self.say('number')} {self.no}")
        y = self.block(lines, self.margin, y)
        bank = [f"{self.say('holder')}{r.choice([': ', ' '])}{s.name}"] if r.random() < 0.35 else []
        bank += [
            f"{self.say('bank')}: {r.choice(['Volksbank', 'First National Bank', 'BNP', 'Banco Central', 'Barclays', 'ING', 'BCA'])}"
        ]
        bank += [
            f"{self.say('account')}: {r.choice(['DE', 'FR', 'ES', 'GB', 'NL', ''])}{digits(r, 2)} {digits(r, 4)} {digits(r, 4)} {digits(r, 4)} {digits(r, 4)}",
            f"{self.say('bic')}: {digits(r, 6)}",
        ]
        if r.random() < 0.5:
            y = self.block(bank, self.margin, y + self.step)
            bank = []
        if r.random() < 0.06:
            y = self.block([f"{r.choice(['For', 'Signed for', 'p.p.'])} {s.name}"], _WIDE * 0.6, y)
        way = r.random()
        if not self.seller_shown or way < 0.35:
            y = max(y + self.step, _LONG - r.uniform(5, 8) * self.step)
            lines = [s.name, *s.address]
            contact = [f"{self.say('phone')} {s.phone}", s.mail, s.mail.split("@")[1]]
            legal = [f"{self.say('vat')}: {s.tax_number}", f"{self.say('reg')}: {digits(r, 6)}"]
            if r.random() < 0.5:
                for index, column in enumerate([lines, contact, legal, bank][: r.choice([3, 4])]):
                    self.block(column, self.margin + index * (_WIDE - 2 * self.margin) / 4, y)
                y += 4 * self.step
            else:
                glue = r.choice([" · ", " | ", ", ", " - ", " • "])
                y = self.block([glue.join(lines), glue.join([*contact, *legal])], _WIDE / 2, y, centre=True)
        if r.random() < 0.3:
            self.put(self.say("page"), 0, y, end=_WIDE - self.margin)
            y += self.step
        return y


def number_of(random: Random, when: date) -> str:
    """An invoice's or order's number."""
    d = digits(random, random.choice([3, 4, 4, 5, 6]))
    first = str(random.randint(1, 9))
    return random.choice(
        [
            first + d,
            first + d,
            first + digits(random, 7),
            f"INV-{d}",
            f"INV{d}",
            f"{when.year}-{d}",
            f"{when.year}/{d}",
            f"{when.year}{d}",
            f"RE-{when.year}-{d}",
            f"R{when.year}{d}",
            f"F-{d}",
            f"FA{when:%y%m}-{d}",
            f"{d}/{when.year}",
            f"{random.choice('ABCDEFS')}{d}",
            f"{random.choice(['SI', 'IV', 'FV', 'RG', 'AR', 'SO', 'FAC'])}-{first}{d}",
            f"INV/{when:%Y%m}/{d}",
            f"#{first}{d}"[1:],
            f"{first}{d}-{digits(random, 2)}",
            f"{d}{random.choice('ABC')}",
            f"{digits(random, 3)}-{digits(random, 7)}-{digits(random, 7)}",
            f"INV-{when:%Y%m%d}-{digits(random, 3)}",
            f"{when:%m}{d}",
            f"{''.join(random.sample('ABCDEFGHKLMNPRST', 3))}{d}",
            digits(random, 2).replace("0", "4"),
        ]
    )


def _two_columns(desk: _Desk, y: float) -> float:
    """Seller left, title right; buyer left, entries right."""
    low = desk.from_block(desk.margin, y)
    top = desk.title(_WIDE - desk.margin, y, right=True)
    low = max(low, top) + desk.random.uniform(0.5, 2) * desk.step
    return _buyer_and_entries(desk, low)


def _seller_right(desk: _Desk, y: float) -> float:
    """Title left, seller right; buyer left, entries right."""
    right = desk.random.random() < 0.5
    low = desk.from_block(_WIDE - desk.margin if right else 0.6 * _WIDE, y, right=right)
    top = desk.title(desk.margin, y)
    return _buyer_and_entries(desk, max(low, top) + desk.random.uniform(0.5, 2) * desk.step)


def _centred(desk: _Desk, y: float) -> float:
    """A letterhead in the middle, the title below it."""
    low = desk.from_block(_WIDE / 2, y, centre=True)
    low = desk.title(_WIDE / 2, low + 0.5 * desk.step, centre=True)
    return _buyer_and_entries(desk, low + desk.step)


def _letter(desk: _Desk, y: float) -> float:
    """A business letter: the sender small above the address, the entries right, the title below."""
    r, s = desk.random, desk.seller
    if s.brand or r.random() < 0.4:
        y = desk._big(s.brand or s.name, _WIDE - desk.margin, y, r.uniform(1.6, 3), right=True)
        desk.seller_shown = desk.seller_shown or not s.brand
    y += r.uniform(1, 3) * desk.step
    if r.random() < 0.8:
        glue = r.choice([" · ", ", ", " - ", " | ", " • ", "  "])
        desk.put(glue.join([s.name, *s.address]), desk.margin, y, size=0.75 * desk.size)
        desk.seller_shown = True
    y += 1.3 * desk.step
    if desk.random.random() < 0.4:
        low = desk.from_block(0.62 * _WIDE, y, logo=False)
        low = max(low, desk.buyer_block(desk.margin, y, heading=0.15))
        low = desk.title(desk.margin, low + desk.step, with_number=0.35)
        return desk.meta(desk.margin, low, 0.4 * _WIDE) if r.random() < 0.6 else desk.meta_row(low)
    low = desk.buyer_block(desk.margin, y, heading=0.15)
    low = max(low, desk.meta(0.6 * _WIDE, y, 0.32 * _WIDE))
    return desk.title(desk.margin, low + desk.step, with_number=0.35 if desk.number_shown else 0.0)


def _side_by_side(desk: _Desk, y: float) -> float:
    """Title and entries on top; from whom and to whom in two blocks with headings, either way round."""
    r = desk.random
    low = desk.title(desk.margin, y)
    low = desk.meta(desk.margin, low, 0.4 * _WIDE)
    if desk.seller.brand:
        desk._big(desk.seller.brand, _WIDE - desk.margin, y, r.uniform(1.5, 3), right=True)
    low += desk.step
    first, second = float(desk.margin), 0.52 * _WIDE
    if r.random() < 0.3:
        first, second = second, first
    a = desk.from_block(first, low, heading=r.random() < 0.85, logo=False)
    return max(a, desk.buyer_block(second, low, heading=0.95))


def _only_foot(desk: _Desk, y: float) -> float:
    """A logo on top; the seller's own name stands in the foot alone."""
    low = desk._big(desk.seller.brand or desk.seller.name.split()[0], desk.margin, y, desk.random.uniform(1.6, 3))
    desk.title(_WIDE - desk.margin, y, right=True)
    return _buyer_and_entries(desk, low + 2 * desk.step)


def _buyer_and_entries(desk: _Desk, y: float) -> float:
    r, way = desk.random, desk.random.random()
    if way < 0.5:
        low = desk.buyer_block(desk.margin, y)
        return max(low, desk.meta(r.uniform(0.5, 0.64) * _WIDE, y, 0.32 * _WIDE))
    if way < 0.62:
        low = desk.meta(desk.margin, y, 0.32 * _WIDE)
        return max(low, desk.buyer_block(r.uniform(0.5, 0.62) * _WIDE, y))
    if way < 0.85:
        low = desk.buyer_block(desk.margin, y)
        if r.random() < 0.5:
            low = max(low, desk.ship_block(0.5 * _WIDE, y))
        return desk.meta_row(low + desk.step)
    low = desk.buyer_block(desk.margin, y)
    low = max(low, desk.ship_block(0.36 * _WIDE, y))
    return max(low, desk.meta(0.66 * _WIDE, y, 0.26 * _WIDE))


_HEADS: tuple[Callable[[_Desk, float], float], ...] = (
    _two_columns,
    _two_columns,
    _seller_right,
    _seller_right,
    _centred,
    _letter,
    _letter,
    _side_by_side,
    _only_foot,
)

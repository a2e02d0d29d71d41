"""Receipts of many trades, tills and countries, with the truth that a person would copy from them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from training.fonts import FACES, Family, width
from training.money import Style, day, style, written_day
from training.sheet import Composer, Paper, Sheet
from training.shops import shop
from training.words import GOODS, GOODS_ABROAD, MALAY_STREETS, TRADES, Shop, coined, digits, person, stem

_CENT = Decimal("0.01")
_FAMILIES: list[Family] = [*["mono"] * 5, *["dots"] * 2, *["sans"] * 3, "narrow", "serif", "typewriter"]  # type: ignore[list-item]
_COUNTRIES = (
    ["my"] * 60 + ["id"] * 18 + ["sg"] * 3 + ["de"] * 4 + ["fr"] * 3 + ["es"] * 3 + ["us"] * 4 + ["gb"] * 3 + ["zh"] * 2
)
_TITLES = {
    "my": ("TAX INVOICE", "TAX INVOICE", "INVOICE", "SIMPLIFIED TAX INVOICE", "RECEIPT", "CASH BILL", "CASH SALES", "OFFICIAL RECEIPT", "Tax Invoice", "", "", "CASH"),
    "id": ("", "", "", "STRUK", "BILL", "NOTA", "KWITANSI", "RECEIPT", "CHECK"),
    "de": ("", "Rechnung", "Quittung", "Kassenbon"), "fr": ("", "TICKET", "FACTURE", "Note"), "es": ("", "FACTURA SIMPLIFICADA", "TICKET"),
    "us": ("", "RECEIPT", "SALES RECEIPT", "Guest Check"), "gb": ("", "RECEIPT", "VAT RECEIPT"), "sg": ("TAX INVOICE", "RECEIPT", ""), "zh": ("收银小票", "结账单", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """What a till works out. `total` is what must be paid in the end."""

    items: tuple[tuple[str, int, Decimal, Decimal], ...]
    subtotal: Decimal
    discount: Decimal
    service: Decimal
    tax: Decimal
    tax_rate: int
    inclusive: bool
    gross: Decimal
    rounding: Decimal
    total: Decimal
    cash: Decimal


def receipt(random: Random) -> Paper:
    """One receipt and its truth."""
    country = random.choice(_COUNTRIES)
    seller, money, when = shop(random, country), style(random, country), day(random)
    sums = sums_of(random, country, seller, money)
    family = random.choice(_FAMILIES)
    if country == "zh":
        family = "cjk"
    paper = Composer.of(random, family, random.choice([32, 36, 40, 40, 44, 48]), random.choice([18, 20, 22, 24, 26]))
    till = _Till(random, country, seller, money, when, sums, paper)
    whole = till.printed()
    return torn(whole, random) if random.random() < 0.1 else whole


def torn(paper: Paper, random: Random) -> Paper:
    """Without its upper or its lower end: what was printed there is no truth any more."""
    sheet, roles = paper.sheet, ("total", "date", "company", "address")
    at = {role: [run.y for run in sheet.runs if run.role == role] for role in roles}
    top, bottom = 0.0, float(sheet.height)
    if at["total"] and random.random() < 0.6:
        bottom = min(at["total"]) - 2
    elif at["company"]:
        top = max(at["company"]) + random.choice([0.5, 1.2, 3.0]) * paper.sheet.runs[0].size
    kept = tuple(replace(run, y=run.y - top) for run in sheet.runs if top <= run.y < bottom)
    lost = {role for role in roles if any(not top <= y < bottom for y in at[role])}
    if not kept:
        return paper
    rules = tuple((x0, y0 - top, x1, y1 - top) for x0, y0, x1, y1 in sheet.rules if top <= y0 and y1 < bottom)
    height = int(min(bottom, sheet.height) - top) + random.randint(2, 12)
    truth = {key: value for key, value in paper.truth.items() if key not in lost}
    return replace(paper, sheet=Sheet(sheet.width, height, kept, rules), truth=truth)


def sums_of(random: Random, country: str, seller: Shop, money: Style) -> Sums:
    """A shopping and its bill."""
    goods = GOODS.get(seller.trade) or GOODS_ABROAD.get(country) or GOODS["services"]
    unit = Decimal(1).scaleb(-2) if country != "id" else Decimal(100)
    scale = 1 if country != "id" else 4000
    items = []
    for name in random.sample(goods, min(len(goods), random.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 8]))):
        price = Decimal(
            random.choice([random.uniform(0.5, 12), random.uniform(2, 40), random.uniform(10, 300)]) * scale
        ).quantize(unit, ROUND_HALF_UP)
        if random.random() < 0.5:
            price = Decimal(price.quantize(Decimal(1) if scale == 1 else Decimal(500))) + (
                Decimal("0.90") if scale == 1 and random.random() < 0.5 else 0
            )
        price = max(price, unit * 10)
        count = random.choice([1, 1, 1, 1, 2, 2, 3, 4, 10])
        items.append((name, count, price, price * count))
    subtotal = sum((amount for *_, amount in items), Decimal())
    discount = (
        (subtotal * random.choice([5, 10, 20]) / 100).quantize(unit, ROUND_HALF_UP)
        if random.random() < 0.12
        else Decimal()
    )
    service = (
        ((subtotal - discount) * random.choice([5, 10]) / 100).quantize(unit)
        if seller.trade in {"food", "id"} and random.random() < 0.35
        else Decimal()
    )
    rate = {
        "my": 6,
        "sg": 7,
        "id": random.choice([10, 11]),
        "de": random.choice([7, 19]),
        "fr": random.choice([10, 20]),
        "es": random.choice([10, 21]),
        "us": 8,
        "gb": 20,
        "zh": 13,
    }[country]
    inclusive = random.random() < (0.5 if country in {"my", "id", "sg"} else 0.9 if country not in {"us"} else 0.0)
    taxed = random.random() < 0.8
    base = subtotal - discount + service
    tax = Decimal()
    if taxed:
        tax = (base * rate / (100 + rate) if inclusive else base * rate / 100).quantize(unit, ROUND_HALF_UP)
    gross = base if inclusive else base + tax
    rounding = Decimal()
    if country == "my" and random.random() < 0.8:
        rounding = (gross * 20).quantize(Decimal(1), ROUND_HALF_UP) / 20 - gross
    elif country == "id" and random.random() < 0.3:
        rounding = (gross / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100 - gross
    total = (gross + rounding).quantize(Decimal(1) if country == "id" else _CENT)
    notes = [1, 5, 10, 20, 50, 100, 500, 1000] if country != "id" else [1000, 5000, 10000, 20000, 50000, 100000, 500000]
    above = [n * -(-int(total * 100) // (n * 100)) for n in notes if n * 3 > total / 20]
    cash = Decimal(random.choice(above or [int(total) + 1])) if random.random() < 0.7 else total
    return Sums(
        tuple(items),
        subtotal,
        discount,
        service,
        tax,
        rate if taxed else 0,
        inclusive,
        gross,
        rounding,
        total,
        max(cash, total),
    )


@dataclass
class _Till:
    random: Random
    country: str
    shop: Shop
    money: Style
    when: date
    sums: Sums
    paper: Composer

    def printed(self) -> Paper:
        """From the head to the foot."""
        r, p = self.random, self.paper
        self.truth = {"date": self.when.isoformat(), "total": f"{self.sums.total}"}
        self.date_text = written_day(r, self.when, self.country)
        self.clock = r.choice(
            [
                f"{r.randint(8, 22):02d}:{r.randint(0, 59):02d}",
                f"{r.randint(8, 22)}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}",
                f"{r.randint(1, 12)}:{r.randint(0, 59):02d} {r.choice(['AM', 'PM', 'am', 'pm'])}",
            ]
        )
        self.caps = r.random() < 0.6
        self.centre = r.random() < 0.75
        self.bar = r.choice(["-", "=", "", "", ".", "_", "*"])
        self.dated = False
        self.beside = (
            [r.choice(["INVOICE", "TAX INVOICE", "RECEIPT"]), f"No. {digits(r, 6)}", f"Page 1 of {r.randint(1, 2)}"][
                : r.randint(1, 3)
            ]
            if r.random() < 0.06
            else []
        )
        self._notes_on_top()
        self._head()
        self._meta()
        self._items()
        self._totals()
        self._foot()
        if not self.dated:
            del self.truth["date"]
        items = tuple(
            {"name": n, "quantity": str(q), "unit_price": str(u), "amount": str(a)} for n, q, u, a in self.sums.items
        )
        layout = f"{self.country}-{self.shop.trade}"
        return Paper("receipt", p.sheet(r.uniform(10, 90)), self.truth, items, layout)

    # --- head -----------------------------------------------------------------------------------

    def _line(self, text: str, role: str = "", size: int = 0) -> None:
        if self.beside and role in {"company", "address"} and self.random.random() < 0.4:
            p, other = self.paper, self.beside.pop()
            if width(text + other, p.face, size or p.size) < 0.85 * p.inner:
                p.put(text, p.margin, role=role, size=size)
                p.right(other, p.width - p.margin, size=size)
                p.feed(size=size)
                return
        if width(text, self.paper.face, size or self.paper.size) > self.paper.width - 6:
            size = int(
                (size or self.paper.size)
                * (self.paper.width - 6)
                / width(text, self.paper.face, size or self.paper.size)
            )
        (self.paper.centred if self.centre else self.paper.left)(text, role=role, size=size)

    def _notes_on_top(self) -> None:
        """What people write, stamp or type over it, and what a till prints above its shop's name."""
        r, p = self.random, self.paper
        if r.random() < 0.06:
            self._line(
                r.choice(
                    [
                        f"THANK YOU FOR SHOPPING WITH {coined(r)}.com",
                        f"{coined(r, 1)}{digits(r, 5)}",
                        digits(r, r.choice([6, 7, 8])),
                        f"{r.choice(['Goods sold are not returnable', 'Please keep this receipt', 'Customer copy'])}.",
                        f"Ref No: {digits(r, 12)}",
                        f"{coined(r).title()} & {coined(r).title()}",
                        f"{r.choice(['Free wifi', 'Members save more', 'Shop online'])}: {coined(r).lower()}.com",
                    ]
                )
            )
        if r.random() < 0.1:
            text = r.choice(
                [person(r).lower(), person(r), digits(r, 7), f"{r.randint(1, 12)}/{r.randint(1, 28)}", coined(r)]
            )
            face = r.choice([*FACES["hand"], *FACES["sans"][:2]])
            p.put(
                text,
                r.uniform(0.05, 0.5) * p.width,
                role="note",
                size=int(p.size * r.uniform(1.2, 2.2)),
                face=face,
                ink=0.9,
            )
            p.feed(2.0)

    def _minimarket_head(self) -> None:
        """A chain's own letterhead: its company in small print, its brand large beside it, then the branch."""
        r, p = self.random, self.paper
        brand = self.shop.brand or coined(r).title()
        self.truth["company"] = brand
        small = max(11, int(0.6 * p.size))
        legal = [f"PT.{stem(r)} {coined(r)}", *shop(r, "id").address, f"NPWP.{digits(r, 9)}-{digits(r, 3)}.000"]
        side = r.random() < 0.7
        size = int(p.size * r.uniform(1.4, 2.4))
        top = p.y
        if not side:
            p.centred(brand, role="company", size=size, face=r.choice([*FACES["sans"], *FACES["serif"]]))
        for line in legal[: r.randint(0, 4)]:
            p.left(line, size=small)
        if side:
            end, p.y = p.y, top
            p.right(
                brand, p.width - p.margin, role="company", size=size, face=r.choice([*FACES["sans"], *FACES["serif"]])
            )
            p.y = max(end, top + 1.5 * size)
        p.feed(0.5)
        self._line(
            r.choice([f"{coined(r)} {self.shop.phone}", f"{stem(r)} {digits(r, 11)}", f"{coined(r)} {coined(r)}"])
        )
        for line in self.shop.address:
            self._line(line, "address")
        self.truth["address"] = " ".join(self.shop.address)

    def _head(self) -> None:
        r, p, shop_ = self.random, self.paper, self.shop
        if self.country == "id" and r.random() < 0.3:
            self._minimarket_head()
            return
        big = int(p.size * r.choice([1.0, 1.0, 1.0, 1.15, 1.3, 1.6]))
        if shop_.brand:
            face = r.choice([*FACES["sans"], *FACES["serif"]])
            p.centred(shop_.brand, role="brand", size=int(p.size * r.uniform(1.3, 2.4)), face=face)
            p.feed(r.uniform(0, 1))
        if r.random() < 0.06:
            self._line(
                r.choice(["WELCOME TO", "SELAMAT DATANG", "*** COPY ***", "DUPLICATE", "THANK YOU FOR VISITING"])
            )
        company = shop_.name
        if r.random() < 0.05:
            self._line(r.choice([f"{coined(r).title()} {digits(r, 3)}", f"{stem(r)} BRANCH", stem(r)]), "company", big)
            if r.random() < 0.4:
                company = f"{self.paper.runs[-1].text} {company}"
        lines = self._split(shop_.name, big)
        if r.random() < 0.06 and shop_.trade in TRADES:
            lines.append(
                r.choice([*TRADES[shop_.trade], f"{r.choice(TRADES[shop_.trade])} & {r.choice(TRADES['food'])}"])
            )
            if r.random() < 0.4:
                company = f"{company} {lines[-1]}"
        registration = self._registration()
        for index, line in enumerate(lines):
            last = index == len(lines) - 1
            if last and registration and r.random() < 0.3 and len(line) < 26:
                self._line(f"{line} {registration}", "company", big)
                registration = ""
            else:
                self._line(line, "company", big)
        self.truth["company"] = company
        if registration:
            self._line(registration, "registration")
        if r.random() < 0.12:
            self._line(
                r.choice(
                    [
                        f"(FORMERLY KNOWN AS {stem(r)})",
                        f"(FKA {stem(r)} {r.choice(TRADES['services'])} SDN BHD)",
                        f"A MEMBER OF {stem(r)} GROUP",
                        f"(A member of {coined(r).title()} {coined(r).title()} Berhad)",
                        f"OWNED BY {stem(r)} HOLDINGS SDN BHD",
                        f"Operated by {stem(r).title()} Sdn Bhd ({digits(r, 6)}-{r.choice('AHKMX')})",
                        f"Franchisee: {person(r)}",
                        f"LICENSEE OF {stem(r)} SDN BHD",
                        f"BRANCH : {stem(r)}",
                        f"OUTLET: {coined(r)} {digits(r, 2)}",
                        f'"{r.choice(["Your Trusted Partner", "Fresh Every Day", "Always Low Price", "Taste of Home"])}"',
                    ]
                )
            )
        if self.country == "my" and r.random() < 0.25:
            self._tax_id()
        address = list(shop_.address) if r.random() < 0.95 else []
        if address and r.random() < 0.07:
            place = r.choice(
                [r.choice(MALAY_STREETS), f"BANDAR {coined(r)}", f"{coined(r)} PLAZA", address[-1].split(" ", 1)[-1]]
            )
            if r.random() < 0.5:
                address.insert(0, place)
            else:
                self._line(place.title() if r.random() < 0.5 else place)
        label = r.choice(["ADDRESS : ", "ADD: ", "Alamat: "]) if r.random() < 0.03 else ""
        phone = self._phone()
        for index, line in enumerate(address):
            if index == len(address) - 1 and phone and r.random() < 0.05 and len(line) < 24:
                line, phone = f"{line} {phone}", ""
            self._line(label + line if index == 0 else line, "address")
        if address and r.random() < 0.07:
            if r.random() < 0.5:
                self._tax_id()
            code = r.choice([f"{digits(r, 4)}-", f"{digits(r, 3)} - ", f"{coined(r, 1)}{digits(r, 2)}-", ""])
            address.append(f"{code}{r.choice(['TMN ', 'DESA ', '', 'PUSAT ', 'BANDAR '])}{r.choice(MALAY_STREETS)}")
            self._line(address[-1], "address")
        if address:
            self.truth["address"] = " ".join(address)
        if phone:
            self._line(phone, "phone")
        if r.random() < 0.12 and shop_.mail:
            self._line(r.choice([f"EMAIL: {shop_.mail}", shop_.mail, f"www.{shop_.mail.split('@')[1]}"]))
        if self.country == "my" and r.random() < 0.6:
            self._tax_id()
        elif self.country != "my" and r.random() < 0.5 and shop_.tax_number:
            name = {
                "id": "NPWP",
                "de": "USt-IdNr.",
                "fr": "TVA",
                "es": "NIF",
                "gb": "VAT No",
                "us": "Tax ID",
                "sg": "GST REG NO",
                "zh": "税号",
            }[self.country]
            self._line(f"{name}: {shop_.tax_number}")
        title = r.choice(_TITLES[self.country])
        if title:
            if r.random() < 0.5:
                p.feed(r.uniform(0, 1))
            self.centre, kept = self.centre or r.random() < 0.5, self.centre
            self._line(title if r.random() < 0.8 else f"** {title} **", "title", int(p.size * r.choice([1, 1, 1.2])))
            self.centre = kept

    def _split(self, company: str, size: int) -> list[str]:
        """On two lines where it is too long, or now and then anyway."""
        words = company.split()
        room = self.paper.width - 8
        if len(words) > 2 and (width(company, self.paper.face, size) > room or self.random.random() < 0.07):
            cut = next(
                (i for i in range(len(words) - 1, 0, -1) if width(" ".join(words[:i]), self.paper.face, size) <= room),
                1,
            )
            if self.random.random() < 0.4:
                cut = min(cut, max(1, len(words) - 2))
            return [" ".join(words[:cut]), " ".join(words[cut:])]
        return [company]

    def _registration(self) -> str:
        r, number = self.random, self.shop.registration
        if not number or r.random() < 0.15:
            return ""
        return r.choice(
            [
                f"({number})",
                f"({number})",
                f"( {number} )",
                f"CO. REG NO : {number}",
                f"Company Reg No.: {number}",
                f"REG NO: {number}",
                f"CO NO : {number}",
                f"(CO. REG : {number})",
                f"ROC NO: {number}",
                number,
                f"Business Reg. No : {number}",
            ]
        )

    def _tax_id(self) -> None:
        number = self.shop.tax_number
        if not getattr(self, "_taxed_before", False):
            self._taxed_before = True
            self._line(
                self.random.choice(
                    [
                        f"GST ID : {number}",
                        f"GST NO: {number}",
                        f"GST REG NO: {number}",
                        f"(GST ID NO:{number})",
                        f"GST Reg No. : {number}",
                        f"GST ID No: {number}",
                        f"SST NO : {number}",
                        f"GST NO.{number}",
                    ]
                )
            )

    def _phone(self) -> str:
        r, number = self.random, self.shop.phone
        if r.random() < 0.12:
            return ""
        fax = r.choice(["", "", f" FAX : {number[:-3]}{digits(r, 3)}", f"  FAX:{number[:-2]}{digits(r, 2)}"])
        return (
            r.choice(
                [
                    f"TEL : {number}",
                    f"TEL:{number}",
                    f"Tel: {number}",
                    f"Tel No: {number}",
                    number,
                    f"TEL {number}",
                    f"PHONE : {number}",
                    f"Telp. {number}",
                ]
            )
            + fax
        )

    # --- meta -----------------------------------------------------------------------------------

    def _meta(self) -> None:
        """Number, date, time, cashier and the like, in the till's own arrangement."""
        r, p = self.random, self.paper
        number = r.choice(
            [
                f"CS{digits(r, 6)}",
                digits(r, 6),
                f"INV-{digits(r, 5)}",
                f"{digits(r, 2)}-{digits(r, 6)}",
                f"V{digits(r, 3)}-{digits(r, 5)}",
                f"{coined(r, 1)}/{digits(r, 4)}/{digits(r, 2)}",
                digits(r, 10),
            ]
        )
        clock = self.clock
        name = {
            "id": r.choice(["Tanggal", "TGL", "Tgl"]),
            "de": "Datum",
            "fr": "Date",
            "es": "Fecha",
            "zh": "日期",
        }.get(self.country, r.choice(["Date", "DATE", "Inv Date", "Bill Date", "Doc Date"]))
        number_name = {
            "id": r.choice(["No", "No. Struk", "Bill No"]),
            "de": "Beleg-Nr.",
            "fr": "Ticket N°",
            "es": "Ticket Nº",
            "zh": "单号",
        }.get(
            self.country,
            r.choice(
                [
                    "Invoice No",
                    "Receipt No",
                    "Doc No",
                    "Bill No",
                    "INV NO",
                    "Rcpt#",
                    "Slip No",
                    "CB#",
                    "Receipt #",
                    "Document No",
                ]
            ),
        )
        sep = r.choice([": ", ":", " : ", " "])
        fields: list[tuple[str, str, str]] = [(number_name, number, "number")]
        way = r.random()
        later = way < 0.1
        if way < 0.35:
            fields.append((name, f"{self.date_text}{r.choice([' ', '  ', ' , '])}{clock}", "date"))
        elif way < 0.75:
            fields += [(name, self.date_text, "date"), (r.choice(["Time", "TIME"]), clock, "")]
        elif way < 0.9:
            fields.append(("", f"{self.date_text}{r.choice([' ', '   ', '-'])}{clock}", "date"))
        else:
            fields.append(("", self.date_text, "date"))
        extra = [
            ("Cashier", r.choice(["USER", person(r), "ADMIN", f"{digits(r, 3)}"]), ""),
            ("Table", str(r.randint(1, 40)), ""),
            ("Salesperson", person(r), ""),
            ("Counter", digits(r, 2), ""),
            ("Terms", "CASH", ""),
            ("Pax", str(r.randint(1, 9)), ""),
            ("Member", digits(r, 10), ""),
            ("M#", f"M{r.randint(1, 9)}-0", ""),
            ("Trans", digits(r, 8), ""),
            ("Ref", "", ""),
            ("Bill To", "CASH", ""),
            ("Attn", person(r), ""),
            ("Customer", r.choice(["CASH", f"{stem(r)} SDN BHD"]), ""),
        ]
        fields += r.sample(extra, r.randint(0, 4))
        r.shuffle(fields)
        fields = [f for f in fields if not (later and f[2] == "date")]
        self.later = later
        if any(f[2] == "date" for f in fields):
            self.dated = True
        self.truth["number"] = number
        if self.bar != "" and r.random() < 0.5:
            p.rule(self.bar)
        if self.country == "id" and r.random() < 0.3 and not later:
            version = f"{r.randint(1, 3)}.{r.randint(0, 9)}.{r.randint(1, 20)}"
            dotted = f"{self.when.day:02d}.{self.when.month:02d}.{self.when.year % 100:02d}"
            rest = r.choice(
                [
                    f"/{version}/{coined(r, 2)}",
                    f"/{version}/{digits(r, 6)}/{person(r).upper()}/01",
                    f" {digits(r, 4)}/{coined(r, 2)}/01",
                ]
            )
            p.left(f"{dotted}{r.choice(['-', ' '])}{r.randint(8, 21):02d}:{r.randint(0, 59):02d}{rest}", role="date")
            self.dated, fields = True, []
            self.truth.pop("number")
        pairs = r.random() < 0.35
        while fields:
            label, value, role = fields.pop(0)
            text = f"{label}{sep}{value}" if label else value
            self.paper.put(text, p.margin, role=role)
            if pairs and fields and width(text, p.face, p.size) < 0.48 * p.inner:
                label, value, role = fields[0]
                other = f"{label}{sep}{value}" if label else value
                if width(other, p.face, p.size) < 0.48 * p.inner:
                    fields.pop(0)
                    if r.random() < 0.5:
                        p.right(other, p.width - p.margin, role=role)
                    else:
                        p.put(other, p.margin + 0.51 * p.inner, role=role)
            p.feed()

    # --- items ----------------------------------------------------------------------------------

    def _items(self) -> None:
        r, p, m = self.random, self.paper, self.money
        way = r.choice(["code", "one", "qty", "two", "priced", "plain"])
        end = p.width - p.margin
        p.rule(self.bar)
        if r.random() < 0.6:
            heads = {
                "id": ("Nama", "Qty", "Harga", "Jumlah"),
                "de": ("Artikel", "Menge", "Preis", "EUR"),
                "fr": ("Article", "Qté", "P.U.", "Total"),
                "es": ("Descripción", "Cant", "Precio", "Importe"),
                "zh": ("品名", "数量", "单价", "金额"),
            }.get(
                self.country,
                r.choice(
                    [
                        ("Description", "Qty", "Price", "Amount"),
                        ("ITEM", "QTY", "U.PRICE", f"TOTAL({m.sign})"),
                        ("Item", "Qty", "S/Price", "Amount"),
                        ("DESC", "QTY", "RM", "RM"),
                    ]
                ),
            )
            p.put(heads[0], p.margin)
            p.put(heads[1], p.margin + 0.5 * p.inner)
            p.right(heads[2], end - 0.22 * p.inner)
            p.right(heads[3], end)
            p.feed()
            p.rule(self.bar)
        code = r.choice(["", "", " SR", " S", " Z", "*"]) if self.country == "my" and self.sums.tax_rate else ""
        for name, count, price, amount in self.sums.items:
            shown = name if self.caps or not name.isascii() else name.capitalize()
            if way == "code":
                p.left(shown)
                p.put(r.choice([digits(r, 13), digits(r, 6), digits(r, 7)]), p.margin)
                p.put(f"{count} X {m.plain(price)}", p.margin + 0.45 * p.inner)
            elif way == "qty":
                p.put(f"{count}  {shown}", p.margin)
            elif way == "two":
                p.left(shown)
                p.put(f"{count}{r.choice(['.00', '', '.0'])} x {m.plain(price)}", p.margin + 0.15 * p.inner)
            elif way == "priced":
                p.put(shown[:16], p.margin)
                p.put(str(count), p.margin + 0.52 * p.inner)
                p.right(m.plain(price), end - 0.22 * p.inner)
            elif way == "plain":
                p.put(shown[:22], p.margin)
            else:
                p.put(f"{shown[:18]}  {count} @ {m.plain(price)}" if count > 1 else shown[:20], p.margin)
            p.right(m.plain(amount) + code, end, role="amount")
            p.feed()
            if r.random() < 0.05:
                p.left(r.choice(["  *LESS SUGAR", "  TAKE AWAY", "  Disc 0.00", "  (PROMO)", "  - LARGE"]))

    # --- sums -----------------------------------------------------------------------------------

    def _sum(self, label: str, value: Decimal, role: str = "", size: int = 0, full: bool | None = None) -> None:
        p = self.paper
        size = size or p.size
        if self.caps:
            label = label.upper()
        if role == "total" and self.random.random() < 0.02:
            label = ""
        colon = self.colon
        text = self.money.full(value, self.gap) if (self.signed if full is None else full) else self.money.plain(value)
        start = {"left": p.margin, "middle": p.margin + 0.3 * p.inner}.get(self.sums_at, p.margin)
        if self.sums_at == "right":
            p.right(
                label + colon, p.width - p.margin - max(0.28 * p.inner, width(text, p.face, size) + p.size), size=size
            )
        else:
            p.put(label + colon, start, size=size)
        p.right(text, p.width - p.margin, role=role, size=size)
        p.feed(size=size)

    def _totals(self) -> None:
        r, p, s = self.random, self.paper, self.sums
        self.colon = r.choice(["", ":", " :", ""])
        self.signed = r.random() < 0.25
        self.gap = r.choice([" ", "", " "])
        self.sums_at = r.choice(["left", "left", "right", "middle"])
        p.rule(self.bar)
        words = _WORDS.get(self.country, _WORDS["my"])
        if r.random() < 0.35:
            count = sum(q for _, q, _, _ in s.items)
            p.left(
                r.choice(
                    [
                        f"Item(s) : {len(s.items)}   Qty(s) : {count}",
                        f"TOTAL QTY: {count}",
                        f"Total Qty   {count}   {self.money.plain(s.subtotal)}",
                        f"No. of Items : {len(s.items)}",
                        f"{count} Items",
                        f"Total Item {len(s.items)}",
                    ]
                )
            )
        busy = s.discount or s.service or (s.tax and not s.inclusive)
        if busy or r.random() < 0.45:
            self._sum(r.choice(words["subtotal"]), s.subtotal)
        if s.discount:
            self._sum(r.choice(words["discount"]), -s.discount if r.random() < 0.6 else s.discount)
        elif r.random() < 0.15:
            self._sum(r.choice(words["discount"]), Decimal("0.00") if self.country != "id" else Decimal())
        if s.service:
            self._sum(r.choice(words["service"]), s.service)
        if s.tax and not s.inclusive:
            if r.random() < 0.25 and self.country == "my":
                self._sum(
                    r.choice(["Total Sales (Excluding GST)", "Total Excl. GST", "Total Excluding GST"]),
                    s.subtotal - s.discount + s.service,
                )
            self._sum(r.choice(words["tax"]).replace("%", f"{s.tax_rate}%"), s.tax)
        gross_first = bool(s.rounding) or r.random() < 0.25
        big = int(p.size * r.choice([1, 1, 1, 1.2, 1.5]))
        if gross_first and self.country in {"my", "id"}:
            self._sum(r.choice(words["total"]), s.gross)
            if s.rounding or r.random() < 0.8:
                self._sum(r.choice(words["rounding"]), s.rounding)
            if s.rounding or r.random() < 0.4:
                self._sum(r.choice(words["final"]), s.total, "total", big)
        else:
            if self.bar and r.random() < 0.2:
                p.rule(self.bar)
            self._sum(
                r.choice([*words["total"], *words["final"]] if not s.rounding else words["final"]),
                s.total,
                "total",
                big,
                full=self.signed or r.random() < 0.15,
            )
        if r.random() < 0.05:
            p.put(
                self.money.plain(s.total),
                r.uniform(0.1, 0.6) * p.width,
                role="note",
                size=int(p.size * 1.4),
                face=r.choice(FACES["hand"]),
            )
        if s.tax and s.inclusive and r.random() < 0.4:
            self._sum(r.choice(words["included"]).replace("%", f"{s.tax_rate}%"), s.tax)
        self._paid(words)
        if s.tax and self.country in {"my", "sg", "de", "fr", "es", "gb"} and r.random() < 0.55:
            self._summary()

    def _paid(self, words: dict[str, tuple[str, ...]]) -> None:
        r, s = self.random, self.sums
        way = r.random()
        if way < 0.6:
            self._sum(r.choice(words["cash"]), s.cash)
            if s.cash != s.total or r.random() < 0.7:
                self._sum(r.choice(words["change"]), s.cash - s.total)
        elif way < 0.85:
            self._sum(
                r.choice(
                    ["VISA", "MASTERCARD", "Credit Card", "DEBIT", "Mastercard", "E-WALLET", "CARD", *words["card"]]
                ),
                s.total if r.random() < 0.9 else -s.total,
            )
            if r.random() < 0.4:
                self.paper.left(f"XXXX-XXXX-XXXX-{digits(r, 4)}")
                self.paper.left(f"APPROVAL CODE: {digits(r, 6)}")

    def _summary(self) -> None:
        r, p, s, m = self.random, self.paper, self.sums, self.money
        net = s.total - s.rounding - s.tax
        p.feed(0.5)
        p.left(
            r.choice(["GST SUMMARY", "GST Summary", "GST Analysis", "TAX SUMMARY"])
            if self.country in {"my", "sg"}
            else r.choice(["MwSt", "TVA", "IVA", "VAT"])
        )
        cells = [
            ("Code", "%", "Net Amt", "GST"),
            ("Tax Code", "Rate", "Amt(RM)", "Tax(RM)"),
            ("GST Summary", "", "Amount", "Tax"),
        ]
        rows = [r.choice(cells), (r.choice(["SR", "S", "SR @"]), f"{s.tax_rate}", m.plain(net), m.plain(s.tax))]
        if r.random() < 0.3:
            rows.append(("ZR", "0", m.plain(Decimal("0.00")), m.plain(Decimal("0.00"))))
        if r.random() < 0.5:
            rows.append(("Total", "", m.plain(net), m.plain(s.tax)))
        for row in rows:
            for at, cell in zip((0, 0.25, 0.5, 0.78), row, strict=True):
                p.put(cell, p.margin + at * p.inner)
            p.feed()

    # --- foot -----------------------------------------------------------------------------------

    def _foot(self) -> None:
        r, p = self.random, self.paper
        if self.later:
            self.centre, kept = r.random() < 0.5, self.centre
            self._line(
                r.choice(
                    [
                        f"{self.date_text} {self.clock}",
                        f"Date: {self.date_text}  Time: {self.clock}",
                        f"{self.date_text} {self.clock} T{r.randint(1, 9)} R{digits(r, 9)}",
                        f"{digits(r, 4)} {self.date_text} {self.clock}",
                    ]
                ),
                "date",
            )
            self.dated, self.centre = True, kept
        p.feed(r.uniform(0.2, 1.5))
        other = written_day(r, date.fromordinal(self.when.toordinal() + r.randint(5, 400)), self.country)
        lines = [
            "THANK YOU",
            "PLEASE COME AGAIN",
            "GOODS SOLD ARE NOT RETURNABLE",
            "Thank You & Please Come Again!!",
            f"VALID UNTIL {other}",
            f"EXCHANGE BEFORE {other} WITH RECEIPT",
            "TERIMA KASIH",
            f"CUSTOMER CARE {digits(r, 8)}",
            f"www.{coined(r).lower()}.com",
            "ANY GOODS RETURN PLEASE DO WITHIN 7 DAYS",
            f"POINTS EARNED {r.randint(1, 99)}.00",
            f"YOU SAVED {self.money.full(Decimal(r.randint(1, 20)))}",
            f"Point Expiry: {other}",
            "OPEN DAILY 10AM-10PM",
            "LIKE US ON FACEBOOK",
            f"Powered by {coined(r).title()} POS",
            "TRAINEE CASHIER",
            "** Please keep this receipt **",
            "LAYANAN KONSUMEN",
            f"Wifi: {coined(r).lower()}{digits(r, 3)}",
            f"POS Ver. {r.randint(1, 4)}.{r.randint(0, 9)}.{r.randint(0, 20)}.{r.randint(0, 20)}",
            f"v{r.randint(1, 9)}.{r.randint(1, 12)}.{r.randint(10, 20)}",
            f"PPN : DPP= {digits(r, 2)},{digits(r, 3)} PPN= {digits(r, 1)},{digits(r, 3)}",
            f"IP 192.168.{r.randint(0, 9)}.{r.randint(1, 99)}",
            f"REF {digits(r, 8)}",
            f"{digits(r, 6)} {digits(r, 8)}",
        ]
        name = self.shop.name
        plain = "".join(c for c in name.lower() if c.isascii() and c.isalnum())[:14]
        lines += [
            f"www.{plain}.com",
            f"Thank you for shopping at {name}",
            name,
            f"FACEBOOK: {plain}",
            f"Feedback: info@{plain}.com.my",
        ]
        self.centre = self.centre or r.random() < 0.5
        for line in r.sample(lines, r.randint(0, 5)):
            self._line(line)


_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "my": {
        "subtotal": ("Sub Total", "Subtotal", "Sub-Total", "Total Amount", "SUBTOTAL", "Sub Total (RM)", "Amount"),
        "discount": ("Discount", "Total Discount", "Disc", "Less Discount", "Voucher"),
        "service": ("Service Charge 10%", "Svc Chg", "Serv. Charge (10%)", "Service Tax 10%"),
        "tax": ("GST %", "Total GST", "GST @ %", "Add GST %", "GST (%)", "SST %", "GST Amount", "Service Tax %"),
        "total": ("Total", "Total Sales (Inclusive of GST)", "Total Incl. GST", "Total Inclusive GST", "TOTAL AMOUNT", "Total Sales", "Total RM Including GST %", "Total", "Total Incl. of GST", "GRAND TOTAL", "Total Inclusive of GST"),
        "final": ("Total Amount Rounded", "Total Rounded", "NET TOTAL", "Grand Total", "Amount Due", "TOTAL PAYABLE", "Total Due", "Nett Total", "Rounded Total (RM)", "Total After Rounding", "Total Amount Payable", "NETT AMOUNT", "TOTAL", "Total Sales Inclusive GST", "Amt Due", "Total (RM)", "Balance Due", "Total Payable"),
        "rounding": ("Rounding", "Rounding Adjustment", "Rounding Adj", "Round Adj", "ROUNDING ADJ.", "Bill Rounding", "Round"),
        "included": ("GST % Included in Total", "GST Included", "Incl. GST %", "Total GST", "GST AMT"),
        "cash": ("Cash", "CASH", "Payment", "Cash Received", "PAID AMOUNT", "Tendered", "CASH TENDERED", "Received", "Amount Paid"),
        "change": ("Change", "CHANGE", "Change Due", "Balance", "CASH CHANGE", "Changes", "Baki"),
        "card": ("Bank Card", "Visa Card", "GRABPAY"),
    },
    "id": {
        "subtotal": ("Subtotal", "SUB TOTAL", "HARGA JUAL", "Sub Total", "Jumlah", "SUBTTL"),
        "discount": ("Diskon", "DISC", "Potongan", "Discount", "Voucher"),
        "service": ("Service Charge", "Svc 5%", "Service", "Biaya Layanan", "SERVICE 5%"),
        "tax": ("PB1 %", "PPN %", "Tax %", "Pajak", "PB1 (%)", "Pajak Resto %", "TAX"),
        "total": ("TOTAL", "Total", "JUMLAH", "TOTAL BELANJA", "Total Bayar"),
        "final": ("Grand Total", "TOTAL", "Total", "GRAND TOTAL", "JUMLAH BAYAR", "TOTAL BAYAR", "Total Tagihan", "NETTO", "TOTAL HARGA", "JUMLAH"),
        "rounding": ("Pembulatan", "ROUNDING", "Rounding"),
        "included": ("PPN", "DPP", "Termasuk PPN", "Incl Tax"),
        "cash": ("Tunai", "TUNAI", "CASH", "Cash", "Bayar", "BAYAR TUNAI", "PEMBAYARAN", "Uang Tunai"),
        "change": ("Kembali", "KEMBALI", "Kembalian", "CHANGE", "Change", "KEMBALIAN"),
        "card": ("DEBIT BCA", "Kartu Kredit", "GOPAY", "OVO", "QRIS", "EDC MANDIRI", "Non Tunai"),
    },
    "de": {
        "subtotal": ("Zwischensumme", "Netto"), "discount": ("Rabatt",), "service": ("Bedienung",), "tax": ("MwSt %", "zzgl. MwSt %"),
        "total": ("Summe", "SUMME EUR", "Gesamtbetrag", "Zu zahlen", "Total", "Gesamt"), "final": ("Gesamtbetrag", "Summe", "Zu zahlen EUR"),
        "rounding": ("Rundung",), "included": ("inkl. MwSt %", "enth. MwSt %"), "cash": ("Bar", "Gegeben", "BAR"), "change": ("Rückgeld", "Zurück"), "card": ("EC-Karte", "girocard"),
    },
    "fr": {
        "subtotal": ("Sous-total", "Total HT"), "discount": ("Remise",), "service": ("Service",), "tax": ("TVA %",),
        "total": ("TOTAL", "Total TTC", "À PAYER", "Net à payer", "TOTAL EUR"), "final": ("Total TTC", "NET A PAYER"),
        "rounding": ("Arrondi",), "included": ("dont TVA %", "TVA %"), "cash": ("Espèces", "ESPECES"), "change": ("Rendu", "A rendre", "Monnaie"), "card": ("CARTE BANCAIRE", "CB"),
    },
    "es": {
        "subtotal": ("Subtotal", "Base imponible"), "discount": ("Descuento",), "service": ("Servicio",), "tax": ("IVA %",),
        "total": ("TOTAL", "Total a pagar", "TOTAL EUR", "Importe total", "Total"), "final": ("TOTAL A PAGAR", "Total"),
        "rounding": ("Redondeo",), "included": ("IVA incluido %", "IVA %"), "cash": ("Efectivo", "Entregado"), "change": ("Cambio", "Devolución"), "card": ("Tarjeta",),
    },
    "us": {
        "subtotal": ("Subtotal", "Sub Total", "SUBTOTAL"), "discount": ("Discount", "Coupon"), "service": ("Tip",), "tax": ("Tax", "Sales Tax", "TAX %"),
        "total": ("Total", "TOTAL", "Amount Due", "Balance Due", "Order Total"), "final": ("Total", "TOTAL DUE"),
        "rounding": ("Rounding",), "included": ("Tax",), "cash": ("Cash", "CASH TEND", "Cash Tendered"), "change": ("Change", "CHANGE DUE"), "card": ("AMEX", "DISCOVER"),
    },
    "zh": {
        "subtotal": ("小计", "合计"), "discount": ("优惠", "折扣"), "service": ("服务费",), "tax": ("税额",),
        "total": ("合计", "总计", "应付", "应收", "实付金额"), "final": ("总计", "应付金额"),
        "rounding": ("抹零",), "included": ("税额",), "cash": ("现金", "实收"), "change": ("找零",), "card": ("微信支付", "支付宝"),
    },
}  # fmt: skip
_WORDS["gb"] = _WORDS["us"] | {"tax": ("VAT %", "VAT @ %"), "included": ("VAT %", "Incl. VAT @ %")}
_WORDS["sg"] = _WORDS["my"]

"""Number, date, time, cashier and the like, in the till's own arrangement."""

from training.fonts import width
from training.receipts.till import Till
from training.words import coined, digits, person, stem


def particulars(till: Till) -> None:
    """Number, date, time, cashier and the like, in the till's own arrangement."""
    r, p = till.random, till.paper
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
    clock = till.clock
    name = {
        "id": r.choice(["Tanggal", "TGL", "Tgl"]),
        "de": "Datum",
        "fr": "Date",
        "es": "Fecha",
        "zh": "日期",
    }.get(till.country, r.choice(["Date", "DATE", "Inv Date", "Bill Date", "Doc Date"]))
    number_name = {
        "id": r.choice(["No", "No. Struk", "Bill No"]),
        "de": "Beleg-Nr.",
        "fr": "Ticket N°",
        "es": "Ticket Nº",
        "zh": "单号",
    }.get(
        till.country,
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
        fields.append((name, f"{till.date_text}{r.choice([' ', '  ', ' , '])}{clock}", "date"))
    elif way < 0.75:
        fields += [(name, till.date_text, "date"), (r.choice(["Time", "TIME"]), clock, "")]
    elif way < 0.9:
        fields.append(("", f"{till.date_text}{r.choice([' ', '   ', '-'])}{clock}", "date"))
    else:
        fields.append(("", till.date_text, "date"))
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
    till.later = later
    if any(f[2] == "date" for f in fields):
        till.dated = True
    till.truth["number"] = number
    if till.bar != "" and r.random() < 0.5:
        p.rule(till.bar)
    if till.country == "id" and r.random() < 0.3 and not later:
        version = f"{r.randint(1, 3)}.{r.randint(0, 9)}.{r.randint(1, 20)}"
        dotted = f"{till.when.day:02d}.{till.when.month:02d}.{till.when.year % 100:02d}"
        rest = r.choice(
            [
                f"/{version}/{coined(r, 2)}",
                f"/{version}/{digits(r, 6)}/{person(r).upper()}/01",
                f" {digits(r, 4)}/{coined(r, 2)}/01",
            ]
        )
        p.left(f"{dotted}{r.choice(['-', ' '])}{r.randint(8, 21):02d}:{r.randint(0, 59):02d}{rest}", role="date")
        till.dated, fields = True, []
        till.truth.pop("number")
    pairs = r.random() < 0.35
    while fields:
        label, value, role = fields.pop(0)
        text = f"{label}{sep}{value}" if label else value
        till.paper.put(text, p.margin, role=role)
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

"""The items, the sums, the payment and the summary of taxes."""

from decimal import Decimal

from training.fonts import FACES, width
from training.receipts.till import Till
from training.receipts.wordings import WORDS
from training.words import digits


def items(till: Till) -> None:
    """What was bought, in one of the ways that tills list it."""
    r, p, m = till.random, till.paper, till.money
    way = r.choice(["code", "one", "qty", "two", "priced", "plain"])
    end = p.width - p.margin
    p.rule(till.bar)
    if r.random() < 0.6:
        heads = {
            "id": ("Nama", "Qty", "Harga", "Jumlah"),
            "de": ("Artikel", "Menge", "Preis", "EUR"),
            "fr": ("Article", "Qté", "P.U.", "Total"),
            "es": ("Descripción", "Cant", "Precio", "Importe"),
            "zh": ("品名", "数量", "单价", "金额"),
        }.get(
            till.country,
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
        p.rule(till.bar)
    code = r.choice(["", "", " SR", " S", " Z", "*"]) if till.country == "my" and till.sums.tax_rate else ""
    for name, count, price, amount in till.sums.items:
        shown = name if till.caps or not name.isascii() else name.capitalize()
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


def _sum(till: Till, label: str, value: Decimal, role: str = "", size: int = 0, full: bool | None = None) -> None:
    p = till.paper
    size = size or p.size
    if till.caps:
        label = label.upper()
    if role == "total" and till.random.random() < 0.02:
        label = ""
    colon = till.colon
    text = till.money.full(value, till.gap) if (till.signed if full is None else full) else till.money.plain(value)
    start = {"left": p.margin, "middle": p.margin + 0.3 * p.inner}.get(till.sums_at, p.margin)
    if till.sums_at == "right":
        p.right(label + colon, p.width - p.margin - max(0.28 * p.inner, width(text, p.face, size) + p.size), size=size)
    else:
        p.put(label + colon, start, size=size)
    p.right(text, p.width - p.margin, role=role, size=size)
    p.feed(size=size)


def totals(till: Till) -> None:
    """The sums, how it was paid, and now and then a summary of the taxes."""
    r, p, s = till.random, till.paper, till.sums
    till.colon = r.choice(["", ":", " :", ""])
    till.signed = r.random() < 0.25
    till.gap = r.choice([" ", "", " "])
    till.sums_at = r.choice(["left", "left", "right", "middle"])
    p.rule(till.bar)
    words = WORDS.get(till.country, WORDS["my"])
    if r.random() < 0.35:
        count = sum(q for _, q, _, _ in s.items)
        p.left(
            r.choice(
                [
                    f"Item(s) : {len(s.items)}   Qty(s) : {count}",
                    f"TOTAL QTY: {count}",
                    f"Total Qty   {count}   {till.money.plain(s.subtotal)}",
                    f"No. of Items : {len(s.items)}",
                    f"{count} Items",
                    f"Total Item {len(s.items)}",
                ]
            )
        )
    busy = s.discount or s.service or (s.tax and not s.inclusive)
    if busy or r.random() < 0.45:
        _sum(till, r.choice(words["subtotal"]), s.subtotal)
    if s.discount:
        _sum(till, r.choice(words["discount"]), -s.discount if r.random() < 0.6 else s.discount)
    elif r.random() < 0.15:
        _sum(till, r.choice(words["discount"]), Decimal("0.00") if till.country != "id" else Decimal())
    if s.service:
        _sum(till, r.choice(words["service"]), s.service)
    if s.tax and not s.inclusive:
        if r.random() < 0.25 and till.country == "my":
            _sum(
                till,
                r.choice(["Total Sales (Excluding GST)", "Total Excl. GST", "Total Excluding GST"]),
                s.subtotal - s.discount + s.service,
            )
        _sum(till, r.choice(words["tax"]).replace("%", f"{s.tax_rate}%"), s.tax)
    gross_first = bool(s.rounding) or r.random() < 0.25
    big = int(p.size * r.choice([1, 1, 1, 1.2, 1.5]))
    if gross_first and till.country in {"my", "id"}:
        _sum(till, r.choice(words["total"]), s.gross)
        if s.rounding or r.random() < 0.8:
            _sum(till, r.choice(words["rounding"]), s.rounding)
        if s.rounding or r.random() < 0.4:
            _sum(till, r.choice(words["final"]), s.total, "total", big)
    else:
        if till.bar and r.random() < 0.2:
            p.rule(till.bar)
        _sum(
            till,
            r.choice([*words["total"], *words["final"]] if not s.rounding else words["final"]),
            s.total,
            "total",
            big,
            full=till.signed or r.random() < 0.15,
        )
    if r.random() < 0.05:
        p.put(
            till.money.plain(s.total),
            r.uniform(0.1, 0.6) * p.width,
            role="note",
            size=int(p.size * 1.4),
            face=r.choice(FACES["hand"]),
        )
    if s.tax and s.inclusive and r.random() < 0.4:
        _sum(till, r.choice(words["included"]).replace("%", f"{s.tax_rate}%"), s.tax)
    _paid(till, words)
    if s.tax and till.country in {"my", "sg", "de", "fr", "es", "gb"} and r.random() < 0.55:
        _summary(till)


def _paid(till: Till, words: dict[str, tuple[str, ...]]) -> None:
    r, s = till.random, till.sums
    way = r.random()
    if way < 0.6:
        _sum(till, r.choice(words["cash"]), s.cash)
        if s.cash != s.total or r.random() < 0.7:
            _sum(till, r.choice(words["change"]), s.cash - s.total)
    elif way < 0.85:
        _sum(
            till,
            r.choice(["VISA", "MASTERCARD", "Credit Card", "DEBIT", "Mastercard", "E-WALLET", "CARD", *words["card"]]),
            s.total if r.random() < 0.9 else -s.total,
        )
        if r.random() < 0.4:
            till.paper.left(f"XXXX-XXXX-XXXX-{digits(r, 4)}")
            till.paper.left(f"APPROVAL CODE: {digits(r, 6)}")


def _summary(till: Till) -> None:
    r, p, s, m = till.random, till.paper, till.sums, till.money
    net = s.total - s.rounding - s.tax
    p.feed(0.5)
    p.left(
        r.choice(["GST SUMMARY", "GST Summary", "GST Analysis", "TAX SUMMARY"])
        if till.country in {"my", "sg"}
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

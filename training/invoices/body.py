"""The positions of an invoice, its sums and its foot."""

from datetime import timedelta
from decimal import Decimal

from training.fonts import width
from training.invoices.desk import LONG, WIDE, Desk
from training.words import digits


def table(desk: Desk, y: float) -> float:
    """The positions, in columns of some kinds; gives the y below."""
    r, left, right = desk.random, desk.margin, WIDE - desk.margin
    if r.random() < 0.25:
        y = desk.block([desk.say("intro")], left, y) + desk.step
    columns = ["item", "quantity", "price", "amount"]
    if r.random() < 0.35:
        columns.insert(0, "code")
    if r.random() < 0.3:
        columns.insert(-1, "rate")
    if r.random() < 0.15:
        columns = ["item", "amount"]
    ends = [right - 6 - i * r.uniform(0.1, 0.14) * (right - left) for i in range(len(columns))][::-1]
    start = left + (0.1 * (right - left) if columns[0] == "code" else 0)
    gap = desk.step * r.uniform(1, 1.7)
    full = r.random() < 0.35

    def row(cells: dict[str, str], bold: bool = False) -> None:
        for column, end in zip(columns, ends, strict=True):
            if column in {"code", "item"}:
                desk.put(cells[column], left + 4 if column == "code" else start + 4, y, bold=bold)
            else:
                desk.put(cells[column], 0, y, bold=bold, end=end)

    row({key: desk.say(key) for key in columns}, bold=True)
    desk.rules.append((left, y + 1.3 * desk.size, right, y + 1.3 * desk.size))
    for index, (name, count, price, amount) in enumerate(desk.bill.items, 1):
        y += gap
        dated = f"{desk.day(desk.when - timedelta(days=index))} {name}" if _dated_rows(desk) else name
        write = desk.money.full if full else desk.money.plain
        row(
            {
                "code": str(index),
                "item": dated,
                "quantity": str(count),
                "price": write(price),
                "rate": f"{desk.bill.rate}%",
                "amount": write(amount),
            }
        )
    return y + gap


def _dated_rows(desk: Desk) -> bool:
    """Whether each position tells its day."""
    return desk.day_style % 12 == 0


def sums(desk: Desk, y: float) -> float:
    """What it comes to, line by line; gives the y below."""
    r, b = desk.random, desk.bill
    full = r.random() < 0.55
    rows: list[tuple[str, Decimal]] = []
    if r.random() < 0.85 or b.tax:
        rows.append((desk.say("subtotal"), b.subtotal))
    rows += [(desk.say("discount"), -b.discount)] if b.discount else []
    rows += [(desk.say("shipping"), b.shipping)] if b.shipping else []
    rows += [(desk.say("tax"), b.tax)] if b.tax or r.random() < 0.2 else []
    if b.paid or b.previous:
        rows.append((r.choice(desk.words["total"]), b.gross))
        rows += [(desk.say("previous"), b.previous)] if b.previous else []
        rows += [(desk.say("paid"), r.choice([-1, 1]) * b.paid)] if b.paid else []
        left = b.gross + b.previous - b.paid
        rows.append((desk.say("pay"), left))
    else:
        rows.append((desk.say("total"), b.gross))
        if r.random() < 0.15:
            rows += [(desk.say("pay"), b.gross)]
    if r.random() < 0.15 and b.tax:
        y = _breakdown(desk, y)
    end = WIDE - desk.margin - 6
    at = end - r.uniform(0.25, 0.42) * WIDE
    by_label, colon = r.random() < 0.4, r.choice(["", ":", ""])
    for index, (label, value) in enumerate(rows):
        last = index == len(rows) - 1
        size = desk.size * (r.choice([1, 1.2, 1.5]) if last else 1)
        gap = r.choice([" ", ""]) if not desk.money.sign_behind else " "
        text = desk.money.full(value, gap) if full or (last and r.random() < 0.5) else desk.money.plain(value)
        begin = desk.put(text, 0, y, size=size, bold=last, end=end, role="total" if last else "") - width(
            text, desk.bold if last else desk.face, int(size)
        )
        if by_label:
            desk.put(label + colon, 0, y, size=size, bold=last, end=begin - r.uniform(0.6, 2) * desk.size)
        else:
            desk.put(
                label + colon,
                min(at, begin - width(label + colon, desk.bold, int(size)) - desk.size),
                y,
                size=size,
                bold=last,
            )
        y += max(desk.step, 1.35 * size)
    return y


def _breakdown(desk: Desk, y: float) -> float:
    b, x = desk.bill, float(desk.margin)
    net = b.gross - b.tax
    cells = (
        (desk.say("rate"), f"{b.rate}%"),
        (desk.say("subtotal"), desk.money.plain(net)),
        (desk.say("tax"), desk.money.plain(b.tax)),
        (desk.say("amount"), desk.money.plain(b.gross)),
    )
    for head, value in cells:
        end = max(desk.put(head, x, y), desk.put(value, x, y + desk.step))
        x = end + 2 * desk.size
    return y + 2.5 * desk.step


def foot(desk: Desk, y: float) -> float:
    """Thanks, the bank, and what the seller did not say in the head; gives the y below."""
    r, s = desk.random, desk.seller
    lines = r.sample(desk.words["thanks"], min(len(desk.words["thanks"]), r.choice([0, 1, 2])))
    if r.random() < 0.2:
        lines.append(
            f"{desk.say('pay')} {desk.money.full(desk.bill.total)} - {desk.say('due')} {desk.day(desk.when + timedelta(days=30))}"
        )
    if r.random() < 0.08:
        lines.append(f"{desk.say('number')} {desk.no}")
    y = desk.block(lines, desk.margin, y)
    bank = [f"{desk.say('holder')}{r.choice([': ', ' '])}{s.name}"] if r.random() < 0.35 else []
    bank += [
        f"{desk.say('bank')}: {r.choice(['Volksbank', 'First National Bank', 'BNP', 'Banco Central', 'Barclays', 'ING', 'BCA'])}"
    ]
    bank += [
        f"{desk.say('account')}: {r.choice(['DE', 'FR', 'ES', 'GB', 'NL', ''])}{digits(r, 2)} {digits(r, 4)} {digits(r, 4)} {digits(r, 4)} {digits(r, 4)}",
        f"{desk.say('bic')}: {digits(r, 6)}",
    ]
    if r.random() < 0.5:
        y = desk.block(bank, desk.margin, y + desk.step)
        bank = []
    if r.random() < 0.06:
        y = desk.block([f"{r.choice(['For', 'Signed for', 'p.p.'])} {s.name}"], WIDE * 0.6, y)
    way = r.random()
    if not desk.seller_shown or way < 0.35:
        y = max(y + desk.step, LONG - r.uniform(5, 8) * desk.step)
        lines = [s.name, *s.address]
        contact = [f"{desk.say('phone')} {s.phone}", s.mail, s.mail.split("@")[1]]
        legal = [f"{desk.say('vat')}: {s.tax_number}", f"{desk.say('reg')}: {digits(r, 6)}"]
        if r.random() < 0.5:
            for index, column in enumerate([lines, contact, legal, bank][: r.choice([3, 4])]):
                desk.block(column, desk.margin + index * (WIDE - 2 * desk.margin) / 4, y)
            y += 4 * desk.step
        else:
            glue = r.choice([" · ", " | ", ", ", " - ", " • "])
            y = desk.block([glue.join(lines), glue.join([*contact, *legal])], WIDE / 2, y, centre=True)
    if desk.country == "ch" and r.random() < 0.6:
        y = _payment_slip(desk, y + desk.step)
    if r.random() < 0.3:
        desk.put(desk.say("page"), 0, y, end=WIDE - desk.margin)
        y += desk.step
    return y


def _payment_slip(desk: Desk, y: float) -> float:
    """Payee and payer once more, and the sum, in two columns below a line."""
    desk.rules.append((0, y, WIDE, y))
    account = f"CH{digits(desk.random, 2)} {digits(desk.random, 4)} {digits(desk.random, 4)} {digits(desk.random, 4)}"
    low = y
    for x, head in ((desk.margin, "Empfangsschein"), (0.55 * WIDE, "Zahlteil")):
        lines = [head, "Konto / Zahlbar an", account, desk.seller.name, *desk.seller.address]
        lines += ["Zahlbar durch", desk.buyer.name, *desk.buyer.address]
        low = max(low, desk.block(lines, x, y + 0.5 * desk.step))
    return desk.block(["Währung  Betrag", f"CHF  {desk.money.plain(desk.bill.total)}"], desk.margin, low)

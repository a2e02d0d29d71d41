"""What a till prints below the sums."""

from datetime import date
from decimal import Decimal

from training.money import written_day
from training.receipts.till import Till
from training.words import coined, digits


def foot(till: Till) -> None:
    """Thanks, conditions and advertising, and the date where the head does not show it."""
    r, p = till.random, till.paper
    if till.later:
        till.centre, kept = r.random() < 0.5, till.centre
        till.line(
            r.choice(
                [
                    f"{till.date_text} {till.clock}",
                    f"Date: {till.date_text}  Time: {till.clock}",
                    f"{till.date_text} {till.clock} T{r.randint(1, 9)} R{digits(r, 9)}",
                    f"{digits(r, 4)} {till.date_text} {till.clock}",
                ]
            ),
            "date",
        )
        till.dated, till.centre = True, kept
    p.feed(r.uniform(0.2, 1.5))
    other = written_day(r, date.fromordinal(till.when.toordinal() + r.randint(5, 400)), till.country)
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
        f"YOU SAVED {till.money.full(Decimal(r.randint(1, 20)))}",
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
    name = till.shop.name
    plain = "".join(c for c in name.lower() if c.isascii() and c.isalnum())[:14]
    lines += [
        f"www.{plain}.com",
        f"Thank you for shopping at {name}",
        name,
        f"FACEBOOK: {plain}",
        f"Feedback: info@{plain}.com.my",
    ]
    till.centre = till.centre or r.random() < 0.5
    for line in r.sample(lines, r.randint(0, 5)):
        till.line(line)
    if till.online:
        care = f"SMS {digits(r, 10)} CALL {digits(r, 7)}"
        till.line(f"LAYANAN KONSUMEN {care}" if r.random() < 0.5 else f"Layanan Konsumen {care}")
        till.line(r.choice([f"KONTAK@{till.online.upper()}.CO.ID", f"www.{till.online}.co.id"]))

"""Invoices of many countries and layouts, with the truth that a bookkeeper would copy from them."""

from random import Random

from training.firms import COUNTRIES, customer, firm
from training.invoices.body import foot, sums, table
from training.invoices.desk import LONG, WIDE, Desk
from training.invoices.heads import HEADS
from training.invoices.wordings import LANGUAGE_OF
from training.sheet import Paper, Sheet


def invoice(random: Random) -> Paper:
    """One invoice and its truth; some are in a language that nobody knows."""
    return _invoice(random, 0.12)


def worded_invoice(random: Random) -> Paper:
    """One in a language that is known: by papers without a known word, any form would look like an invoice."""
    return _invoice(random, 0.0)


def _invoice(random: Random, unknown: float) -> Paper:
    country = random.choice(COUNTRIES)
    language = LANGUAGE_OF[country] if random.random() < 0.88 else "en"
    if country == "my" and random.random() < 0.4:
        language = "id"
    abroad = random.choice(COUNTRIES) if random.random() < 0.1 else country
    return _printed(Desk(random, country, language, firm(random, country), customer(random, abroad), unknown))


def _printed(desk: Desk) -> Paper:
    """Head, table, sums, foot."""
    r = desk.random
    y = r.choice(HEADS)(desk, r.uniform(40, 110))
    y = table(desk, y + r.uniform(1, 3) * desk.step)
    y = sums(desk, y + r.uniform(0.5, 2) * desk.step)
    y = foot(desk, y + r.uniform(1, 3) * desk.step)
    truth = {
        "company": desk.seller.name,
        "date": desk.when.isoformat(),
        "number": desk.no,
        "total": f"{desk.bill.total}",
    }
    sheet = Sheet(WIDE, int(max(y + 40, LONG if r.random() < 0.7 else 0)), tuple(desk.runs), tuple(desk.rules))
    return Paper("invoice", sheet, truth, layout=desk.country)

"""Receipts of many trades, tills and countries, with the truth that a person would copy from them."""

from dataclasses import replace
from random import Random

from training.fonts import Family
from training.money import day, style
from training.receipts.body import items, totals
from training.receipts.foot import foot
from training.receipts.head import above, head
from training.receipts.particulars import particulars
from training.receipts.shopping import sums_of
from training.receipts.till import Till
from training.sheet import Composer, Paper, Sheet
from training.shops import shop

_FAMILIES: list[Family] = [*["mono"] * 5, *["dots"] * 2, *["sans"] * 3, "narrow", "serif", "typewriter"]  # type: ignore[list-item]
_COUNTRIES = (
    ["my"] * 60 + ["id"] * 18 + ["sg"] * 3 + ["de"] * 4 + ["fr"] * 3 + ["es"] * 3 + ["us"] * 4 + ["gb"] * 3 + ["zh"] * 2
)


def receipt(random: Random) -> Paper:
    """One receipt and its truth."""
    country = random.choice(_COUNTRIES)
    seller, money, when = shop(random, country), style(random, country), day(random)
    sums = sums_of(random, country, seller, money)
    family = random.choice(_FAMILIES)
    if country == "zh":
        family = "cjk"
    paper = Composer.of(random, family, random.choice([32, 36, 40, 40, 44, 48]), random.choice([18, 20, 22, 24, 26]))
    whole = _printed(Till(random, country, seller, money, when, sums, paper))
    return torn(whole, random) if random.random() < 0.1 else whole


def _printed(till: Till) -> Paper:
    """From the head to the foot."""
    for step in (above, head, particulars, items, totals, foot):
        step(till)
    if not till.dated:
        del till.truth["date"]
    bought = tuple(
        {"name": n, "quantity": str(q), "unit_price": str(u), "amount": str(a)} for n, q, u, a in till.sums.items
    )
    layout = f"{till.country}-{till.shop.trade}"
    return Paper("receipt", till.paper.sheet(till.random.uniform(10, 90)), till.truth, bought, layout)


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

"""What was bought, and what a till works out from it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from training.money import Style
from training.words import GOODS, GOODS_ABROAD, Shop

_CENT = Decimal("0.01")


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

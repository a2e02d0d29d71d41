"""What is charged, and the numbers that bills bear."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from training.invoices.wordings import WORK
from training.words import digits

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
    "pt": (23, 6),
    "pl": (23, 8),
    "se": (25, 12),
    "ch": (8, 0),
    "in": (18, 12, 5),
}


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
            f"{random.choice(['FT', 'FA', 'FV', 'FS', 'FR', 'INV', 'A', 'GST', 'NF', 'FVS'])} {when.year}/{d}",
            f"{random.choice(['FT', 'FA', 'FV', 'INV', 'B', 'SI', 'F'])} {first}{d}/{when:%y}",
            f"{random.choice('ABCDEFGHK')}{random.randint(1, 9)} {first}{d}",
            f"{when:%y}/{digits(random, 5)}",
            f"{d}/{when:%m}/{when.year}",
            f"{random.randint(10, 99)}{random.choice('KQWXRT')}{digits(random, 4)}",
            f"{random.choice('ABCDEF')}{digits(random, 3)}{random.randint(1, 9)}{random.choice('ACE')}{random.choice('BDF')}-{digits(random, 4)}",
        ]
    )

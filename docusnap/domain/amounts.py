"""Sums of money as people write them: decimal style by what the text shows ("18,100" has no decimals)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(r"(?<![\d.,])-?\d{1,3}(?:[., ]?\d{3})*(?:[.,]\d{2})?(?![\d.,]*\d)")


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount and the span of text, [start, end), of its digits."""

    value: Decimal
    start: int
    end: int


def find_amounts(text: str) -> Iterator[FoundAmount]:
    """All amounts written in the text, left to right."""
    for m in _AMOUNT.finditer(text):
        raw = m.group().replace(" ", "")
        cents = re.search(r"[.,](\d{2})$", raw)
        whole = re.sub(r"[.,]", "", raw[: cents.start()] if cents else raw)
        yield FoundAmount(Decimal(whole + ("." + cents[1] if cents else "")), m.start(), m.end())


def parse_amount(text: str) -> Decimal | None:
    """The first amount in the text, or None."""
    return next((found.value for found in find_amounts(text)), None)

"""Sums of money as people write them: decimal style by what the text shows ("18,100" has no decimals)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docusnap.domain.currencies import SIGN
from docusnap.domain.digits import with_digits

_AMOUNT = re.compile(
    r"""
    (?<![\d.,])
    (?: (?P<whole> \d{1,3} (?P<group>[.,'’\u00a0\u202f\u2009]) \d{3} (?:(?P=group)\d{3}){0,3} (?!\d)
                 | \d{1,3} (?:[ ]\d{3}){1,3} (?=,\d\d(?!\d))
                 | \d{1,9} )
        (?: [ ]?[.,](?P<cents>\d{1,2}) )?
      | (?<!\w)[.,](?P<only_cents>\d\d) )
    (?! \d | [.,]\d )
    """,
    re.VERBOSE,
)
_CURRENCY_BEFORE = re.compile(rf"(?<![^\W\d_]){SIGN}\.?$", re.IGNORECASE)
_MINUS_BEFORE = re.compile(rf"(?<![\w.])[-−–]\s?(?:{SIGN}\.?)?\s?$", re.IGNORECASE)
_JOINED_BEFORE = re.compile(r"\d[-/:]$")
_JOINED_AFTER = re.compile(r"[-/:]\d")
_CLOCK_AFTER = re.compile(r"\s?[ap]\.?m\b", re.IGNORECASE)
_REACH = 8


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount and the span of text, [start, end), of its digits. `value` has the decimals that the text shows."""

    value: Decimal
    start: int
    end: int


def find_amounts(text: str) -> Iterator[FoundAmount]:
    """All amounts written in the text, left to right; negative with a minus on either side or in brackets.

    Not amounts: parts of words and codes (KR600), dates, times, and whole numbers that begin with 0 (0811).
    """
    plain = with_digits(text)
    for match in _AMOUNT.finditer(plain):
        if _stands_alone(plain, match):
            value = _magnitude(match)
            yield FoundAmount(-value if _is_negative(plain, match) else value, *match.span())


def parse_amount(text: str) -> Decimal | None:
    """The first amount in the text, or None."""
    return next((found.value for found in find_amounts(text)), None)


def _magnitude(match: re.Match[str]) -> Decimal:
    if match["only_cents"]:
        return Decimal(f"0.{match['only_cents']}")
    whole, cents = match["whole"], match["cents"]
    if match["group"] in {".", ","} and whole.startswith("0") and not cents and len(whole) == 5:
        return Decimal(f"0.{whole[2:]}")
    digits = "".join(c for c in whole if c.isdigit())
    return Decimal(f"{digits}.{cents}" if cents else digits)


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Has cents, or is a number of its own rather than part of a code, a date or a time."""
    start, end = match.span()
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if _CLOCK_AFTER.match(after):
        return False
    if len(match["cents"] or match["only_cents"] or "") == 2:
        return True
    if match["group"] is None and match["whole"].startswith("0") and len(match["whole"]) > 1:
        return False
    if _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after):
        return False
    if after[:1].isalpha() and after[:1].isascii():
        return False
    return not (before[-1:].isalnum() and before[-1:].isascii()) or _CURRENCY_BEFORE.search(before) is not None


def _is_negative(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if _MINUS_BEFORE.search(text[max(0, start - _REACH) : start]):
        return True
    if text[end : end + 1] in {"-", "−"} and not text[end + 1 : end + 2].isalnum():
        return True
    bracketed = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
    return bracketed and (match["group"] or match["cents"]) is not None

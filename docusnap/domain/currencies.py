"""Currencies: their codes, decimals and signs, and the order in which their countries write dates. The one table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

DateOrder = Literal["day", "month", "any"]


@dataclass(frozen=True, slots=True)
class Currency:
    """`code` is that of ISO 4217, `decimals` are those of printed prices, `signs` what is printed in place of the code.

    `doubtful` signs mean other things too ("kr", "R"). `dates` tells which part of a date comes first where it is paid
    with: "any" where there is no one custom, or the year comes first.
    """

    code: str
    decimals: int
    dates: DateOrder
    signs: tuple[str, ...]
    doubtful: tuple[str, ...]


_TABLE = """
MYR 2 day   RM
IDR 0 day   Rp RP
SGD 2 day   S$ $
THB 2 day   ฿
PHP 2 month ₱
VND 0 day   ₫
CNY 2 any   ¥ ￥ 元 RMB 人民币
HKD 2 day   HK$ $
TWD 0 any   NT$ $
JPY 0 any   ¥ ￥ 円
KRW 0 any   ₩ 원
INR 2 day   ₹       | RS
AED 2 day
SAR 2 day
EUR 2 day   € EURO
GBP 2 day   £
CHF 2 day           | FR SFR
DKK 2 day           | KR
NOK 2 day           | KR
SEK 2 any           | KR
PLN 2 day           | ZL ZŁ
CZK 2 day           | KC
HUF 0 any           | FT
USD 2 month US$ $
CAD 2 any   CA$ C$ $
MXN 2 day   MX$ $
BRL 2 day   R$
ZAR 2 any           | R
AUD 2 day   AU$ A$ $
NZD 2 day   NZ$ $
"""


def _from(row: str) -> Currency:
    head, _, doubtful = row.partition("|")
    code, decimals, dates, *signs = head.split()
    order: DateOrder = "day" if dates == "day" else "month" if dates == "month" else "any"
    return Currency(code, int(decimals), order, tuple(signs), tuple(doubtful.split()))


CURRENCIES = {currency.code: currency for currency in map(_from, _TABLE.strip().splitlines())}
"""All of them, by code."""

_SIGNS = {sign for currency in CURRENCIES.values() for sign in currency.signs}
_LONGEST_FIRST = sorted({*CURRENCIES, *_SIGNS}, key=lambda sign: (-len(sign), sign))

SIGN = f"(?:{'|'.join(map(re.escape, _LONGEST_FIRST))})"
"""A pattern of every code and sign, the longest first; to be used without regard to case."""
WORDS = tuple(sign for sign in _LONGEST_FIRST if sign.isascii() and sign.isalpha())
"""The codes and signs that are words: "MYR", "RM", "EURO"."""
SYMBOLS = "".join(sorted(sign for sign in _SIGNS if len(sign) == 1 and not sign.isalpha()))
"""The signs of one character that is no letter; none of them is special within [ ] of a pattern."""

_OWNED = {
    sign: currency
    for currency in CURRENCIES.values()
    for sign in (currency.code, *currency.signs)
    if sum(sign in other.signs for other in CURRENCIES.values()) < 2
}


def _alone(sign: str) -> str:
    """A pattern of the sign as a word of its own; Chinese, Japanese and Korean write no spaces."""
    if sign[0] > "\u2e7f":
        return sign
    end = r"(?:(?![^\W\d_])|(?=O[.,]))" if sign[-1].isalpha() else ""
    return rf"(?<![^\W\d_]){re.escape(sign)}{end}"


_NAMED = re.compile("|".join(_alone(sign) for sign in _LONGEST_FIRST if sign in _OWNED))
_BESIDE = frozenset(
    "".join(c for c in sign if c.isalpha()).upper()
    for currency in CURRENCIES.values()
    for sign in (currency.code, *currency.signs, *currency.doubtful)
)


def named_in(text: str) -> Iterator[tuple[Currency, str]]:
    """The currencies that the text names, left to right, and how: by code, or by a sign that no other currency has."""
    for match in _NAMED.finditer(text):
        yield _OWNED[match.group()], match.group()


def may_be(code: str, printed: str) -> bool:
    """Whether the printed sign stands for the currency of that code, though perhaps for others, too."""
    currency = CURRENCIES.get(code.upper())
    sign = printed.strip(" .()").upper()
    return currency is not None and sign in (currency.code, *map(str.upper, currency.signs), *currency.doubtful)


def is_beside(letters: str) -> bool:
    """Whether the letters beside a number are all those of a currency's code or sign ("RM"; "US" of "US$")."""
    return letters.upper() in _BESIDE

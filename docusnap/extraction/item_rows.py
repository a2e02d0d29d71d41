"""One row of a list of items: its name, quantity, price, amount and tax mark, told apart by form and by arithmetic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from docusnap.domain.amounts import FoundAmount, find_amounts
from docusnap.domain.currencies import SIGN
from docusnap.domain.dates import find_dates
from docusnap.domain.digits import with_digits
from docusnap.extraction.receipts.rows import Row

_HEADING_WORDS = (
    r"\b(?:description|desc|items?|article|artikel|bezeichnung|beschreibung|leistung|descripci[oó]n|concepto|d[eé]signation"
    r"|product|produk|nama|barang|particulars)\b|品名|项目|商品",
    r"\b(?:qty|quantity|menge|anzahl|cant(?:idad)?|qt[eé]|quantit[eé]|kuantiti|pcs)\b|数量",
    r"\b(?:u\.?/?\s?price|unit price|price|preis|einzelpreis|precio|prix|p\.u|harga|rate|s/price)\b|单价",
    r"\b(?:amount|amt|total|summe|betrag|gesamt|importe|montant|jumlah|eur|rm)\b|金额",
)
_HEADING = tuple(re.compile(words, re.IGNORECASE) for words in _HEADING_WORDS)
_TIMES = re.compile(
    r"(?<![\w.,])(\d{1,4}(?:[.,]\d{1,3})?)\s{0,3}(?:pcs?|units?|kg|ea|stk)?\.?\s{0,3}[xX×*@]\s{0,3}(?=\D{0,5}\d)"
)
_BARE_SUM = re.compile(r"\W{0,20}(?:amount|amt|balance|summe|betrag|importe|montant|金额)\W*", re.IGNORECASE)
_MANY_OF = re.compile(r"\s{0,20}(\d{1,3})\s?[x×*]\s?(?=[^\W\d_]{2})", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\.\d\d)(?=\d{1,3}(?:,\d{3})*\.\d\d(?!\d))|(?<=,\d\d)(?=\d{1,3}(?:\.\d{3})*,\d\d(?!\d))")
_GROUPED = re.compile(r"\d[.,'’]\d{3}(?!\d)")
_TAX_MARK = re.compile(
    rf"[\s.]{{0,3}}(?:{SIGN}\W{{0,2}})?([(\[]?(?:[A-Z]{{1,2}}\d?|[*#]|\d{{1,2}}(?:[.,]\d)?\s?%)[)\]]?)?\W{{0,2}}",
    re.IGNORECASE,
)
_MISREAD = re.compile(rf"(?<![^\W_])(?!{SIGN}$)[^\W\d_]$", re.IGNORECASE)
"""A letter that was a digit, glued to the rest of the number."""
_RATE = re.compile(r"^\d{1,2}(?:[.,]\d{1,2})?\s?%")
_OPERATOR = re.compile(rf"(?<![^\W_])(?:[x×*@=:|]|pcs?|units?|ea|{SIGN})(?![^\W_])\.?", re.IGNORECASE)
_CODE = re.compile(r"^\W*(?:\d{5,}|[A-Z]{1,3}\d{4,})\b[\s.:-]*|^\W*\d{1,3}\s?[.)]\s+", re.IGNORECASE)
_INDEX = re.compile(r"\d{1,3}")
_MOST_NUMBERS = 8
_ONE, _CENT = Decimal(1), Decimal("0.01")
_LEAST_WHOLE = 100
"""The least amount in a currency without cents."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What a row with an amount says; `product` is quantity x price where that is another sum on the row."""

    name: str
    amount: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    tax: str | None = None
    product: Decimal | None = None

    @property
    def is_product(self) -> bool:
        """Whether quantity and unit price make the amount."""
        if self.quantity is None or self.unit_price is None:
            return False
        return abs(self.quantity * self.unit_price - self.amount) <= _CENT

    def by_product(self) -> "Priced":
        """The same with what quantity and price make as its amount: the net one, beside which a gross one stands."""
        return self if self.product is None else replace(self, amount=self.product, product=None)


def is_heading(text: str) -> bool:
    """Whether the line names the columns of a list of items."""
    return sum(words.search(text) is not None for words in _HEADING) >= 2 and not any(find_amounts(text))


def is_bare_sum(name: str) -> bool:
    """Whether the name is no more than the word for a sum ("AMOUNT")."""
    return _BARE_SUM.fullmatch(name) is not None


def name_in(text: str) -> str:
    """The name that a line without an amount gives, without the code before it; "" where it holds none."""
    name = " ".join(_CODE.sub("", text).split()).strip(" -_=~*.:|")
    return name if sum(c.isalpha() for c in name) >= 2 and len(set(name)) > 2 else ""


def priced(row: Row, *, cents: bool, after: float) -> Priced | None:
    """The row as an item; None where it has no amount that ends to the right of the pixel `after`."""
    text = _GLUED.sub("  ", with_digits("  ".join(segment.text for segment in row.line.segments)))
    if row.line.box[2] < after or next(find_dates(text), None):
        return None
    numbers = list(find_amounts(text))[:_MOST_NUMBERS]
    last = next((n for n in reversed(numbers) if _is_amount(n, text, cents)), None)
    if last is None:
        return None
    mark = _TAX_MARK.fullmatch(text[last.end :])
    if mark is None and not _RATE.match(text[last.end :].strip()):
        return None
    tax = mark[1] if mark else text[last.end :].strip()
    before = [n for n in numbers if n.end <= last.start]
    counted = _counted(text, before, last)
    used = [last, *counted.used, *(n for n in before if _is_price(n) and not n.value)]
    name = _name(text[: last.start], used)
    return Priced(name, last.value, counted.quantity, counted.price, tax, counted.product)


def _is_amount(number: FoundAmount, text: str, cents: bool) -> bool:
    if text[number.end :].lstrip().startswith("%") or _MISREAD.search(text[: number.start]):
        return False
    if cents:
        return number.value.as_tuple().exponent == -2
    return abs(number.value) >= _LEAST_WHOLE and (
        _GROUPED.search(text[number.start : number.end]) is not None
        or "  " in text[max(0, number.start - 6) : number.start]
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many at what price, and the numbers that say so."""

    quantity: Decimal | None = None
    price: Decimal | None = None
    used: tuple[FoundAmount, ...] = ()
    product: Decimal | None = None


def _counted(text: str, numbers: Sequence[FoundAmount], amount: FoundAmount) -> _Counted:
    """By "2 x 3.00"; by two numbers whose product is the amount, or another number; by a count of its own."""
    if times := _TIMES.search(text[: amount.start]):
        quantity = Decimal(times[1].replace(",", "."))
        price = next((n for n in numbers if n.start >= times.end()), None)
        spans = (FoundAmount(quantity, times.start(), times.end()), *([price] if price else []))
        return _Counted(quantity, price.value if price else None, spans)
    pairs = list(combinations(numbers, 2))[::-1]
    for target in (amount, *reversed(numbers)):
        for one, other in pairs:
            if target in (one, other) or not target.value:
                continue
            if abs(one.value * other.value - target.value) <= Decimal("0.005"):
                many, each = _which(one, other)
                product = target.value if target is not amount else None
                return _Counted(many.value, each.value, (one, other, *([target] if product else [])), product)
    same = next((n for n in numbers if n.value == amount.value and _is_price(n)), None)
    if of := _MANY_OF.match(text):
        spans = (FoundAmount(Decimal(of[1]), of.start(1), of.end()), *([same] if same else []))
        return _Counted(Decimal(of[1]), None, spans)
    alone = [n for n in numbers if _is_count(n, text)]
    if alone:
        count = alone[-1] if len(alone) > 1 else alone[0]
        return _Counted(
            count.value, same.value if same and count.value == _ONE else None, (count, *([same] if same else []))
        )
    return _Counted(_ONE if same else None, same.value if same else None, (same,) if same else ())


def _which(one: FoundAmount, other: FoundAmount) -> tuple[FoundAmount, FoundAmount]:
    """Quantity and price: the whole number is the quantity; of two, the one that stands first."""
    if one.value != one.value.to_integral_value() and other.value == other.value.to_integral_value():
        return other, one
    return one, other


def _is_price(number: FoundAmount) -> bool:
    """Written with cents, or of a size that is no count."""
    return number.value.as_tuple().exponent == -2 or abs(number.value) >= _LEAST_WHOLE


def _is_count(number: FoundAmount, text: str) -> bool:
    """A small whole number in a column of its own."""
    left, right = text[: number.start], text[number.end :]
    alone = (not left.strip() or left.endswith("  ")) and right.startswith("  ")
    return alone and _INDEX.fullmatch(text[number.start : number.end]) is not None and number.value >= 1


def _name(text: str, used: Sequence[FoundAmount]) -> str:
    """What is left of the text before the amount without the numbers that were used."""
    letters = list(text)
    for number in used:
        for at in range(number.start, min(number.end, len(letters))):
            letters[at] = " "
    return name_in(_OPERATOR.sub(" ", _CODE.sub("", "".join(letters))))

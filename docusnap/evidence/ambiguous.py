"""Dates that mean another day where the month is written first, and what on the pages tells which is meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from docusnap.domain.answer import Value
from docusnap.domain.currencies import named_in
from docusnap.domain.dates import find_dates
from docusnap.domain.digits import with_digits
from docusnap.domain.page import Line
from docusnap.domain.result import Caution, Evidence

_NUMERIC = re.compile(r"(\d{1,2})\s*([-/.]|\s)\s*(\d{1,2})\s*[-/.\s]\s*\d{2}")
_LONGEST = 80
"""Characters of a text that is a date."""
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR"
    "|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_DAY_FIRST = re.compile(
    r"\bDD.?MM\b"
    r"|\bS[DO]N\.?\s?BHD|\b(?:BERHAD|GMBH|SARL|PTE|TARIKH|TANGGAL|NPWP|PPN|TUNAI|KEMBALI|JUMLAH|JALAN|DATUM|RECHNUNG|FECHA|FACTURE|FATTURA)\b"
    r"|\b(?:MALAYSIA|SINGAPORE|INDONESIA|UNITED KINGDOM|ENGLAND|AUSTRALIA)\b|\+(?:3\d|4\d|5[1-8]|6[0-24-6])"
    r"|(?-i:\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"\b(?:UNITED STATES|ZIP)\b|\bU\.S\.|\bMM.?DD\b" rf"|(?-i:\b(?:{_STATES})\.? \d{{5}}\b)", re.IGNORECASE
)


def ambiguous_dates(
    kv: Mapping[str, Value], evidence: Mapping[str, Evidence | None], lines: Sequence[Line], *, day_first: bool
) -> Iterator[Caution]:
    """A caution for each date read from digits that could be another day, where the pages do not bear the order out.

    Not for values that are given as printed: they say no more than the page.
    """
    unclear = {
        key: (day, found.text)
        for key, found in evidence.items()
        if found
        and max(len(found.text), len(kv[key].text)) <= _LONGEST
        and reads_either_way(found.text)
        and (day := _only_way(kv[key].text))
    }
    if not unclear:
        return
    texts = [line.text for line in lines]
    clear = {day for text in texts for day in _readings(text, True) & _readings(text, False)}
    orders = DateOrders(texts)
    for key, (day, printed) in unclear.items():
        if day not in clear and orders.of(printed) is not day_first:
            yield Caution(key, "ambiguous_date")


def _readings(text: str, day_first: bool) -> set[date]:
    return {found.value for found in find_dates(text, day_first=day_first)}


def reads_either_way(text: str) -> bool:
    """Whether the dates in the text are other days where the month is written first."""
    return _readings(text, True) != _readings(text, False)


def _only_way(text: str) -> date | None:
    """The one date that the text says in either order."""
    days = _readings(text, True)
    return next(iter(days)) if len(days) == 1 and not reads_either_way(text) else None


class DateOrders:
    """Whether the day comes first on the pages: by other dates written alike, else by signs of the country."""

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts`: the lines of all pages."""
        self._dates = [
            (m[2], int(m[1]), int(m[3]))
            for text in texts
            for found in find_dates(text)
            if (m := _NUMERIC.match(with_digits(text[found.start : found.end])))
        ]
        paid_with = {currency.dates for text in texts for currency, _ in named_in(text)} - {"any"}
        self._by_place = {order == "day" for order in paid_with}
        self._by_place |= {True for text in texts if _DAY_FIRST.search(text)}
        self._by_place |= {False for text in texts if _MONTH_FIRST.search(text)}

    def of(self, printed: str) -> bool | None:
        """For a date printed so; None: nothing tells."""
        style = _NUMERIC.search(with_digits(printed))
        alike = [(first, second) for separator, first, second in self._dates if style and separator == style[2]]
        told = {first > 12 for first, second in alike if max(first, second) > 12} or self._by_place
        return next(iter(told)) if len(told) == 1 else None

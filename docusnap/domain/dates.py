"""Dates as people write them, found in text and written back in the forms that results use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{2,4})(?!\d)")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and the span of text, [start, end), in which it was found."""

    value: date
    start: int
    end: int


def find_dates(text: str, *, day_first: bool = True) -> Iterator[FoundDate]:
    """All dates written in the text, left to right; two-digit years are 1970..2069."""
    for m in _NUMERIC.finditer(text):
        a, b, c = (int(g) for g in m.groups())
        if len(m[1]) == 4:
            year, month, day = a, b, c
        else:
            day, month, year = (a, b, c) if day_first else (b, a, c)
            if month > 12:
                day, month = month, day
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        try:
            yield FoundDate(date(year, month, day), m.start(), m.end())
        except ValueError:
            continue


def parse_date(text: str, *, day_first: bool = True) -> date | None:
    """The first date in the text, or None."""
    return next((found.value for found in find_dates(text, day_first=day_first)), None)


def written(value: date) -> str:
    """ "MMM DD, YYYY", as results of `document` and `form` write dates."""
    return f"{_MONTHS[value.month - 1].title()} {value.day:02d}, {value.year}"

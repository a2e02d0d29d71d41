"""A known value as a field wants it written: dates in its pattern, numbers in its cells, states by their codes."""

import re
from datetime import date

from docusnap.domain.answer import Blank
from docusnap.domain.dates import find_dates
from docusnap.extraction.filling.territories import STATE_CODES

_PATTERN = re.compile(
    r"(?<![^\W\d_])(?P<a>dd?|mm?|tt|jj|yyyy|yy|aaaa|jjjj)(?P<s>\s?[/.\- ]\s?)(?P<b>dd?|mm?|tt)(?P=s)"
    r"(?P<c>dd?|tt|yyyy|yy|aaaa|jjjj|aa)(?![^\W\d_])",
    re.IGNORECASE,
)
_CELLS = frozenset("0123456789")


def written(value: str, blank: Blank, concept: str, *, day_first: bool) -> str:
    """The value for that field. Dates become YYYY-MM-DD unless the field shows another pattern."""
    day = day_in(value, day_first=day_first)
    if day:
        return _in_pattern(day, blank)
    if concept == "state" and blank.max_length == 2:
        return STATE_CODES.get(value.casefold().strip(" ."), value)
    if blank.max_length and len(value) > blank.max_length:
        digits = "".join(c for c in value if c in _CELLS)
        separated = not any(c.isalpha() for c in value)
        return digits if separated and digits and len(digits) <= blank.max_length else value
    return value


def day_in(value: str, *, day_first: bool) -> date | None:
    """The date, if the value is nothing else."""
    dates = list(find_dates(value, day_first=day_first))
    if len(dates) == 1 and not any(c.isalnum() for c in value[: dates[0].start] + value[dates[0].end :]):
        return dates[0].value
    return None


def _in_pattern(day: date, blank: Blank) -> str:
    """As "MM/DD/YYYY", "TT.MM.JJJJ" or "JJ/MM/AAAA" beside the field say."""
    for text in (blank.label, blank.row, blank.column):
        found = _PATTERN.search(text)
        if found and (written_so := _filled_in(day, found)):
            return written_so
    return day.isoformat()


def _filled_in(day: date, found: re.Match[str]) -> str:
    parts = [found["a"].casefold(), found["b"].casefold(), found["c"].casefold()]
    french = parts[-1].startswith("a") or parts[0].startswith("a")
    told: list[str] = []
    for part in parts:
        if part[0] in "ya" or len(part) == 4:
            told.append(f"{day.year:04d}" if len(part) == 4 else f"{day.year % 100:02d}")
        elif part[0] == "m":
            told.append(f"{day.month:02d}")
        elif part[0] in "dt" or (part[0] == "j" and french):
            told.append(f"{day.day:02d}")
        else:
            told.append(f"{day.year % 100:02d}")
    return found["s"].join(told) if len({p[0] for p in parts}) == len(parts) else ""

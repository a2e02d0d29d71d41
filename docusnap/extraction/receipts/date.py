"""Which of the dates on a receipt is the day of the purchase."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docusnap.domain.dates import FoundDate, find_dates
from docusnap.domain.digits import with_digits
from docusnap.extraction.receipts.rows import Row

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?[:.]\s?([0-5]\d)(?:\s?:\s?[0-5]\d)?\s?([AP]\.?M\b\.?)?", re.IGNORECASE)
_LABEL = re.compile(
    r"\bDATE|\bDAT\b|TARIKH|TANGGAL|\bTGL|DATUM|FECHA|\bDATA\b|日期|DATED|\bDAY\b|发票日|開票|开票", re.IGNORECASE
)
_OTHER_DAY = re.compile(
    r"EXP(?:IRY|IRES|\b|\.)|VALID|UNTIL|DUE|PROMO|RETURN|EXCHANGE|BEFORE|WITHIN|\bREG(?:ISTERED|\.)?\s?DATE|"
    r"EFFECTIVE|SINCE|MEMBER|BIRTH|DELIVER|PRINT(?:ED)?\b|VER(?:SION|\.)|\bAUTH|POINTS?|BALANCE AS",
    re.IGNORECASE,
)
_EARLIEST_YEAR = 1990
_LATEST_YEAR = 2069


@dataclass(frozen=True, slots=True)
class ReadDate:
    """The day, as printed, the row it stands on, and the time printed beside it ("" if none)."""

    value: date
    printed: str
    row: Row
    time: str


def read_date(rows: Sequence[Row], *, day_first: bool, today: date | None = None) -> ReadDate | None:
    """The labelled date, or the one with a time, or the topmost; not those of expiry, promotions and the like.

    A day after `today` (where given) is no purchase.
    """
    ranked: list[tuple[float, int, ReadDate]] = []
    for index, row in enumerate(rows):
        text = row.text
        for found in find_dates(text, day_first=day_first):
            if _EARLIEST_YEAR <= found.value.year <= _LATEST_YEAR and not (today and found.value > today):
                above = rows[index - 1].text if index else ""
                time = time_beside(text, found)
                read = ReadDate(found.value, text[found.start : found.end], row, time)
                ranked.append((_score(text, above, found, bool(time)), -index, read))
    return max(ranked, key=lambda r: r[:2])[2] if ranked else None


def read_time(rows: Sequence[Row], day: ReadDate | None) -> tuple[str, Row] | None:
    """The time of the purchase and its row: beside the date, else the one with a label."""
    if day and day.time:
        return day.time, day.row
    for row in rows:
        text = with_digits(row.text)
        label = re.search(r"\b(?:TIME|MASA|WAKTU|JAM|UHRZEIT|HEURE|HORA|ORA|TIJD)\b", text, re.IGNORECASE)
        if label and (clock := _CLOCK.search(text, label.end())):
            return clock.group().strip(), row
    return None


def is_labelled(text: str) -> bool:
    """Holds a word for date."""
    return _LABEL.search(text) is not None


def names_other_day(text: str) -> bool:
    """Speaks of expiry, promotions, deliveries and the like."""
    return _OTHER_DAY.search(text) is not None


def date_score(text: str, above: str, found: FoundDate) -> float:
    """What the rules think of a date on this line, below that one."""
    return _score(text, above, found, bool(time_beside(text, found)))


def _score(text: str, above: str, found: FoundDate, has_time: bool) -> float:
    before = text[max(0, found.start - 40) : found.start]
    score = 2.0 * has_time + 3.0 * (_LABEL.search(before) is not None)
    score += 1.5 * (_LABEL.search(above) is not None and not any(c.isdigit() for c in above))
    score -= 5.0 * (_OTHER_DAY.search(before) is not None)
    printed = text[found.start : found.end]
    return score + 0.5 * (len(printed) >= 8)


def time_beside(text: str, found: FoundDate) -> str:
    """A time within a few characters after the date, or just before it."""
    plain = with_digits(text)
    after = _CLOCK.search(plain, found.end, found.end + 24)
    if after and after.start() - found.end <= 12 and ":" in after.group():
        return after.group().strip()
    before = [m for m in _CLOCK.finditer(plain, max(0, found.start - 30), found.start) if ":" in m.group()]
    return before[-1].group().strip() if before else ""

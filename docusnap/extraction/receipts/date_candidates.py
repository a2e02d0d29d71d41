"""Every date on a receipt or invoice, described by numbers for the chooser."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from docusnap.domain.answer import Value
from docusnap.domain.dates import FoundDate, find_dates, written
from docusnap.domain.digits import with_digits
from docusnap.extraction.learned.chooser import Candidate
from docusnap.extraction.receipts.date import date_score, is_labelled, names_other_day, time_beside
from docusnap.extraction.receipts.geometry import Geometry, sureness
from docusnap.extraction.receipts.rows import Row

_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2069
_LONGEST, _MOST = 400, 40
"""Characters of a line, and days on a page, beyond which dates are not looked for."""
_GLUED_TIME = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?=\d{2}[-/.]\d{2}[-/.]\d{2})")
_COMPACT = re.compile(r"(?<![\d.,/-])(\d{8})(?![\d.,/-])")
_COMPACT_SHORT = re.compile(r"(?<![\d.,/:-])(\d{6})(?![\d.,/-])")
_INVOICE_DATE = re.compile(
    r"INVOICE\s?DATE|INV\.?\s?DATE|RECHNUNGSDATUM|DATE\s?DE\s?(?:LA\s?)?FACTUR|FECHA\s?(?:DE\s?)?(?:LA\s?)?(?:FACTURA|EMISI)|DATE\s?OF\s?ISSUE|ISSUE\s?DATE"
    r"|BILL\s?DATE|RECEIPT\s?DATE|DATA\s?(?:DELLA\s?)?FATTURA|FACTUURDATUM|ISSUED|DATE\s?D.?[ÉE]MISSION|BELEGDATUM|开票日期|TAX\s?POINT",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"DUE|F[ÄA]LLIG|ZAHLBAR|[ÉE]CH[ÉE]ANCE|VENCIMIENTO|SCADENZA|VERVAL|DELIVER|LIEFER|LIVRAISON|ENTREGA|ORDER|BESTELL|COMMANDE|PEDIDO|SHIP|PERIOD"
    r"|ZEITRAUM|LEISTUNG|P[ÉE]RIODE|FROM|UNTIL|TO\b|PAY(?:MENT)?\s?BY|EXPIR|VALID|BIRTH|PRINT|SINCE|CONTRACT|BOOKED|CHECK.?(?:IN|OUT)",
    re.IGNORECASE,
)


def date_candidates(rows: Sequence[Row], *, day_first: bool = True, today: date | None = None) -> list[Candidate]:
    """One for each day, shown by its best writing; days after `today`, where given, are none."""
    found: dict[date, list[tuple[int, FoundDate, bool]]] = defaultdict(list)
    for index, row in enumerate(rows):
        if len(row.text) > _LONGEST or len(found) > _MOST:
            continue
        for one, loose in _dates(row.text, day_first):
            if _EARLIEST_YEAR <= one.value.year <= _LATEST_YEAR and not (today and one.value > today):
                found[one.value].append((index, one, loose))
    if not found:
        return []
    geometry = Geometry.of(rows)
    days = sorted(found)
    return [_candidate(rows, geometry, day, found[day], days, sum(map(len, found.values()))) for day in days]


def _dates(text: str, day_first: bool) -> Iterator[tuple[FoundDate, bool]]:
    """Those that are plain, and those that are glued to a time or written in digits alone (loose)."""
    plain = list(find_dates(text, day_first=day_first))
    yield from ((one, False) for one in plain)
    digits = with_digits(text)
    glued = _GLUED_TIME.search(digits)
    if glued and not plain:
        for one in find_dates(text[glued.end() :], day_first=day_first):
            yield FoundDate(one.value, one.start + glued.end(), one.end + glued.end()), True
    for pattern in (_COMPACT, _COMPACT_SHORT):
        for match in pattern.finditer(digits):
            if not any(one.start < match.end() and match.start() < one.end for one in plain):
                yield from ((FoundDate(day, *match.span(1)), True) for day in _of_digits(match[1], day_first))


def _of_digits(digits: str, day_first: bool) -> Iterator[date]:
    orders = ("ymd", "dmy" if day_first else "mdy")
    for order in orders:
        sizes = {"y": len(digits) - 4, "m": 2, "d": 2}
        parts, at = {}, 0
        for part in order:
            parts[part] = int(digits[at : at + sizes[part]])
            at += sizes[part]
        year = parts["y"] + (2000 if len(digits) == 6 else 0)
        try:
            yield date(year, parts["m"], parts["d"])
        except ValueError:
            continue


def _candidate(
    rows: Sequence[Row],
    geometry: Geometry,
    day: date,
    places: Sequence[tuple[int, FoundDate, bool]],
    days: Sequence[date],
    total: int,
) -> Candidate:
    def score(place: tuple[int, FoundDate, bool]) -> float:
        index, found, loose = place
        above = rows[index - 1].text if index else ""
        return date_score(rows[index].text, above, found) - 4.0 * loose

    index, found, loose = max(places, key=lambda p: (score(p), -p[0]))
    row = rows[index]
    before, above = row.text[max(0, found.start - 40) : found.start], rows[index - 1].text if index else ""
    printed = row.text[found.start : found.end]
    label_above = above if not any(c.isdigit() for c in above) else ""
    around = f"{label_above} {before}"
    time = time_beside(row.text, found)
    alone = len(row.text) - len(printed)
    features = [
        score((index, found, loose)),
        loose,
        is_labelled(before),
        is_labelled(label_above),
        names_other_day(before),
        _INVOICE_DATE.search(before) is not None,
        _INVOICE_DATE.search(around) is not None,
        _OTHER_DATE.search(before) is not None,
        _OTHER_DATE.search(label_above) is not None,
        bool(time),
        any(time_beside(rows[i].text, f) for i, f, _ in places),
        len(places),
        total,
        len(days),
        days.index(day),
        len(days) - 1 - days.index(day),
        (days[-1] - day).days if len(days) > 1 else 0,
        index / len(rows),
        min(i for i, *_ in places) / len(rows),
        len(printed),
        sum(c.isalpha() for c in printed),
        alone,
        day.year < 2000,
        len(row.sums),
        row.in_summary,
        found.start,
        *geometry.place(row),
        *sureness([row]),
    ]
    return Candidate(Value(written(day), (row.line.id,), printed), [float(f) for f in features])

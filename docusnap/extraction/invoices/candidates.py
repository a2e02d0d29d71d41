"""Every day, number and sum on an invoice that may answer its key, described by numbers for the choosers."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from docusnap.domain.amounts import find_amounts
from docusnap.domain.answer import Value
from docusnap.domain.currencies import SIGN, named_in
from docusnap.domain.dates import find_dates, written
from docusnap.domain.digits import with_digits
from docusnap.extraction.invoices.cells import Cell, Cells
from docusnap.extraction.invoices.words import MONTH_FIRST, folded, subjects
from docusnap.extraction.learned.chooser import Candidate

_EARLIEST, _LATEST = 1990, 2069
_DAYS = ("date", "invoice date", "due", "delivery", "order", "period", "invoice", "customer", "number", "goods")
_NUMBERS = (
    "invoice number",
    "invoice",
    "number",
    "order",
    "customer",
    "tax",
    "bank",
    "phone",
    "date",
    "due",
    "amount",
    "goods",
    "delivery",
    "total",
)
_SUMS = ("to pay", "total", "amount", "net", "vat", "less", "freight", "paid", "goods", "invoice", "due", "number")
_CODE = re.compile(r"(?<![\w.,/-])#?((?=[A-Z\d/_.-]*\d)[A-Z\d][A-Z\d/_.-]{0,29}?)(?=[.,;:)]?(?:\s|$))", re.IGNORECASE)
_SERIES = re.compile(
    r"(?<![\w/.-])((?!(?:NO|NR|N|NIP|NIF|TEL|FAX|BIC|KM|VAT) )[A-Z]{1,4}\d? \d[A-Z\d/_.-]{1,24})(?=[.,;:)]?(?:\s|$))"
)
"""A code whose series stands before it: "FT 2023/996"."""
_BEHIND_SERIES = re.compile(r"(?<![\w/.-])[A-Z]{1,4}\d? $")
_LABEL_AHEAD = re.compile(r"^[^:：]{2,40}[:：]\s*(?=\S)")
_NEAR = Decimal("0.02")
_MOST = 90


@dataclass(frozen=True, slots=True)
class _Found:
    """A piece of a cell's text, with its label in numbers and how much that label speaks for it."""

    cell: Cell
    start: int
    end: int
    labels: list[float]
    worth: float

    @property
    def printed(self) -> str:
        return self.cell.text[self.start : self.end]


def writes_day_first(cells: Cells, usual: bool) -> bool:
    """How the paper itself writes its days, where a day above 12 or an American address tells; else as usual."""
    text = "\n".join(cell.text for cell in cells.cells)
    pairs = [(int(a), int(b)) for a, b in re.findall(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)(?!\d)", text)]
    if any(a > 12 >= b for a, b in pairs):
        return True
    if any(b > 12 >= a for a, b in pairs):
        return False
    return usual and not (
        MONTH_FIRST.search(text) and not any(currency.dates == "day" for currency, _ in named_in(text))
    )


def _found(
    cells: Cells, cell: Cell, start: int, end: int, names: Sequence[str], worth: Callable[[list[float]], float]
) -> _Found:
    own, left, above, over = cells.around(cell, start)
    parts = [subjects(text, tuple(names)) for text in (own, left, above, over)]
    near = [max(a, b) for a, b in zip(parts[0], parts[1], strict=True)]
    said = worth(near) if any(near) or len(own.strip()) > 3 or left else 0.7 * worth(parts[2])
    labels = [x for part in parts for x in part]
    labels += [
        len(own.strip()),
        len(left),
        len(above),
        float(own.rstrip().endswith(":") or left.rstrip().endswith(":")),
    ]
    return _Found(cell, start, end, labels, said)


def _common(cells: Cells, found: _Found) -> list[float]:
    """What holds for every piece: its place, and how much stands beside it."""
    cell = found.cell
    row = cells.row(cell)
    return [
        *cells.place(cell),
        len(row),
        row.index(cell),
        len(cell.text) - (found.end - found.start),
        len(cells.block_above(cell)),
        sum(c.isdigit() for other in row for c in other.text),
        len(cells.cells),
    ]


def day_candidates(cells: Cells, *, day_first: bool, today: date | None = None) -> list[Candidate]:
    """One for each day, shown where its label speaks for it most; days after `today`, where given, are none."""
    places: dict[date, list[_Found]] = defaultdict(list)
    for cell in cells.cells:
        for one in find_dates(cell.text, day_first=day_first):
            if _EARLIEST <= one.value.year <= _LATEST and not (today and one.value > today) and len(places) < _MOST:
                places[one.value].append(_found(cells, cell, one.start, one.end, _DAYS, _worth_of_day))
    days = sorted(places)
    out = []
    for index, day in enumerate(days):
        best = max(places[day], key=lambda f: (f.worth, -f.cell.middle))
        features = [
            *best.labels,
            best.worth,
            *_common(cells, best),
            len(places[day]),
            max(f.worth for d in days for f in places[d]) - best.worth,
            min(f.worth for f in places[day]),
            index,
            len(days) - 1 - index,
            (day - days[0]).days,
            (days[-1] - day).days,
            sum(c.isalpha() for c in best.printed),
            len(best.printed),
            *subjects(cells.row(best.cell)[0].text, ("invoice", "number")),
        ]
        value = Value(written(day), (best.cell.line,), best.printed)
        out.append(Candidate(value, [float(f) for f in features]))
    return out


def _worth_of_day(near: list[float]) -> float:
    says = dict(zip(_DAYS, near, strict=True))
    others = says["due"] + says["delivery"] + says["order"] + says["period"]
    return 3 * says["invoice date"] + 2 * says["date"] + says["invoice"] - 3 * others


def number_candidates(cells: Cells) -> list[Candidate]:
    """Every code with a digit that is neither a date nor a sum with cents."""
    found: list[_Found] = []
    for cell in cells.cells:
        days = [(one.start, one.end) for one in find_dates(cell.text)]
        spans = {match.span(1) for pattern in (_CODE, _SERIES) for match in pattern.finditer(cell.text)}
        label = _LABEL_AHEAD.match(cell.text)
        rest = cell.text[label.end() :] if label else cell.text
        if 1 < len(rest.split()) <= 3 and any(c.isdigit() for c in rest) and len(rest) < 26:
            spans.add((len(cell.text) - len(rest), len(cell.text.rstrip())))
        for start, end in sorted(spans):
            dated = any(a < end and start < b and end - start <= b - a + 2 for a, b in days)
            priced = re.fullmatch(r"[\d.,]+[.,]\d\d", cell.text[start:end])
            if not dated and not priced:
                found.append(_found(cells, cell, start, end, _NUMBERS, _worth_of_number))
    found.sort(key=lambda f: -f.worth)
    found = found[:_MOST]
    texts = [folded_code(f.printed) for f in found]
    best = found[0].worth if found else 0.0
    return [_number(cells, f, texts.count(text), best) for f, text in zip(found, texts, strict=True)]


def folded_code(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text).upper()


def _number(cells: Cells, found: _Found, times: int, best: float) -> Candidate:
    text = found.printed.strip(" .,;:#")
    digits = sum(c.isdigit() for c in text)
    row = cells.row(found.cell)
    features = [
        *found.labels,
        found.worth,
        best - found.worth,
        *_common(cells, found),
        times,
        digits,
        len(text),
        sum(c.isalpha() for c in text),
        " " in text,
        _SERIES.fullmatch(text) is not None,
        _BEHIND_SERIES.search(found.cell.text[max(0, found.start - 6) : found.start]) is not None,
        sum(c in "/-_" for c in text),
        re.match(r"(?:19|20)\d\d", text) is not None,
        re.match(r"(?:INV|RE|RG|F|FA|FAC|R|SI|IV|FV|FT)[\d/ -]", text, re.IGNORECASE) is not None,
        re.fullmatch(r"(?:19|20)\d\d", text) is not None,
        re.fullmatch(r"[A-Z]{2}\d{8,}\w*", text) is not None,
        "%" in found.cell.text[found.end : found.end + 2],
        found.cell.text[max(0, found.start - 1) : found.start] == "#",
        (found.cell.box[3] - found.cell.box[1]) / cells.tallest,
        *subjects(row[0].text if row[0] is not found.cell else "", ("invoice number", "invoice", "goods")),
        next(find_dates(row[-1].text), None) is not None,
    ]
    return Candidate(Value(text, (found.cell.line,)), [float(f) for f in features])


def _worth_of_number(near: list[float]) -> float:
    says = dict(zip(_NUMBERS, near, strict=True))
    others = sum(
        says[name] for name in ("order", "customer", "tax", "bank", "phone", "due", "amount", "delivery", "total")
    )
    return 4 * says["invoice number"] + 1.5 * says["invoice"] + says["number"] - 2 * others - 2 * says["date"]


def total_candidates(cells: Cells) -> list[Candidate]:
    """One for each different sum, shown where its label speaks for it most."""
    places: dict[Decimal, list[_Found]] = defaultdict(list)
    for cell in cells.cells:
        for one in find_amounts(cell.text):
            if one.value and one.value < 10**12:
                places[abs(one.value)].append(_found(cells, cell, one.start, one.end, _SUMS, _worth_of_sum))
    cents = [v for v in places if v.as_tuple().exponent == -2]
    kept = [v for v in places if not cents or v in cents or max(f.worth for f in places[v]) > 2]
    kept.sort(key=lambda v: (-max(f.worth for f in places[v]), -v))
    kept = kept[:_MOST]
    ordered = sorted(kept, reverse=True)
    named = {
        name: [v for v in kept if any(_says(f, name) for f in places[v])]
        for name in ("net", "vat", "paid", "to pay", "total")
    }
    return [_sum(cells, value, places[value], ordered, named) for value in kept]


def _says(found: _Found, name: str) -> bool:
    at, size = _SUMS.index(name), len(_SUMS)
    return bool(found.labels[at] or found.labels[size + at])


def _sum(
    cells: Cells, value: Decimal, places: Sequence[_Found], ordered: Sequence[Decimal], named: dict[str, list[Decimal]]
) -> Candidate:
    best = max(places, key=lambda f: (f.worth, f.cell.middle))
    nets, taxes = named["net"], named["vat"]
    least = _NEAR if value < 100000 else value / 100000
    known = set(ordered)
    row = cells.row(best.cell)
    features = [
        *best.labels,
        best.worth,
        *_common(cells, best),
        len(places),
        max(f.cell.middle for f in places) / max(1.0, cells.bottom),
        ordered.index(value),
        float(value / ordered[0]),
        sum(_says(f, "to pay") for f in places),
        sum(_says(f, "total") for f in places),
        any(abs(net + tax - value) <= least for net in nets for tax in taxes if net != value != tax),
        any(abs(a + b - value) <= least for a in ordered[:25] for b in taxes if a not in {value, b} and b != value),
        any(value + tax in known for tax in taxes if tax != value),
        any(value - paid in known for paid in named["paid"] if paid != value),
        any(value + paid in known for paid in named["paid"] if paid != value),
        value in named["net"],
        value in named["vat"],
        value in named["paid"],
        len(named["to pay"]),
        len(named["total"]),
        sum(other > value for other in named["to pay"]),
        sum(other > value for other in named["total"]),
        value.as_tuple().exponent == -2,
        row[-1] is best.cell,
        len(cells.below(best.cell)),
        re.search(SIGN, best.cell.text) is not None,
        (best.cell.box[3] - best.cell.box[1]) / cells.tallest,
        bool(find_next_percent(best)),
    ]
    money = with_digits(best.printed).replace(" ", "")
    return Candidate(
        Value(money, (best.cell.line,), best.printed if best.printed != money else ""), [float(f) for f in features]
    )


def find_next_percent(found: _Found) -> bool:
    """The number is a rate."""
    return found.cell.text[found.end : found.end + 2].strip().startswith("%")


def _worth_of_sum(near: list[float]) -> float:
    says = dict(zip(_SUMS, near, strict=True))
    others = sum(says[name] for name in ("net", "vat", "less", "freight", "paid", "number"))
    return 3 * says["to pay"] + 2 * says["total"] + 0.5 * says["amount"] - 1.5 * others


__all__ = ["day_candidates", "folded", "number_candidates", "total_candidates", "writes_day_first"]

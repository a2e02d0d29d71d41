"""What speaks for or against values beside the page itself: sums that add up, dates that can be, check digits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from docusnap.domain.amounts import find_amounts
from docusnap.domain.dates import parse_date
from docusnap.domain.mrz import zone_digit
from docusnap.domain.page import Line
from docusnap.domain.result import Caution
from docusnap.evidence.text_index import fold

CENT = Decimal("0.011")
"""Sums that differ by no more are equal."""

_LONGEST = 200
"""Characters of a value in which a date, a sum or a number with a check digit is looked for."""

_SUM_WORDS = {
    "subtotal": r"sub\s*-?total|total (?:excl|before|amount excl)|net amount|nett?o|小计",
    "tax": r"(?:total )?(?:gst|sst|vat|tax|service tax|mwst|tva|iva)\b(?! (?:no|id|reg|summary|invoice))|税额",
    "service": r"service charge|svc ?ch|tips?\b",
    "discount": r"(?:total )?discount|折扣",
    "rounding": r"round(?:ing|ed)?\b(?! total)",
    "cash": r"cash\b(?!ier)|tendered|amount paid|paid\b|现金",
    "change": r"change\b|找零",
    "total": r"(?:grand |nett? )?total\b|total (?:due|amount|payable|sales)|amount (?:due|payable)|合计|总计|总额",
}
_KINDS = {kind: re.compile(words, re.IGNORECASE) for kind, words in _SUM_WORDS.items()}
_NO_LETTERS = re.compile(r"\W*+")
_DATE_KEY = re.compile(r"\b(date|datum|fecha|tarikh|dob|birthday|expiry|geburtsdatum)\b|日期", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"\d\s?([-/.])\s?\d{1,2}\s?\1\s?\d{2}|\b\d{1,2},\s?\d{4}\b")
_BORN = re.compile(r"birth|\bdob\b|born|geburt|naissance|nacimiento|lahir|出生", re.IGNORECASE)
_ISSUED = re.compile(r"issue|ausgestellt|délivrance|expedici|签发", re.IGNORECASE)
_EXPIRES = re.compile(r"expir|valid (?:until|thru|through|to)|gültig bis|caduc|有效期", re.IGNORECASE)
_CARD_KEY = re.compile(r"(?:credit|debit|bank|payment) ?card|card (?:no|num)", re.IGNORECASE)
_EAN_KEY = re.compile(r"\b(?:ean|gtin|upc|bar ?code)\b", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checks that hold, by key, and the cautions where one does not."""

    checks: Mapping[str, Sequence[str]]
    cautions: tuple[Caution, ...]


def validate(kv: Mapping[str, str], lines: Sequence[Line], *, day_first: bool = True) -> Verdict:
    """Checks the values against each other, against the sums printed on the page, and by their own check digits."""
    checks: dict[str, list[str]] = {key: [] for key in kv}
    cautions: list[Caution] = []
    for name, outcome in (
        ("sum", _sums(kv, lines)),
        ("date", _dates(kv, day_first)),
        ("check_digit", _check_digits(kv, lines)),
    ):
        for key, right in outcome.items():
            if right:
                checks[key].append(name)
            else:
                cautions.append(Caution(key, _CODES[name]))
    return Verdict(checks, tuple(cautions))


_CODES = {"sum": "sum_mismatch", "date": "implausible_date", "check_digit": "check_digit_mismatch"}


def _kind(label: str) -> str | None:
    begin = _NO_LETTERS.match(label)
    return next((kind for kind, words in _KINDS.items() if words.match(label, begin.end() if begin else 0)), None)


def _sums(kv: Mapping[str, str], lines: Sequence[Line]) -> dict[str, bool]:
    """Whether the total is what the other sums make it; nothing where that cannot be told."""
    own: dict[str, Decimal] = {}
    keys: dict[str, str] = {}
    for key, value in kv.items():
        amount = next((found.value for found in find_amounts(value[:_LONGEST])), None)
        kind = _kind(key)
        if amount is not None and kind and kind not in own:
            own[kind], keys[kind] = amount, key
    if "total" not in own:
        return {}
    total = own.pop("total")
    if _adds_up(total, own) or _adds_up(total, _printed_sums(lines)):
        return {keys["total"]: True}
    told = {"cash", "change"} <= own.keys() or ({"subtotal", "tax"} <= own.keys() and own["subtotal"] != total)
    return {keys["total"]: False} if told else {}


def _printed_sums(lines: Sequence[Line]) -> dict[str, Decimal]:
    """The last amount of each row that begins with the name of a sum."""
    sums: dict[str, Decimal] = {}
    for line in lines[-200:]:
        kind = _kind(line.text[:40])
        amounts = [found.value for found in find_amounts(line.text)] if kind else []
        if kind and amounts and "%" not in line.text[-4:]:
            sums.setdefault(kind, amounts[-1])
    return sums


def _adds_up(total: Decimal, sums: Mapping[str, Decimal]) -> bool:
    """Cash - change, or the subtotal with tax, service, rounding and discount (each may be in it already)."""
    if not total:
        return False
    rounding = abs(sums.get("rounding", Decimal()))
    if "cash" in sums and "change" in sums and sums["change"] < sums["cash"]:
        paid = sums["cash"] - abs(sums["change"])
        if any(abs(paid - total - r) <= CENT for r in (Decimal(), rounding, -rounding)):
            return True
    if "subtotal" not in sums:
        return False
    parts = [sums[k] for k in ("tax", "service") if sums.get(k)]
    parts += [-abs(sums["discount"])] if sums.get("discount") else []
    return bool(parts) and any(
        abs(sums["subtotal"] + sum(chosen) + r - total) <= CENT
        for count in range(1, len(parts) + 1)
        for chosen in combinations(parts, count)
        for r in (Decimal(), rounding, -rounding)
    )


def _dates(kv: Mapping[str, str], day_first: bool) -> dict[str, bool]:
    """Whether dates exist on the calendar, are of our time, and come in the order of life."""
    found: dict[str, date | None] = {}
    for key, value in kv.items():
        if _DATE_KEY.search(key) or _BORN.search(key) or _EXPIRES.search(key):
            when = parse_date(value[:_LONGEST], day_first=day_first)
            if when or _LIKE_A_DATE.search(value[:_LONGEST]):
                found[key] = when
    out = {key: when is not None and 1900 <= when.year <= 2100 for key, when in found.items()}
    order = [{k: v for k, v in found.items() if v and words.search(k)} for words in (_BORN, _ISSUED, _EXPIRES)]
    for earlier, later in combinations(order, 2):
        for (a, first), (b, last) in ((x, y) for x in earlier.items() for y in later.items()):
            if first >= last and a != b:
                out[a] = out[b] = False
    return out


def _check_digits(kv: Mapping[str, str], lines: Sequence[Line]) -> dict[str, bool]:
    """Check digits of IBANs, card numbers, bar codes and machine-readable zones."""
    zones = [zone for line in lines if "<<" in (zone := line.text.replace(" ", "").upper()) and len(zone) >= 28]
    out: dict[str, bool] = {}
    for key, value in kv.items():
        compact = re.sub(r"[\s.-]", "", value[:_LONGEST]).upper()
        if _IBAN.fullmatch(compact) and (_iban_holds(compact) or "iban" in key.lower()):
            out[key] = _iban_holds(compact)
        elif _CARD_KEY.search(key) and compact.isdecimal() and 12 <= len(compact) <= 19:
            out[key] = _luhn_holds(compact)
        elif _EAN_KEY.search(key) and compact.isdecimal() and len(compact) in (8, 12, 13, 14):
            out[key] = _ean_holds(compact)
        elif zones and any(_zone_confirms(zone, written) for written in _in_zone(value) for zone in zones):
            out[key] = True
    return out


def _iban_holds(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def _luhn_holds(digits: str) -> bool:
    return sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(digits))) % 10 == 0


def _ean_holds(digits: str) -> bool:
    return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits))) % 10 == 0


def _in_zone(value: str) -> list[str]:
    """How a machine-readable zone would write a number or a date."""
    if len(value) > _LONGEST:
        return []
    when = parse_date(value)
    if when:
        return [when.strftime("%y%m%d")]
    number = fold(value).upper()
    return [number.ljust(9, "<")] if re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,9}", number) else []


def _zone_confirms(zone: str, written: str) -> bool:
    at = zone.find(written)
    while at >= 0:
        digit = zone[at + len(written) : at + len(written) + 1]
        if digit.isdecimal() and zone_digit(written) == int(digit):
            return True
        at = zone.find(written, at + 1)
    return False

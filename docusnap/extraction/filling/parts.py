"""Parts and wholes: a name from its parts and back, an address from its lines and back; only where that is safe."""

import re
from collections.abc import Iterator, Mapping

from docusnap.extraction.filling.names import initial_of, joined, split_name

_US_PLACE = re.compile(r",\s*([A-Za-z][A-Za-z .'-]+),\s*([A-Z]{2})\s+(\d{5}(?:-\d{4})?)\b")
_PLACE = re.compile(r"(?:^|[,\n])[^\S\n]*+(\d{5})\s+([^\W\d][^\d,]*?)\s*(?:,|$)")
_APARTMENT = re.compile(
    r"(?<=[,\s])(?:apt|apartment|unit|suite|ste|flat|wohnung)\b\.?\s?#?\s?([\w-]{1,8})$|(?<=[,\s])#\s?([\w-]{1,8})$",
    re.IGNORECASE,
)
_LINES = re.compile(r"[,\n]")
_NUMBERED_STREET = re.compile(r"(\d{1,5}[A-Za-z]?)\s+(\D.*)")
_AREA = re.compile(r"(?:\+?1[\s.-]?)?\(?([2-9]\d\d)\)?[\s.-]?\d{3}[\s.-]?\d{4}")


def parts_and_wholes(own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What follows from what is known of one person, by concept; what is known already may come again."""
    yield from _names(own)
    yield from _address(own)
    if found := _AREA.fullmatch(own.get("phone", own.get("mobile", "")).strip()):
        yield "area_code", found[1]


def _names(own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    first, last = own.get("first_name", ""), own.get("last_name", "")
    middle = own.get("middle_name", "") or own.get("middle_initial", "")
    full = own.get("full_name", "")
    if not (first and last) and full and (split := split_name(full)):
        first, between, last = split
        middle = middle or between
        yield "first_name", first
        yield "last_name", last
    if first and last:
        yield "full_name", joined(first, middle, last)
        yield "reversed_name", f"{last}, {joined(first, middle, '')}"
        if middle:
            yield "initials", "".join(initial_of(name) for name in (first, middle, last))
    if first:
        yield "first_name_and_initial", joined(first, initial_of(middle), "")
    if middle:
        yield "middle_initial", initial_of(middle)


def _address(own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    whole = own.get("address", "").strip()
    if whole:
        yield from _parts_of_address(whole, own)
        return
    street, city, code = own.get("street", ""), own.get("city", ""), own.get("postal_code", "")
    line = f"{street} {_unit(own['apartment'])}" if own.get("apartment") else street
    if street:
        yield from _parts_of_street(street)
        yield "street_line", line
    if street and city and code:
        place = f"{city}, {own['state']} {code}" if own.get("state") else f"{code} {city}"
        yield "address", ", ".join(part for part in (line, place, own.get("country", "")) if part)


def _unit(apartment: str) -> str:
    return apartment if re.search(r"\D{2}|#", apartment) else f"Apt {apartment}"


def _parts_of_address(whole: str, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    american, others = _US_PLACE.findall(whole), _PLACE.findall(whole)
    before = ""
    if len(american) == 1:
        yield from zip(("city", "state", "postal_code"), american[0], strict=True)
        before = whole[: _start(_US_PLACE, whole)]
    elif len(others) == 1 and len(re.findall(r"\b\d{5}\b", whole)) == 1:
        yield "postal_code", others[0][0]
        yield "city", others[0][1]
        before = whole[: _start(_PLACE, whole)]
    elif not _LINES.search(whole) and own.get("city") and any(c.isdigit() for c in whole):
        before = whole  # the place is told apart from it
    line = before.strip(" ,\n")
    if line and len(_LINES.findall(_APARTMENT.sub("", line).strip(" ,"))) == 0:
        yield from _parts_of_street(line)
        yield "street", _APARTMENT.sub("", line).strip(" ,")
        apart = own.get("apartment") and not _APARTMENT.search(line)
        yield "street_line", f"{line} {_unit(own['apartment'])}" if apart else line


def _start(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else 0


def _parts_of_street(line: str) -> Iterator[tuple[str, str]]:
    if found := _APARTMENT.search(line):
        yield "apartment", found[1] or found[2]
        line = line[: found.start()].strip(" ,")
    if found := _NUMBERED_STREET.fullmatch(line):
        yield "house_number", found[1]

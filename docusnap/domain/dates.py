"""Dates as people write them, found in text and written back in the forms that results use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docusnap.domain.digits import with_digits
from docusnap.domain.lookalikes import SHAPES_TO_DIGITS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (  # Western European, then Polish, Danish, Swedish, Czech, Romanian, Turkish, Finnish; without accents
    "jan january januari januar janvier janv enero ene gennaio gen janeiro"
    " stycznia styczen ledna leden ianuarie ocak tammikuuta",
    "feb february februari februar fevrier fevr fev febrero febbraio fevereiro"
    " lutego luty unora unor februarie subat helmikuuta",
    "mar march mac maret marz maerz mars marzo maart mrt marco marca marzec marts brezna brezen martie maaliskuuta",
    "apr april avril avr abril abr aprile kwietnia kwiecien dubna duben aprilie nisan huhtikuuta",
    "may mei mai mayo maggio mag maio maja maj kvetna kveten mayis toukokuuta",
    "jun june juni juin junio giugno giu junho czerwca czerwiec cervna cerven iunie haziran kesakuuta",
    "jul july julai juli juillet juil julio luglio lug julho lipca lipiec cervence cervenec iulie temmuz heinakuuta",
    "aug august ogos ogo agustus agu agt aout agosto ago augustus"
    " sierpnia sierpien augusti srpna srpen agustos elokuuta",
    "sep sept september septembre septiembre settembre set setembro wrzesnia wrzesien zari septembrie eylul syyskuuta",
    "oct october oktober okt octobre octubre ottobre ott outubro out"
    " pazdziernika pazdziernik rijna rijen octombrie ekim lokakuuta",
    "nov november novembre noviembre novembro nop listopada listopad noiembrie kasim marraskuuta",
    "dec december disember dis desember des dezember dez decembre diciembre dic dicembre dezembro"
    " grudnia grudzien prosince prosinec decembrie aralik joulukuuta",
)
_MONTH_OF = {
    name.translate(SHAPES_TO_DIGITS): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
}
_MONTH = (
    "(?=[a-z]{2}|[01][a-z]{2})(?:"  # most of what is tried is no word at all
    + "|".join(
        name.replace("o", "[o0]").replace("l", "[l1]")
        for name in sorted(" ".join(_MONTH_NAMES).split(), key=len, reverse=True)
    )
    + ")"
)
_GAP = r"[\s,./'-]{0,3}(?:(?:de|del|of)\s{1,2})?"
_TIME_NEXT = r"\d?\d:\d\d"
# A year ends where no digit follows, or where a time is glued to it; "1820:13" is the year 18 and the time 20:13.
_YEAR = rf"(?:(?:1[89]|20)\d\d(?:(?={_TIME_NEXT})|(?!\d|:\d))|\d\d(?:(?={_TIME_NEXT})|(?!\d)))"
_LONG_YEAR = r"(?:1[89]|20)\d\d"
_LAST = rf"\d{{1,2}}(?:(?={_TIME_NEXT})|(?!\d))"

_DATE = re.compile(
    rf"""
      (?P<cy>\d{{4}}|\d{{2}})\s?年\s?(?P<cm>\d{{1,2}})\s?月\s?(?P<cd>\d{{1,2}})(?:\s?[日号號])?
    | (?<!\d)(?P<iy>{_LONG_YEAR})\s?(?P<isep>[-/.])\s?(?P<im>\d{{1,2}})\s?(?P=isep)\s?(?P<id>{_LAST})
    | (?<!\d)(?P<a>\d{{1,2}})\s{{0,2}}(?P<sep>[-/.])
      \s{{0,2}}(?P<b>\d{{1,2}})\s{{0,2}}(?P<sep2>[-/.])\s{{0,2}}(?P<y>{_YEAR})
    | (?<!\d)(?P<sa>\d{{2}})\s(?P<sb>\d{{2}})\s(?P<sy>{_LONG_YEAR})(?!\d)
    | (?<!\d)(?P<nd>\d{{1,2}})(?:st|nd|rd|th|er)?{_GAP}(?P<nm>{_MONTH})\.?{_GAP}(?P<ny>{_YEAR})
    | (?<!\d)(?P<vy>{_LONG_YEAR})[\s./-]{{1,2}}(?P<vm>{_MONTH})[\s./-]{{1,2}}(?P<vd>{_LAST})
    | (?<![^\W\d_])(?P<mm>{_MONTH})\.?[\s/-]{{0,2}}(?P<md>\d{{1,2}})(?:st|nd|rd|th)?[\s,./'-]{{1,3}}(?P<my>{_YEAR})
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and the span of text, [start, end), in which it was found."""

    value: date
    start: int
    end: int


def find_dates(text: str, *, day_first: bool = True) -> Iterator[FoundDate]:
    """All dates written in the text, left to right; two-digit years are 1970..2069, four-digit ones 1800..2099.

    Reads numbers in either order (a month above 12 tells), month names in sixteen languages and 年月日; glued times
    and letters that stand for digits ("O1/l2/2018") do no harm. Parts of longer numbers are not dates.
    """
    plain = with_digits(text)
    at = 0
    while match := _DATE.search(plain, at):
        value = _value(match, day_first)
        if value and not _part_of_longer_number(plain, match):
            yield FoundDate(value, match.start(), match.end())
        # "19- 24/07/2018": a number and a dash before a date are not its day
        mixed = value is None and match["sep"] is not None and match["sep"] != match["sep2"]
        at = match.start("b") if mixed else match.end()


def parse_date(text: str, *, day_first: bool = True) -> date | None:
    """The first date in the text, or None."""
    return next((found.value for found in find_dates(text, day_first=day_first)), None)


def written(value: date) -> str:
    """ "MMM DD, YYYY", as results of `document` and `form` write dates."""
    return f"{_MONTHS[value.month - 1].title()} {value.day:02d}, {value.year}"


def _value(match: re.Match[str], day_first: bool) -> date | None:
    found = {name: text for name, text in match.groupdict().items() if text is not None}
    if "a" in found:
        if found["sep"] != found["sep2"] and len(found["y"]) == 2:
            return None
        return _numeric(int(found["a"]), int(found["b"]), found["y"], day_first)
    if "sa" in found:
        return _numeric(int(found["sa"]), int(found["sb"]), found["sy"], day_first)
    for year, month, day in (("cy", "cm", "cd"), ("iy", "im", "id")):
        if year in found:
            return _date(found[year], int(found[month]), int(found[day]))
    for year, month, day in (("ny", "nm", "nd"), ("vy", "vm", "vd"), ("my", "mm", "md")):
        if year in found:
            return _date(found[year], _MONTH_OF[found[month].lower().translate(SHAPES_TO_DIGITS)], int(found[day]))
    return None


def _numeric(first: int, second: int, year: str, day_first: bool) -> date | None:
    if first > 31:
        return _date(f"{first:02d}", second, int(year)) if len(year) == 2 else None
    day, month = (first, second) if day_first else (second, first)
    if month > 12:
        day, month = month, day
    return _date(year, month, day)


def _date(year: str, month: int, day: int) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        return date(number, month, day)
    except ValueError:
        return None


def _part_of_longer_number(text: str, match: re.Match[str]) -> bool:
    """As in 192.168.10.11 or 01-23-45-67-89: the same separator and another digit stand on either side."""
    separator = match["sep"] or match["isep"]
    if separator is None:
        return False
    start, end = match.span()
    if text[end : end + 1] == separator and text[end + 1 : end + 2].isdigit():
        return re.match(_TIME_NEXT, text[end + 1 : end + 6]) is None
    return start > 1 and text[start - 1] == separator and text[start - 2].isdigit()

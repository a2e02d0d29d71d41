"""Filled values against the library and the form: each must stand in its source and look like what is asked."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations

from docusnap.domain.answer import Blank, FillAnswer, Filled
from docusnap.domain.dates import find_dates, parse_date
from docusnap.domain.field_labels import could_answer
from docusnap.domain.result import Caution

_MOST_PARTS = 3


def check_filling(answer: FillAnswer, *, day_first: bool = True) -> tuple[Caution, ...]:
    """Cautions about filled values, whichever model filled them in.

    "not_in_source": its source does not hold it: as it is, in parts, or as a date. "unlikely_value": it does not look
    like what the field asks, or nothing tells what that is. "ambiguous_date": it is one of two ways to read its source.
    A warning that the source carries about the value comes along.
    """
    blanks = {field.blank.label: field.blank for field in answer.fields}
    return tuple(
        Caution(name, code)
        for name, filled in answer.filled.items()
        for code in dict.fromkeys(_faults(blanks.get(name, Blank(name)), filled, day_first))
    )


def _faults(blank: Blank, filled: Filled, day_first: bool) -> Iterator[str]:
    known = list(filled.source.kv.values())
    derived = bool(filled.keys) and all(key in filled.source.kv for key in filled.keys)
    if not derived and not _holds(known, filled.value, day_first=day_first):
        yield "not_in_source"
    if blank.type == "text" and not could_answer(blank.texts[0] or blank.label, filled.value):
        yield "unlikely_value"
    if _read_one_way_of_two(filled.value, known):
        yield "ambiguous_date"
    keys = filled.keys or tuple(key for key, value in filled.source.kv.items() if value == filled.value)
    for key in keys:
        yield from filled.source.doubts.get(key, ())


def _read_one_way_of_two(value: str, known: list[str]) -> bool:
    """A sure date made of one like 03/04/1980, which no other value of the source bears out."""
    days, turned = _days(value)
    if not days or days != turned:
        return False
    readings = [_days(text) for text in known]
    sure = {day for one, other in readings for day in one & other}
    either = {day for one, other in readings for day in one ^ other}
    return bool(days & either - sure)


def _days(text: str) -> tuple[set[date], set[date]]:
    """The dates in the text with the day first, and with the month first."""
    day_first, month_first = ({found.value for found in find_dates(text, day_first=order)} for order in (True, False))
    return day_first, month_first


def _holds(known: list[str], value: str, *, day_first: bool) -> bool:
    wanted = _words(value)
    if not wanted or any(_within(wanted, _words(text)) for text in known):
        return True
    day = parse_date(value, day_first=day_first)
    if day is not None and any(parse_date(text, day_first=day_first) == day for text in known):
        return True
    return _joined(wanted, [_words(text) for text in known])


def _joined(wanted: list[str], known: list[list[str]]) -> bool:
    """Whether some of the known values, one after the other, make the wanted one ("Anna" + "Berg")."""
    parts = [words for words in known if words and _within(words, wanted)]
    return any(
        [w for words in chosen for w in words] == wanted
        for count in range(2, _MOST_PARTS + 1)
        for chosen in permutations(parts[:8], count)
    )


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def _words(text: str) -> list[str]:
    """Runs of letters and digits, case folded."""
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()

"""Filled values against the library: each must stand in the entry that it names as its source."""

from itertools import permutations

from docusnap.domain.answer import FillAnswer
from docusnap.domain.dates import parse_date
from docusnap.domain.result import Caution

_MOST_PARTS = 3


def check_filling(answer: FillAnswer, *, day_first: bool = True) -> tuple[Caution, ...]:
    """A caution "not_in_source" for each value that its source does not hold: as it is, in parts, or as a date."""
    return tuple(
        Caution(name, "not_in_source")
        for name, filled in answer.filled.items()
        if not _holds(list(filled.source.kv.values()), filled.value, day_first=day_first)
    )


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

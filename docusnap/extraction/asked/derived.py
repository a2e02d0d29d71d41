"""What follows from several things that are read: a date with the time beside it, first and last names as one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docusnap.domain.answer import Value
from docusnap.domain.asked import AskedField, AskedValue
from docusnap.domain.asked_values import json_value
from docusnap.domain.dates import find_dates
from docusnap.domain.page import Line, Page
from docusnap.extraction.asked.meaning import meaning
from docusnap.extraction.asked.offers import Offer
from docusnap.extraction.filling.names import joined

_LIKELY = 0.9
_MENTIONED = 0.5
"""How likely the one choice that a page speaks of is the answer."""
_TIME = AskedField("time", "string", format="time")
_FEWEST_LETTERS = 3


def derived_offers(offers: Sequence[Offer], pages: Sequence[Page]) -> Iterator[Offer]:
    """Offers put together from others; each names all lines that it was read on."""
    lines = {line.id: line for page in pages for line in page.lines}
    for offer in offers:
        beside = _time_beside(offer.value, lines[offer.value.lines[0]]) if offer.value.lines else ""
        if beside:
            yield replace(offer, value=replace(offer.value, text=f"{offer.value.text} {beside}", printed=""))
    first, middle, last = (_named(offers, f"person {part}_name") for part in ("first", "middle", "last"))
    if first and last:
        parts = [part for part in (first, middle, last) if part]
        text = joined(first.value.text, middle.value.text if middle else "", last.value.text)
        cited = tuple(dict.fromkeys(id for part in parts for id in part.value.lines))
        weight = _LIKELY * min(part.weight for part in parts)
        yield Offer((meaning("full name"),), Value(text, cited), weight)


def _time_beside(value: Value, line: Line) -> str:
    """The one time on the line of a value that is a date without one."""
    if len(list(find_dates(value.text))) != 1 or json_value(_TIME, value.text)[0]:
        return ""
    time, _ = json_value(_TIME, " ".join(s.text for s in line.segments))
    return str(time or "")


def _named(offers: Sequence[Offer], concept: str) -> Offer | None:
    return next((offer for offer in offers if any(concept in label.concepts for label in offer.labels)), None)


def mentioned(field: AskedField, pages: Sequence[Page]) -> AskedValue | None:
    """The only choice of a field that the pages speak of at all; far from sure."""
    choices = {str(choice) for choice in field.choices if len(str(choice)) >= _FEWEST_LETTERS}
    if field.type != "string" or len(choices) < len(field.choices):
        return None
    patterns = {choice: re.compile(_as_words(choice), re.IGNORECASE) for choice in choices}
    found = {
        choice: AskedValue(Value(match[0], (line.id,), chance=_MENTIONED), choice)
        for page in pages
        for line in page.lines
        for choice, pattern in patterns.items()
        if (match := pattern.search(line.text))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _as_words(choice: str) -> str:
    """ "bank_transfer" as it may be printed."""
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", choice))
    gap = r"[\s_-]?"
    return rf"(?<!\w){gap.join(map(re.escape, words))}(?!\w)"

"""Values for the caller's own fields, checked against the pages and read as the types that the schema names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from docusnap.domain.answer import Answer
from docusnap.domain.asked import AskedField, AskedValue, AskedValues, Reason, Scalar
from docusnap.domain.asked_values import json_value
from docusnap.domain.page import Page
from docusnap.evidence.ambiguous import DateOrders, reads_either_way
from docusnap.evidence.check import Checked, check_values
from docusnap.evidence.value_types import may_be_grouped

_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\W]+")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class AskedJson:
    """A value as JSON, or None and why; `warnings` tell what is doubtful in reading it so."""

    value: Scalar | None
    reason: Reason | None = None
    warnings: tuple[str, ...] = ()


def check_asked(
    values: AskedValues,
    labels: Mapping[str, str],
    pages: Sequence[Page],
    *,
    day_first: bool,
    checkpoint: Callable[[], None],
    pictures: bool = False,
) -> tuple[Answer, Checked]:
    """The values as an answer whose keys are the labels of their pointers, and what was found out about it.

    `pictures`: as `check`.
    """
    answer = Answer("", (), "", {labels[where]: asked.value for where, asked in values.items()})
    return answer, check_values(answer, pages, day_first=day_first, checkpoint=checkpoint, pictures=pictures)


def label_of(where: str) -> str:
    """The words of a JSON pointer, each pointer other ones: "/seller/vatNo" is "seller vat no · /seller/vatNo".

    In a row they begin with "row": the total of a row is none of the document.
    """
    parts = where.split("/")[1:]
    in_row = any(part.isdecimal() for part in parts)
    words = " ".join(word.lower() for part in parts for word in _PARTS.split(part) if word and not word.isdecimal())
    return f"{'row ' if in_row else ''}{words} · {where}"


class JsonReading:
    """Reads texts of pages as JSON; dates in the order that the pages show."""

    def __init__(self, pages: Sequence[Page], *, day_first: bool) -> None:
        """`day_first`: where the pages show no order."""
        self._orders = DateOrders([line.text for page in pages for line in page.lines])
        self._day_first = day_first

    def of(self, field: AskedField, asked: AskedValue, *, by_model: bool) -> AskedJson:
        """What the value says; `inferred` where a model takes the page's words for what they do not say themselves."""
        text = asked.value.text
        if asked.choice:
            value, reason = json_value(field, asked.choice)
            told = ("inferred",) if by_model and value != json_value(field, text)[0] else ()
            return AskedJson(value, reason, told if value is not None else ())
        if field.format in ("date", "date-time") and len(text) <= _LONGEST and reads_either_way(text):
            order = self._orders.of(text)
            value, reason = json_value(field, text, day_first=self._day_first if order is None else order)
            return AskedJson(value, reason, ("ambiguous_date",) if order is None and value is not None else ())
        value, reason = json_value(field, text, day_first=self._day_first)
        if value is None and asked.value.printed:
            value, again = json_value(field, asked.value.printed, day_first=self._day_first)
            reason = None if again is None else reason
        unclear = field.type in ("number", "integer") and may_be_grouped(text)
        return AskedJson(value, reason, ("ambiguous_number",) if unclear else ())

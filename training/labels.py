"""Which candidates of a made paper are right."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from docusnap.domain.amounts import parse_amount
from docusnap.domain.dates import parse_date
from docusnap.extraction.learned.chooser import Candidate

CLOSE = 90
"""Per cent of the letters that must agree for a name or an address to be right."""


def right_ones(key: str, candidates: Sequence[Candidate], truth: Mapping[str, str]) -> list[bool]:
    """For each candidate whether it is what a person would give for the key; of names and addresses only the closest."""
    wanted = truth.get(key, "")
    if not wanted:
        return [False] * len(candidates)
    if key == "total":
        return [parse_amount(c.value.text) == Decimal(wanted) for c in candidates]
    if key == "date":
        return [(day := parse_date(c.value.text)) is not None and day.isoformat() == wanted for c in candidates]
    if key == "number":
        return [squeezed(c.value.text) == squeezed(wanted) for c in candidates]
    likeness = [fuzz.ratio(squeezed(c.value.text), squeezed(wanted)) for c in candidates]
    best = max(likeness, default=0.0)
    return [one >= max(CLOSE, best - 0.5) for one in likeness]


def is_right(key: str, text: str, truth: Mapping[str, str]) -> bool:
    """Whether a value that was chosen counts as right."""
    wanted = truth.get(key, "")
    if key in {"company", "address"}:
        return bool(wanted) and fuzz.ratio(squeezed(text), squeezed(wanted)) >= CLOSE
    if key == "total":
        return bool(wanted) and parse_amount(text) == Decimal(wanted)
    if key == "date":
        return bool(wanted) and (day := parse_date(text)) is not None and day.isoformat() == wanted
    return squeezed(text) == squeezed(wanted)


def squeezed(text: str) -> str:
    """Letters and digits alone, upper case."""
    return re.sub(r"[\W_]+", "", text).upper()

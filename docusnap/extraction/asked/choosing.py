"""The value that answers a property best, with the chance that it does, among all that is offered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docusnap.domain.answer import Value
from docusnap.domain.asked import LEAST, AskedField, AskedValue, Scalar
from docusnap.domain.asked_values import json_value
from docusnap.extraction.asked.meaning import Meaning, agreement
from docusnap.extraction.asked.offers import Offer

_TELLS = 0.7
"""The chance from which on a value that is none of the field's type tells that there is nothing better."""
_RIVALS = 0.9
"""Another value counts as a rival from this share of the best one's agreement on."""
_WITH_RIVAL = 0.7
_MOST_OTHERS = 3
_CUSTOMER = "paper customer_number"
_BANK_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,}(?: ?[A-Z\d]{1,3})?|\d{2}(?: \d{4}){3,}", re.IGNORECASE)
"""An "account number" may be the customer's or the bank's; its form tells."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """`said`: its value as JSON, None where it is none that the field takes."""

    offer: Offer
    chance: float
    said: Scalar | None


def chosen(
    field: AskedField, meanings: Sequence[Meaning], offers: Sequence[Offer], *, day_first: bool
) -> AskedValue | None:
    """The best offer that the field can take, else the best that says what stands there in its place."""
    ranked = candidates(field, meanings, offers, day_first=day_first)
    if not ranked:
        return None
    best = ranked[0]
    if best.said is None and best.chance < _TELLS:
        return None
    others = _others(best, ranked[1:]) if best.said is not None else ()
    rivals = [other for other in others if other.chance >= _RIVALS * best.chance]
    measured = best.offer.value.chance is not None
    chance = best.chance * (_WITH_RIVAL if rivals and not measured else 1.0)
    shown = tuple(replace(other.offer.value, chance=round(other.chance, 3)) for other in others[:_MOST_OTHERS])
    return AskedValue(replace(best.offer.value, chance=round(chance, 3), alternatives=shown), best.offer.choice)


def fits(field: AskedField, asked: AskedValue, *, day_first: bool) -> bool:
    """Whether the field can take the value."""
    return json_value(field, asked.choice or asked.value.text, day_first=day_first)[0] is not None


def candidates(
    field: AskedField, meanings: Sequence[Meaning], offers: Sequence[Offer], *, day_first: bool
) -> list[_Candidate]:
    """The offers whose label agrees: those that the field can take first, the likeliest first."""
    found: list[_Candidate] = []
    of_customer = any(_CUSTOMER in one.concepts for one in meanings)
    for offer in offers:
        if of_customer and _BANK_ACCOUNT.fullmatch(offer.value.text.strip()):
            continue
        agrees = max((agreement(meanings, label) for label in offer.labels), default=0.0)
        if agrees and (not offer.choice or field.type == "boolean"):
            said, _ = json_value(field, offer.choice or offer.value.text, day_first=day_first)
            found.append(_Candidate(offer, agrees * offer.weight, said))
    return sorted(found, key=lambda one: (one.said is not None, one.chance), reverse=True)


def _others(best: _Candidate, rest: Sequence[_Candidate]) -> tuple[_Candidate, ...]:
    """Those that say something else, each once."""
    seen: set[object] = {best.said}
    others: list[_Candidate] = []
    for one in rest:
        if one.said is not None and one.said not in seen:
            seen.add(one.said)
            others.append(one)
    return tuple(others)


def distinct(ranked: Sequence[_Candidate]) -> list[Value]:
    """Every value once, for a list of them."""
    kept: dict[object, Value] = {}
    for one in ranked:
        if one.said is not None and one.chance >= LEAST:
            kept.setdefault(one.said, replace(one.offer.value, chance=round(one.chance, 3)))
    return list(kept.values())

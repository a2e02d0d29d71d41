"""Whose form it is, and which entries of the library are that person's."""

import re
from collections.abc import Mapping, Sequence

from docusnap.extraction.filling.facts import Source
from docusnap.extraction.filling.field_names import FieldName, field_name, words_of_text
from docusnap.extraction.filling.names import joined, same_person
from docusnap.extraction.filling.same import same_value
from docusnap.extraction.filling.written import day_in

_NAMES = frozenset(("full_name", "reversed_name", "first_name", "middle_name", "last_name"))
_NAME = re.compile(r"[^\W\d_][^\d_:;?!•()]{0,60}")
_LABEL_WORDS = "name number date birth address city part town state country code phone email first last middle security"
_OF_LABELS = frozenset(_LABEL_WORDS.split())
_UNIQUE = frozenset(("birth_date", "passport_number", "id_number"))


def of_one_person(sources: Sequence[Source], known: Mapping[str, str], day_first: bool) -> list[Source]:
    """Without the entries of other people than the one whose form it is; no personal ones if that cannot be told.

    `known` is what the form says already.
    """
    told = _told(known)
    owner = told.get("full_name", "")
    mine = [s for s in sources if s.personal and same_person(owner, s.person) and not _contradicts(s, told, day_first)]
    named = [s.person for s in mine if s.person]
    if not owner:
        named = [s.person for s in mine if s.official and s.person] or named
    owner = max(named, key=len, default=owner)
    if not all(same_person(owner, person) for person in named):
        mine = []
    return [s for s in sources if not s.personal] + [s for s in mine if same_person(owner, s.person)]


def _told(known: Mapping[str, str]) -> dict[str, str]:
    """What the form says of its own person, by concept; the name whole."""
    told: dict[str, str] = {}
    for key, value in known.items():
        name = field_name(key)
        if name.concepts and not name.roles and value.strip() and _is_written(name, value.strip()):
            told.setdefault(name.concepts[0], value.strip())
    parts = joined(told.get("first_name", ""), told.get("middle_name", ""), told.get("last_name", ""))
    told["full_name"] = told.get("full_name") or told.get("reversed_name") or parts
    return told


def _is_written(name: FieldName, value: str) -> bool:
    """Whether a value can be somebody's, rather than a label that was taken for one."""
    named = not _NAMES.intersection(name.concepts) or _NAME.fullmatch(value) is not None
    return named and not _OF_LABELS.intersection(words_of_text(value))


def _contradicts(source: Source, told: Mapping[str, str], day_first: bool) -> bool:
    """Whether the form gives another birth date or number of a paper than the entry."""

    def plain(value: str) -> str:
        day = day_in(value, day_first=day_first)
        return day.isoformat() if day else value

    return any(
        not same_value(plain(told[concept]), plain(fact.value))
        for fact in source.facts
        for concept in fact.concepts
        if concept in _UNIQUE and concept in told and not fact.roles
    )

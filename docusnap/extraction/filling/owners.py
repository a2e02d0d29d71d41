"""Whose the fields of a form are: which of them ask for its own person, and which may be another's."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from docusnap.extraction.filling.field_names import FieldName, field_name

_PEOPLE = frozenset(("spouse", "parent", "child", "emergency", "third"))
_FAMILY = frozenset(("spouse", "parent", "child"))
_HOUSEHOLD = frozenset(("address", "street", "city", "state", "postal_code", "country"))
_MOST_AFTER = 3
"""Fields with a known meaning that go on about the person named before them."""


def not_the_persons_own(fields: Sequence[str]) -> frozenset[str]:
    """The labels, given in the form's order, that may ask for somebody else; an unfilled field is the lesser harm.

    Those are the columns of a table, what is asked several times (unless exactly one says "your"), and what follows
    the name of another person.
    """
    return frozenset((*_columns(fields), *_repeated(fields), *_after_another(fields)))


def _columns(fields: Sequence[str]) -> list[str]:
    """Those that begin with a number in brackets, unless the whole form is numbered so."""
    columns = [label for label in fields if field_name(label).column]
    return columns if 2 * len(columns) < len(fields) or len(fields) == 1 else []


def _repeated(fields: Sequence[str]) -> Iterator[str]:
    asked: defaultdict[object, list[str]] = defaultdict(list)
    for label in fields:
        name = field_name(label)
        # a name printed once more belongs to a signature
        asked[name.concepts or name.words, name.roles, name.kinds, "print" in label.casefold()].append(label)
    for labels in asked.values():
        own = [label for label in labels if field_name(label).own]
        if len(labels) > 1:
            yield from labels if len(own) != 1 else [label for label in labels if label != own[0]]


def _after_another(fields: Sequence[str]) -> Iterator[str]:
    """ "Emergency contact", then "Name" and "Phone": theirs. Ends where something is asked for the second time."""
    roles: frozenset[str] = frozenset()
    said: set[str] = set()
    for label in fields:
        name = field_name(label)
        if roles and roles == name.roles:
            said.update(_asked(name))
        elif name.roles & _PEOPLE:
            roles, said = name.roles, _asked(name)
        elif roles and not name.roles and name.concepts:
            if name.own or said.intersection(name.concepts) or len(said) > _MOST_AFTER:
                roles = frozenset()
            elif not (roles <= _FAMILY and _shared(name)):
                said.update(name.concepts)
                yield label


def _asked(name: FieldName) -> set[str]:
    """What it asks of another: "Name of spouse" is their name."""
    return set(name.concepts) or ({"full_name"} if "name" in name.words else set())


def _shared(name: FieldName) -> bool:
    return bool(_HOUSEHOLD.intersection(name.concepts))

"""Whose the fields of a form are: which of them ask for its own person, and which may be another's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from docusnap.extraction.filling.field_names import OTHER_PEOPLE, FieldName

_FAMILY = frozenset(("spouse", "parent", "child"))
_HOUSEHOLD = frozenset(("address", "street", "apartment", "city", "state", "postal_code", "country"))
_SUMS = frozenset(
    (
        "wages",
        "tips",
        "taxable_interest",
        "exempt_interest",
        "ordinary_dividends",
        "qualified_dividends",
        "capital_gain",
        "estimated_tax",
        "routing_number",
    )
)
"""What a form asks in lines of its own, whoever was named before."""
_MOST_WORDS = 6
"""Of a label that names another person; longer ones tell a condition."""
_MOST_AFTER = 3
"""Fields with a known meaning that go on about the person named before them."""


def not_the_persons_own(fields: Mapping[str, FieldName]) -> frozenset[str]:
    """The labels that may ask for somebody else; an unfilled field is the lesser harm.

    `fields` are in the form's order, each with what it stands for.

    Those are the columns of a table, what is asked several times (unless exactly one says "your"), and what follows
    the name of another person.
    """
    return frozenset((*_columns(fields), *_repeated(fields), *_after_another(fields)))


def _columns(fields: Mapping[str, FieldName]) -> list[str]:
    """Those that begin with a number in brackets, unless the whole form is numbered so."""
    columns = [label for label in fields if fields[label].column]
    return columns if 2 * len(columns) < len(fields) or len(fields) == 1 else []


def _repeated(fields: Mapping[str, FieldName]) -> Iterator[str]:
    asked: defaultdict[object, list[str]] = defaultdict(list)
    for label, name in fields.items():
        # a name printed once more belongs to a signature
        asked[name.concepts or name.words, name.roles, name.index, name.kinds, "print" in label.casefold()].append(
            label
        )
    for labels in asked.values():
        own = [label for label in labels if fields[label].own]
        if len(labels) > 1:
            yield from labels if len(own) != 1 else [label for label in labels if label != own[0]]


def _after_another(fields: Mapping[str, FieldName]) -> Iterator[str]:
    """ "Emergency contact", then "Name" and "Phone": theirs. Ends where something is asked for the second time."""
    roles: frozenset[str] = frozenset()
    said: set[str] = set()
    own: tuple[str, ...] = ()
    for label, name in fields.items():
        paired = own == name.concepts and bool(own)  # "Your occupation", "Spouse's occupation"
        own = name.concepts if name.own else own
        if _SUMS.intersection(name.concepts):
            roles = frozenset()
        elif roles and roles == name.roles:
            said.update(_asked(name))
        elif name.roles & OTHER_PEOPLE and len(name.words) <= _MOST_WORDS and not paired:
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

"""What a property of a schema means, what a label on a page means, and how well the two agree (0..1)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from docusnap.domain.asked import AskedField
from docusnap.extraction.filling.field_names import spelt_words
from docusnap.extraction.filling.vocabulary import CONCEPTS, PAPERS, table

Words = frozenset[str]

_FILLING = "of the for a an in on to is your my and de la le les du des del der die das von dan et y"
_SHARED = "number name date amount value code type id total text field no"
_PARTIES = """
buyer customer client recipient bill billing ship shipping delivery sold receiver consignee spouse employer guardian
parent emergency kunde käufer acheteur cliente comprador pembeli
"""
_FILLERS = frozenset(_FILLING.split())
_PERSONS = "applicant holder employee patient student member candidate tenant passenger owner"
_OWN_PERSON = frozenset(_PERSONS.split())
"""The person whose form or paper it is: a patient's name is the name on it."""
_BROAD = frozenset(_SHARED.split())
"""Words that many labels share; alone they tell nothing."""
_OTHERS = frozenset(_PARTIES.split())
"""Whose things are never those of the paper's own party."""
_OF_ROWS = frozenset(f"paper {name}" for name in ("item_name", "quantity", "unit_price", "item_amount", "item_tax"))
_SAME, _SYNONYM, _ALIKE, _PART, _DESCRIBED = 1.0, 0.95, 0.85, 0.9, 0.85
_LEAST_SHARED = 0.5
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words, and the concepts of the vocabulary that they name; `weight` (0..1): how surely that is what is meant."""

    words: Words
    concepts: Words
    weight: float = 1.0


def _known() -> Mapping[Words, Words]:
    known: defaultdict[Words, set[str]] = defaultdict(set)
    for kind, text in (("paper", PAPERS), ("person", CONCEPTS)):
        for concept, names in table(text, ";").items():
            for name in names:
                known[_words(name)].add(f"{kind} {concept}")
    return {words: frozenset(concepts) for words, concepts in known.items()}


def _words(text: str) -> Words:
    found = spelt_words(text)
    return frozenset(found) - _FILLERS or frozenset(found)


@lru_cache(maxsize=8192)
def meaning(label: str, *, of_row: bool = False) -> Meaning:
    """What a label means; `of_row`: as the name of a column of a list, where "price" is that of one piece."""
    words = _words(label[:_LONGEST_LABEL])
    concepts = _KNOWN.get(words) or _KNOWN.get(words - _OWN_PERSON, frozenset())
    return Meaning(
        words, frozenset(c for c in concepts if c.startswith("paper item_") == of_row) if of_row else concepts
    )


def meanings(field: AskedField, above: Sequence[str] = (), *, of_row: bool = False) -> tuple[Meaning, ...]:
    """What a property may mean, the surest first: by its name, its title, and what they say with the objects above.

    The name alone is not enough under the name of another party: the address of a customer is none of the shop.
    """
    return tuple(_meanings(field, above, of_row=of_row))


def _meanings(field: AskedField, above: Sequence[str], *, of_row: bool) -> Iterator[Meaning]:
    context = " ".join(above)
    names = [name for name in dict.fromkeys((field.name, field.title)) if name]
    for name in names:
        if context:
            yield meaning(f"{context} {name}")
        if not _OTHERS.intersection(_words(context)):
            found = meaning(name, of_row=of_row)
            yield Meaning(found.words, found.concepts, 0.95 if context else 1.0)
    if field.description:
        yield from _described(field.description)


def _described(description: str) -> Iterator[Meaning]:
    """The longest known name in a description ("The date on which it is due")."""
    words = [word for word in spelt_words(description) if word not in _FILLERS]
    for length in (4, 3, 2, 1):
        for start in range(max(len(words) - length + 1, 0)):
            part = frozenset(words[start : start + length])
            if part in _KNOWN and not part <= _BROAD:
                yield Meaning(part, _KNOWN[part], _DESCRIBED)
                return


def agreement(wanted: Sequence[Meaning], label: Meaning) -> float:
    """How well the label says one of what is wanted, 0..1."""
    return max((_agreement(one, label) * one.weight for one in wanted), default=0.0)


def _agreement(wanted: Meaning, label: Meaning) -> float:
    if not wanted.words or not label.words:
        return 0.0
    if wanted.words == label.words:
        return _SAME
    if wanted.concepts & label.concepts:
        return _SYNONYM
    if wanted.concepts and label.concepts:
        return 0.0
    if _OTHERS.intersection(wanted.words ^ label.words):
        return 0.0
    shared = wanted.words & label.words
    if shared - _BROAD:
        overlap = len(shared) / len(wanted.words | label.words)
        return _PART * overlap if overlap >= _LEAST_SHARED else 0.0
    one, other = (" ".join(sorted(words)) for words in (wanted.words, label.words))
    return _ALIKE if min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= 85 else 0.0


_KNOWN = _known()

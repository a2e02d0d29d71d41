"""What of the library answers a field: by what it means, else by the words of its key."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from docusnap.extraction.filling.asked import Asked
from docusnap.extraction.filling.facts import Fact
from docusnap.extraction.filling.field_names import FieldName
from docusnap.extraction.filling.same import same_value
from docusnap.extraction.filling.wording import LEAST_FIT, content_words, fit

_BOUGHT = frozenset(("merchant", "total", "purchase_date"))
_PURCHASE = frozenset(("receipt", "invoice", "purchase", "expense", "expenses"))
_VAGUE_WORDS = """
amount class code comments currency description details from id item items no notes other place price purpose quantity
reason reference remarks status subject title to type unit website yes
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())
_CLEARLY = 0.15
"""By how much a field, or a key, must fit better than the next one."""


@dataclass(frozen=True, slots=True)
class Found:
    """The fact that answers a field, or several that contradict each other. `worded`: by the words of its key."""

    fact: Fact | None = None
    rivals: tuple[Fact, ...] = ()
    worded: bool = False


def only_paper(names: Sequence[FieldName]) -> str:
    """The one identity paper that the form asks about, so that "Date of expiry" is its; "" if none or several."""
    papers = {
        c.removesuffix("_number")
        for n in names
        for c in n.concepts
        if c in ("passport_number", "id_number", "licence_number")
    }
    return papers.pop() if len(papers) == 1 else ""


def is_about_a_purchase(names: Sequence[FieldName]) -> bool:
    """Whether "Total" and "Store" can mean those of a receipt: an expense form, not one about a person."""
    return len(_BOUGHT.intersection(c for n in names for c in n.concepts)) > 1 or any(
        _PURCHASE & n.words for n in names
    )


def by_meaning(name: FieldName, concepts: Sequence[str], facts: Sequence[Fact]) -> Found:
    """Of the first concept that is known; of a name that is no concept, what has the same name."""
    about = [f for f in facts if f.roles == name.roles and _same_one(f, name, facts)]
    for concept in concepts:
        meant = [f for f in about if concept in f.concepts]
        meant = [f for f in meant if not f.kinds or not name.kinds or f.kinds == name.kinds]
        meant = [f for f in meant if f.kinds == name.kinds] or meant
        if meant:
            return _best(meant, newest=concept not in _BOUGHT)
    if name.concepts or name.words <= _VAGUE:
        return Found()
    return _best([f for f in about if not f.concepts and (f.words, f.kinds) == (name.words, name.kinds)], newest=False)


def _same_one(fact: Fact, name: FieldName, facts: Sequence[Fact]) -> bool:
    """The same one of several; what is not counted is the first, if there is no second."""
    if fact.index == name.index:
        return True
    several = any(f.index > 1 for f in facts if f.roles == fact.roles)
    return {fact.index, name.index} == {0, 1} and not (several and name.index == 0)


def _best(facts: Sequence[Fact], *, newest: bool) -> Found:
    """Official before others, then the most recent; none where equals disagree."""
    if not facts:
        return Found()
    top = max((f.official, f.recent if newest else 0) for f in facts)
    first = [f for f in facts if (f.official, f.recent if newest else 0) == top]
    agreed = all(same_value(first[0].value, f.value) for f in first)
    return Found(first[0]) if agreed else Found(rivals=tuple(first))


def by_wording(asked: Sequence[Asked], facts: Sequence[Fact]) -> dict[int, Found]:
    """For each field, by its `id()`, the fact whose key its own words and those around it say; each fact for one field.

    None where a key fits two fields about as well, or two keys fit a field and their values differ.
    """
    candidates: defaultdict[int, list[tuple[float, Fact]]] = defaultdict(list)
    for fact in facts:
        if len(fact.keys) != 1 or fact.words <= _VAGUE or fact.concepts:
            continue
        key = content_words(fact.keys[0])
        title = content_words(" ".join((fact.entry.title, *fact.entry.tags)))
        about = [
            a
            for a in asked
            if not a.name.concepts and a.name.roles == fact.roles and (a.name.index or 1) == (fact.index or 1)
        ]
        scored = [(s, a) for a in about if (s := fit(key, title, a.own, a.around)) >= LEAST_FIT]
        scored.sort(key=lambda found: -found[0])
        if scored and (len(scored) == 1 or scored[0][0] - scored[1][0] > _CLEARLY):
            candidates[id(scored[0][1])].append((scored[0][0], fact))
    return {field: _clearest(found) for field, found in candidates.items()}


def _clearest(found: list[tuple[float, Fact]]) -> Found:
    best = max(score for score, _ in found)
    top = [fact for score, fact in found if best - score < _CLEARLY]
    agreed = all(same_value(top[0].value, fact.value) for fact in top)
    return Found(top[0], worded=True) if agreed else Found(rivals=tuple(top), worded=True)

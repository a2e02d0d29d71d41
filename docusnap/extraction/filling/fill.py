"""Fills a form from the library: what is not certain is missing, for a blank is better than a wrong value."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from docusnap.domain.answer import FillAnswer, Filled, LibraryEntry
from docusnap.domain.dates import find_dates
from docusnap.domain.field_labels import could_answer
from docusnap.extraction.filling.facts import Fact, Source, source_of
from docusnap.extraction.filling.field_names import FieldName, field_name, names_in_order
from docusnap.extraction.filling.names import joined, same_person
from docusnap.extraction.filling.owners import not_the_persons_own

_SAME_VALUE = 92
_OF_PAPERS = ("number", "issue_date", "expiry_date", "issuing_country", "issuing_authority")
_BOUGHT = frozenset(("merchant", "total", "purchase_date"))
_PURCHASE = frozenset(("receipt", "invoice", "purchase", "expense", "expenses"))
_UNIQUE = frozenset(("birth_date", "passport_number", "id_number"))
_VAGUE_WORDS = """
amount class code comments currency description details from id item items no notes other place price purpose quantity
reason reference remarks status subject title to type unit website yes
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())


def fill_fields(
    fields: Sequence[str], library: Sequence[LibraryEntry], known: Mapping[str, str], *, day_first: bool = True
) -> FillAnswer:
    """A value for each field that the library answers for certain; dates as YYYY-MM-DD."""
    names = names_in_order(fields)
    sources = _of_one_person([source_of(entry, day_first=day_first) for entry in library], known, day_first)
    paper = _only_paper(list(names.values()))
    purchase = _asks_for_a_purchase(list(names.values()))
    twice = frozenset(label for label, count in Counter(fields).items() if count > 1)
    others = not_the_persons_own(names) | twice
    filled: dict[str, Filled] = {}
    for label, name in names.items():
        if not purchase and _BOUGHT.intersection(name.concepts):
            continue
        fact = _answer(name, sources, paper) if label not in others and name.fillable else None
        if fact and _suits(label, name, fact):
            filled[label] = Filled(_written(fact.value, day_first), fact.entry)
    return FillAnswer(filled, tuple(label for label in names if label not in filled))


def _suits(label: str, name: FieldName, fact: Fact) -> bool:
    """Whether the value looks like what the label asks, in its own language or as what it is known to mean."""
    asked = (label, *(concept.replace("_", " ") for concept in name.concepts if concept in fact.concepts))
    return all(could_answer(said, fact.value) for said in asked)


def _of_one_person(sources: Sequence[Source], known: Mapping[str, str], day_first: bool) -> list[Source]:
    """Without the entries of other people than the one whose form it is; no personal ones if that cannot be told."""
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
        if name.concepts and not name.roles and value.strip():
            told.setdefault(name.concepts[0], value.strip())
    parts = joined(told.get("first_name", ""), told.get("middle_name", ""), told.get("last_name", ""))
    told["full_name"] = told.get("full_name") or told.get("reversed_name") or parts
    return told


def _contradicts(source: Source, told: Mapping[str, str], day_first: bool) -> bool:
    """Whether the form gives another birth date or number of a paper than the entry."""
    return any(
        not _same(_written(told[concept], day_first), _written(fact.value, day_first))
        for fact in source.facts
        for concept in fact.concepts
        if concept in _UNIQUE and concept in told and not fact.roles
    )


def _only_paper(names: Sequence[FieldName]) -> str:
    """The one identity paper that the form asks about, so that "Date of expiry" is its; "" if none or several."""
    papers = {
        c.removesuffix("_number")
        for n in names
        for c in n.concepts
        if c in ("passport_number", "id_number", "licence_number")
    }
    return papers.pop() if len(papers) == 1 else ""


def _asks_for_a_purchase(names: Sequence[FieldName]) -> bool:
    """Whether "Total" and "Store" can mean those of a receipt: an expense form, not one about a person."""
    return len(_BOUGHT.intersection(c for n in names for c in n.concepts)) > 1 or any(
        _PURCHASE & n.words for n in names
    )


def _answer(name: FieldName, sources: Sequence[Source], paper: str) -> Fact | None:
    for concept in _asked(name, paper):
        facts = [f for s in sources for f in s.facts if concept in f.concepts and f.roles == name.roles]
        facts = [f for f in facts if not f.kinds or not name.kinds or f.kinds == name.kinds]
        facts = [f for f in facts if f.kinds == name.kinds] or facts
        best = _best(facts, newest=concept not in _BOUGHT)
        if best:
            return best
    if name.concepts or name.words <= _VAGUE:
        return None
    alike = [
        f
        for s in sources
        for f in s.facts
        if not f.concepts and (f.words, f.roles, f.kinds) == (name.words, name.roles, name.kinds)
    ]
    return _best(alike, newest=False)


def _asked(name: FieldName, paper: str) -> list[str]:
    """The concepts to look for: what belongs to a paper is asked of the one paper; a mobile phone is a phone too."""
    asked: list[str] = []
    for concept in name.concepts:
        of_paper = concept.removeprefix("document_")
        if of_paper not in _OF_PAPERS:
            asked.append(concept)
        elif paper:
            asked.append(f"{paper}_{of_paper}")
    return [*asked, "mobile"] if "phone" in asked else asked


def _best(facts: Sequence[Fact], *, newest: bool) -> Fact | None:
    """Official before others, then the most recent; None where equals disagree."""
    if not facts:
        return None
    top = max((f.official, f.recent if newest else 0) for f in facts)
    first = [f for f in facts if (f.official, f.recent if newest else 0) == top]
    return first[0] if all(_same(first[0].value, f.value) for f in first) else None


def _same(a: str, b: str) -> bool:
    plain = ["".join(c for c in text.casefold() if c.isalnum()) for text in (a, b)]
    digits = ["".join(c for c in text if c.isdigit()) for text in plain]
    return plain[0] == plain[1] or (digits[0] == digits[1] and fuzz.ratio(*plain) >= _SAME_VALUE)


def _written(value: str, day_first: bool) -> str:
    """Dates as YYYY-MM-DD, everything else as it is."""
    dates = list(find_dates(value, day_first=day_first))
    if len(dates) == 1 and not any(c.isalnum() for c in value[: dates[0].start] + value[dates[0].end :]):
        return dates[0].value.isoformat()
    return value

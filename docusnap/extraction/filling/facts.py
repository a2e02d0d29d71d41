"""A library entry as facts about a person or a purchase: what each key stands for, and what follows from it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.dates import parse_date
from docusnap.extraction.filling.field_names import FieldName, field_name
from docusnap.extraction.filling.names import joined
from docusnap.extraction.filling.parts import parts_and_wholes

_PAPERS = (
    ("passport", r"passport|reisepass|passeport|pasaporte|pasport|护照"),
    ("licence", r"driv\w+ licen[cs]e|führerschein|permis de conduire|lesen memandu|驾驶证"),
    ("id", r"identity card|national id|\bid card|\bnric\b|mykad|personalausweis|carte d.identit|\bdni\b|身份证"),
)
_BOUGHT = re.compile(r"receipt|invoice|quittung|rechnung|facture|factura|resit|发票|收据", re.IGNORECASE)
_PAPER_FACTS = {
    "document_number": "number",
    "issue_date": "issue_date",
    "expiry_date": "expiry_date",
    "issuing_country": "issuing_country",
    "issuing_authority": "issuing_authority",
}
_BAD = frozenset(("not_on_page", "not_in_source", "unlikely_value", "check_digit_mismatch", "implausible_date"))
"""With these warnings a value is not used to fill a form."""
_NAMES = "full_name first_name middle_name last_name reversed_name first_name_and_initial middle_initial initials"
_PLACES = "address street street_line house_number apartment city state postal_code country"
_PARTS_OF = (
    dict.fromkeys(_NAMES.split(), "name")
    | dict.fromkeys(_PLACES.split(), "address")
    | {"area_code": "phone", "phone": "phone"}
)
_NOTHING = re.compile(r"[\W_]*|n/?a|none|nil|unknown|-+", re.IGNORECASE)
_NO_NAME = FieldName((), frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of an entry: under which keys it stands there, and what it means.

    `recent` is the day of the entry as a number, 0 if it has none.
    """

    value: str
    entry: LibraryEntry
    keys: tuple[str, ...]
    name: FieldName
    concepts: tuple[str, ...]
    official: bool
    recent: int

    @property
    def roles(self) -> frozenset[str]:
        """Of whom it is, the entry's own person if empty."""
        return self.name.roles

    @property
    def index(self) -> int:
        """Which of several such people or things it is about, 0 if it does not say."""
        return self.name.index

    @property
    def kinds(self) -> frozenset[str]:
        """Soft distinctions such as home or permanent."""
        return self.name.kinds

    @property
    def words(self) -> frozenset[str]:
        """All that its key says."""
        return self.name.words


@dataclass(frozen=True, slots=True)
class Source:
    """An entry, what it is, and whose it is ("" if it does not say)."""

    entry: LibraryEntry
    paper: str
    bought: bool
    person: str
    facts: tuple[Fact, ...] = field(default=())

    @property
    def official(self) -> bool:
        """Whether a state issued it."""
        return bool(self.paper)

    @property
    def personal(self) -> bool:
        """Whether it tells about a person, rather than about a purchase."""
        return not self.bought


def source_of(entry: LibraryEntry, *, day_first: bool) -> Source:
    """The entry with its facts, its own and those that follow from them."""
    about = " ".join((entry.title, *entry.tags, entry.type))
    paper = (
        next((kind for kind, words in _PAPERS if re.search(words, about, re.IGNORECASE)), "")
        if entry.type == "doc"
        else ""
    )
    bought = not paper and _BOUGHT.search(" ".join((entry.title, *entry.tags))) is not None
    values = [
        (key, field_name(key), value.strip())
        for key, value in entry.kv.items()
        if not _NOTHING.fullmatch(value.strip()) and not _BAD.intersection(entry.doubts.get(key, ()))
    ]
    recent = _day_of([(name, value) for _, name, value in values], day_first)
    own = {name.concepts[0]: value for _, name, value in reversed(values) if name.concepts and not name.roles}
    facts = [
        Fact(v, entry, (key,), n, _meant(n, paper, bought), bool(paper), recent) for key, n, v in values if n.words
    ]
    facts += _following(facts, entry, official=bool(paper)) if not bought else ()
    person = own.get("full_name") or joined(
        own.get("first_name", ""), own.get("middle_name", ""), own.get("last_name", "")
    )
    return Source(entry, paper, bought, person, tuple(facts))


def _meant(name: FieldName, paper: str, bought: bool) -> tuple[str, ...]:
    """What a key means in an entry of this kind: a receipt's Company is a merchant, nobody's employer."""
    if bought:
        kept = {"company": "merchant", "merchant": "merchant", "total": "total", "purchase_date": "purchase_date"}
        if name.words == {"date"}:
            return ("purchase_date",)
        return tuple(kept.get(c, f"bought_{c}") for c in name.concepts)
    about_paper = tuple(f"{paper}_{_PAPER_FACTS[c]}" for c in name.concepts if paper and c in _PAPER_FACTS)
    return about_paper + name.concepts


def _day_of(values: list[tuple[FieldName, str]], day_first: bool) -> int:
    """The day the entry speaks of: its issue or its date; its expiry if it has no other."""
    days: dict[str, int] = {}
    for name, value in values:
        day = parse_date(value, day_first=day_first)
        if day and "birth_date" not in name.concepts:
            kind = "expiry" if "expiry_date" in name.concepts else "own"
            days[kind] = max(days.get(kind, 0), day.toordinal())
    return days.get("own") or days.get("expiry", 0)


def _following(facts: Sequence[Fact], entry: LibraryEntry, *, official: bool) -> Iterator[Fact]:
    """Names and addresses put together and taken apart, of each person that the entry tells of."""
    people: defaultdict[tuple[frozenset[str], int], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.concepts:
            people[fact.roles, fact.index].append(fact)
    for (roles, index), told in people.items():
        own = {fact.concepts[-1]: fact for fact in reversed(told)}
        name = replace(_NO_NAME, roles=roles, index=index)
        for concept, value in parts_and_wholes({c: f.value for c, f in own.items()}):
            if concept not in own:
                parts = [f for f in told if _PARTS_OF.get(f.concepts[-1]) == _PARTS_OF.get(concept)]
                keys = tuple(f.keys[0] for f in parts if _gave(f.value, value)) or tuple(f.keys[0] for f in parts)
                yield Fact(value, entry, keys, name, (concept,), official, told[0].recent)


def _gave(part: str, value: str) -> bool:
    """Whether a part is seen in what was made of it, by a word or an initial."""
    mine, made = part.casefold().split(), set(value.casefold().replace(",", " ").split())
    return any(word.strip(",") in made or word[0] in made for word in mine)

"""A library entry as facts about a person or a purchase: what each key stands for, and what follows from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.dates import parse_date
from docusnap.extraction.filling.field_names import FieldName, field_name
from docusnap.extraction.filling.names import joined, split_name

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
_NOTHING = re.compile(r"[\W_]*|n/?a|none|nil|unknown|-+", re.IGNORECASE)
_US_PLACE = re.compile(r",\s*([A-Za-z][A-Za-z .'-]+),\s*([A-Z]{2})\s+(\d{5}(?:-\d{4})?)\b")
_PLACE = re.compile(r"(?:^|[,\n])[^\S\n]*+(\d{5})\s+([^\W\d][^\d,]*?)\s*(?:,|$)")
_NO_NAME = FieldName((), frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of an entry. `recent` is the day of the entry as a number, 0 if it has none."""

    value: str
    entry: LibraryEntry
    name: FieldName
    concepts: tuple[str, ...]
    official: bool
    recent: int

    @property
    def roles(self) -> frozenset[str]:
        """Of whom it is, the entry's own person if empty."""
        return self.name.roles

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
        (field_name(key), value.strip()) for key, value in entry.kv.items() if not _NOTHING.fullmatch(value.strip())
    ]
    recent = _day_of(values, day_first)
    own = {name.concepts[0]: value for name, value in reversed(values) if name.concepts and not name.roles}
    facts = [Fact(v, entry, n, _meant(n, paper, bought), bool(paper), recent) for n, v in values if n.words]
    facts += [
        Fact(v, entry, _NO_NAME, (c,), bool(paper), recent) for c, v in _following(own) if c not in own and not bought
    ]
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


def _following(own: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Names put together and, where it is safe, taken apart; the parts of an address that cannot be mistaken."""
    first, last = own.get("first_name"), own.get("last_name")
    full = own.get("full_name")
    if first and last:
        yield "full_name", joined(first, own.get("middle_name", ""), last)
    elif full and (parts := split_name(full)):
        first, last = parts
        yield "first_name", first
        yield "last_name", last
    if first and last:
        yield "reversed_name", f"{last}, {first}"
    yield from _parts_of_address(own.get("address", ""))


def _parts_of_address(address: str) -> Iterator[tuple[str, str]]:
    american, others = _US_PLACE.findall(address), _PLACE.findall(address)
    if len(american) == 1:
        yield from zip(("city", "state", "postal_code"), american[0], strict=True)
    elif len(others) == 1 and len(re.findall(r"\b\d{5}\b", address)) == 1:
        yield "postal_code", others[0][0]
        yield "city", others[0][1]

"""Fills a form from the library. What is not certain stays empty and says why: a wrong value would be worse."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from docusnap.domain.answer import Blank, Empty, FieldAnswer, FillAnswer, Filled, LibraryEntry
from docusnap.domain.field_labels import could_answer
from docusnap.extraction.filling.asked import Asked, what_is_asked
from docusnap.extraction.filling.facts import Fact, Source, source_of
from docusnap.extraction.filling.field_names import FieldName, never_filled
from docusnap.extraction.filling.found import (
    Found,
    by_meaning,
    by_wording,
    is_about_a_purchase,
    only_paper,
)
from docusnap.extraction.filling.owners import not_the_persons_own
from docusnap.extraction.filling.persons import of_one_person
from docusnap.extraction.filling.reasons import empty
from docusnap.extraction.filling.ticks import ticked
from docusnap.extraction.filling.written import written

_BOUGHT = frozenset(("merchant", "total", "purchase_date"))


def fill_fields(
    fields: Sequence[str | Blank], library: Sequence[LibraryEntry], known: Mapping[str, str], *, day_first: bool = True
) -> FillAnswer:
    """A value for each field that the library answers for certain, and for every other one why it has none.

    `known` is what the form says already, which tells whose form it is. Dates as YYYY-MM-DD, or as the field shows.
    """
    blanks = [Blank(field) if isinstance(field, str) else field for field in fields]
    form = _Form(blanks, [source_of(entry, day_first=day_first) for entry in library], known, day_first)
    answers = tuple(FieldAnswer(one.blank, form.owner(one), form.answer(i)) for i, one in enumerate(form.asked))
    filled = {a.blank.label: a.answer for a in answers if isinstance(a.answer, Filled)}
    missing = (a.blank.label for a in answers if a.blank.label not in filled)
    return FillAnswer(filled, tuple(dict.fromkeys(missing)), fields=answers)


class _Form:
    """A form and the facts that may fill it."""

    def __init__(
        self, blanks: Sequence[Blank], sources: Sequence[Source], known: Mapping[str, str], day_first: bool
    ) -> None:
        self._day_first = day_first
        everything = [fact for source in sources for fact in source.facts]
        self.asked = _as_the_librarys_person(what_is_asked(blanks), everything)
        self._sources = of_one_person(sources, known, day_first)
        self._facts = [fact for source in self._sources for fact in source.facts]
        self._others = [fact for fact in everything if fact not in self._facts]
        names = [one.name for one in self.asked]
        self._paper = only_paper(names)
        self._purchase = is_about_a_purchase(names)
        self._asks = Counter((concept, name.roles, name.index) for name in names for concept in name.concepts)
        text = {one.blank.label: one.name for one in self.asked if one.blank.type == "text"}
        self._not_own = not_the_persons_own(text)
        self._twice = frozenset(label for label, n in Counter(b.label for b in blanks).items() if n > 1)
        personal = [fact for source in self._sources if source.personal or self._purchase for fact in source.facts]
        self._worded = by_wording([one for one in self.asked if one.blank.type == "text"], personal)
        self._ticks = ticked({i: one for i, one in enumerate(self.asked) if one.blank.type != "text"}, self._facts)

    def owner(self, one: Asked) -> str:
        """Whose field it is, "" if its own person's; "child 2" of several."""
        roles = " ".join(sorted(one.name.roles))
        return f"{roles} {one.name.index}" if roles and one.name.index else roles

    def answer(self, i: int) -> Filled | Empty:
        """The value of a field, or why it stays empty."""
        one = self.asked[i]
        if one.blank.type != "text":
            return self._ticks.get(i) or self._nothing(one)
        if code := never_filled(one.blank.texts[0]) or never_filled(one.blank.label):
            return empty(code)
        if not one.name.fillable or self._counted_elsewhere(one.name) or one.blank.label in self._twice:
            return empty("unsure_which_field")
        concepts = self._concepts(one.name)
        found = self._found(one, concepts)
        if one.blank.label in self._not_own and not (found.worded or one.name.roles):
            foreign = self.owner(one)
            return empty("someone_elses_field", owner=foreign) if foreign else empty("unsure_which_field")
        if found.fact is None:
            if found.rivals:
                return empty("conflict", candidates=found.rivals)
            return self._nothing(one)
        return self._fitting(one, found.fact, concepts)

    def _counted_elsewhere(self, name: FieldName) -> bool:
        """Whether the same is asked of the first, the second …, so that it is open which one this is."""
        return not name.index and any(
            self._asks[concept, name.roles, 1] or self._asks[concept, name.roles, 2] for concept in name.concepts
        )

    def _found(self, one: Asked, concepts: Sequence[str]) -> Found:
        if self._purchase or not _BOUGHT.intersection(one.name.concepts):
            found = by_meaning(one.name, concepts, self._facts)
            if found.fact or found.rivals:
                return found
        return self._worded.get(id(one), Found())

    def _concepts(self, name: FieldName) -> list[str]:
        """What to look for: a street where city or postal code are asked beside it; with the flat if none is asked."""
        asked: list[str] = []
        for concept in name.concepts:
            beside = any(self._asks[part, name.roles, name.index] for part in ("city", "postal_code"))
            if concept == "address" and beside:
                asked += ["street"] if self._asks["apartment", name.roles, name.index] else ["street_line", "street"]
            elif concept == "street" and not self._asks["apartment", name.roles, name.index]:
                asked += ["street_line", "street"]
            else:
                asked.append(concept)
        return _of_papers(asked, self._paper)

    def _fitting(self, one: Asked, fact: Fact, concepts: Sequence[str]) -> Filled | Empty:
        blank, label = one.blank, one.blank.texts[0]
        concept = next((c for c in concepts if c in fact.concepts), "")
        value = written(fact.value, blank, concept, day_first=self._day_first)
        if blank.max_length and len(value) > blank.max_length:
            return empty("too_long", candidates=[fact])
        said = (label, *(c.replace("_", " ") for c in one.name.concepts if c in fact.concepts))
        if not all(could_answer(text, fact.value) for text in said):
            return empty("wrong_type", candidates=[fact])
        return Filled(value, fact.entry, fact.keys, blank.box)

    def _nothing(self, one: Asked) -> Empty:
        """Why the library gives nothing for a field."""
        mine = (one.name.roles, one.name.index)
        others = [
            f for f in self._others if (f.roles, f.index) == mine and set(f.concepts) & set(self._concepts(one.name))
        ]
        if others:
            detail = "The library holds this of several people, and it cannot be told whose form this is."
            return empty("conflict", candidates=others, detail=detail)
        if one.name.roles and not any(f.roles == one.name.roles and f.index == one.name.index for f in self._facts):
            return empty("someone_elses_field", owner=self.owner(one))
        return empty("not_in_library")


def _as_the_librarys_person(asked: list[Asked], facts: Sequence[Fact]) -> list[Asked]:
    """A form that a parent fills in for a child is the form of whoever has children in the library."""
    mine = (frozenset(("parent",)), frozenset(("parent", "other")))
    parents = any(one.name.roles in mine for one in asked)
    children = any(one.name.roles == {"child"} for one in asked)
    if not (parents and children and any(f.roles == {"child"} for f in facts)) or any(
        f.roles == {"parent"} for f in facts
    ):
        return asked
    return [replace(one, name=replace(one.name, roles=frozenset())) if one.name.roles in mine else one for one in asked]


_OF_PAPERS = ("number", "issue_date", "expiry_date", "issuing_country", "issuing_authority")


def _of_papers(concepts: Sequence[str], paper: str) -> list[str]:
    """What belongs to a paper is asked of the one paper of the form; a mobile phone is a phone too."""
    asked: list[str] = []
    for concept in concepts:
        of_paper = concept.removeprefix("document_")
        if of_paper not in _OF_PAPERS:
            asked.append(concept)
        elif paper:
            asked.append(f"{paper}_{of_paper}")
    return [*asked, "mobile"] if "phone" in asked else asked

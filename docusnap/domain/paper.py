"""A result as the library of its client knows it: a few facts, and the words by which it is found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docusnap.domain.amounts import parse_amount
from docusnap.domain.dates import parse_date
from docusnap.domain.search_terms import terms_of

_LONGEST_FACT = 300
_MOST_TAGS = 30


@dataclass(frozen=True, slots=True)
class Paper:
    """What is kept of a result to find it by.

    `dated` is ISO ("2019-03-04"), `total` a decimal and `currency` its ISO code; each is None where it is not known.
    `terms`: see `terms_of`.
    """

    kind: str
    title: str
    tags: tuple[str, ...]
    seller: str | None
    dated: str | None
    total: str | None
    currency: str | None
    terms: tuple[str, ...]

    @property
    def sale(self) -> str | None:
        """The same for two papers of one sale: seller, date, total and currency; None where one is not known."""
        if not (self.seller and self.dated and self.total):
            return None
        return "|".join([" ".join(terms_of([self.seller])), self.dated, self.total, self.currency or ""])


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """Which papers are asked for; None and the empty text ask for any. Times are Unix seconds, `until` exclusive.

    `before`: older than the paper with this time and task id. `tag`: the client's own, or one of the result's.
    """

    text: str = ""
    kind: str | None = None
    tag: str | None = None
    since: float | None = None
    until: float | None = None
    before: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper of a client's library, by its task. `copies`: how many other papers seem to be the same one."""

    task_id: str
    operation: str
    created_at: float
    kind: str
    title: str
    tags: tuple[str, ...]
    seller: str | None
    dated: str | None
    total: str | None
    currency: str | None
    copies: int


def paper_of(result: Mapping[str, Any], texts: Iterable[str] = ()) -> Paper | None:
    """The paper that this result tells of, and the texts of its pages; None for a result that tells of none."""
    kv = result.get("kv")
    if not isinstance(kv, Mapping) or "title" not in result:
        return None
    values = {value["key"]: value for value in result.get("values", ())}
    company, total = values.get("company"), values.get("total")
    money, date = _money(total) if total else None, values.get("date")
    return Paper(
        kind=str(result.get("kind") or "none"),
        title=str(result["title"])[:_LONGEST_FACT],
        tags=tuple(str(tag)[:_LONGEST_FACT] for tag in result.get("tags", ())[:_MOST_TAGS]),
        seller=str(company["value"])[:_LONGEST_FACT] if company else None,
        dated=_day(date) if date else None,
        total=money["amount"] if money else None,
        currency=money["currency"] if money else None,
        terms=tuple(terms_of([*_told(result), *texts])),
    )


def _money(value: Mapping[str, Any]) -> Mapping[str, str | None] | None:
    """What it says, also where a person set it right and nobody normalized it."""
    if value["type"] != "money":
        return None
    if value["normalized"] is not None:
        return dict(value["normalized"])
    amount = parse_amount(str(value["value"]))
    return None if amount is None else {"amount": f"{amount:f}", "currency": None}


def _day(value: Mapping[str, Any]) -> str | None:
    if value["type"] != "date" or value["normalized"] is not None:
        return value["normalized"] if value["type"] == "date" else None
    day = parse_date(str(value["value"]))
    return day.isoformat() if day else None


def _told(result: Mapping[str, Any]) -> Iterator[str]:
    """The texts of the result itself, the most telling ones first."""
    yield from (str(result.get("title", "")), *map(str, result.get("tags", ())), str(result.get("description", "")))
    for label, value in result.get("kv", {}).items():
        yield from (str(label), str(value))
    for value in result.get("values", ()):
        yield from _leaves(value.get("normalized"))
    for item in result.get("items", ()):
        yield str(item.get("name") or "")
    for paper in result.get("papers", ()):
        yield from _told(paper)


def _leaves(normalized: object) -> Sequence[str]:
    if isinstance(normalized, Mapping):
        return [str(value) for value in normalized.values() if value is not None]
    return [normalized] if isinstance(normalized, str) else []

"""The checked result: every value with its evidence, or flagged. The JSON forms are the public contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docusnap.domain.answer import Blank, FillAnswer, LibraryEntry, Usage
from docusnap.domain.asked import Reason
from docusnap.domain.items import Item
from docusnap.domain.kinds import Judgement
from docusnap.domain.page import Box, Polygon
from docusnap.domain.polygons import polygon_json
from docusnap.domain.quality import quality_json
from docusnap.domain.tables import Table
from docusnap.domain.value_types import Normalized, ValueType


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: page (from 1), box in pixels of the upright page, and the text there.

    `polygon` is the box in pixels of the file's own picture (domain/polygons.py), None where that is not known.
    `reading` (0..1) is how surely the text stands there, `chance` how likely it answers its key, None where that is not
    known. `checks` names what else speaks for the value ("sum", "date", "check_digit").
    """

    page: int
    box: Box
    text: str
    reading: float
    checks: tuple[str, ...] = ()
    chance: float | None = None
    polygon: Polygon | None = None

    @property
    def confidence(self) -> float:
        """The chance that the value is right; without one, how surely it was read."""
        return self.reading if self.chance is None else self.chance

    def as_json(self) -> dict[str, Any]:
        """As it stands in a result; boxes in whole pixels, polygons to a tenth."""
        return {
            "page": self.page,
            "box": [round(c) for c in self.box],
            "polygon": polygon_json(self.polygon),
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "reading": round(self.reading, 3),
            "checks": list(self.checks),
        }


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about one key of a result: a stable code ("not_on_page", "sum_mismatch", "low_confidence", …)."""

    key: str
    code: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that may answer a key, the model that proposed it, and where it stands (None: nowhere)."""

    value: str
    model: str
    evidence: Evidence | None

    def as_json(self) -> dict[str, Any]:
        """As it stands in a result."""
        return {
            "value": self.value,
            "model": self.model,
            "evidence": self.evidence.as_json() if self.evidence else None,
        }


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value for programs: the same text as under `label` in `kv`, its type, and what it says in one fixed form.

    `key` is a stable name ("total", "last_name"). `normalized` is of a date "2019-03-04", of money {"amount": "9.00",
    "currency": its ISO code or None}, of a number "1250.5", of a phone number "+60312345678" or its digits, of a check
    box True or False, of an address or e-mail address the tidied text; None where there is no such form. `warnings`
    tell what is doubtful about the normalised form alone.
    """

    key: str
    label: str
    value: str
    type: ValueType
    normalized: Normalized
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """What is known of the answer to one field: its value as JSON, or the reason why it is null."""

    value: Any
    reason: Reason | None = None
    evidence: Evidence | None = None
    warnings: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it stands in a result; what evidence would tell is null where there is none."""
        return {
            "value": self.value,
            "reason": self.reason,
            **_place_json(self.evidence),
            "warnings": list(self.warnings),
            "alternatives": [other.as_json() for other in self.alternatives],
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a schema: one object of its shape, and what is known of each by its JSON pointer."""

    whole: Mapping[str, Any]
    fields: Mapping[str, FieldAnswer]


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """The result of `document`, and of `form` when `blanks` is not None.

    `judgement` tells what kind of paper it is, `pages` which pages (from 1) it was read from. `papers`: where the pages
    are several papers, the result of each; this one is then that of the first. `answers`: to the caller's own fields.
    `text` and `markdown` are all that its pages say. `pictures_sent`: how many pictures left this machine for the
    model's server; None where none ever do.
    """

    title: str
    tags: tuple[str, ...]
    description: str
    kv: Mapping[str, str]
    related: tuple[LibraryEntry, ...]
    evidence: Mapping[str, Evidence | None]
    cautions: tuple[Caution, ...]
    model: str
    quality: Mapping[str, Any] = field(default_factory=lambda: quality_json([]))
    usage: Usage | None = None
    blanks: tuple[Blank, ...] | None = None
    alternatives: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict)
    values: tuple[TypedValue, ...] = ()
    items: tuple[Item, ...] = ()
    tables: tuple[Table, ...] = ()
    judgement: Judgement = field(default_factory=Judgement)
    pages: tuple[int, ...] = ()
    papers: tuple["DocumentResult", ...] = ()
    answers: Answers | None = None
    pictures_sent: int | None = None
    text: str = ""
    markdown: str = ""

    def as_json(self) -> dict[str, Any]:
        """The stable contract of section 5 of the design; the phone app reads the first five keys."""
        out: dict[str, Any] = {
            "title": self.title,
            "tags": list(self.tags),
            "description": self.description,
            "kv": dict(self.kv),
            "related": [{"type": e.type, "resource_id": e.id} for e in self.related],
            "evidence": {k: e.as_json() if e else None for k, e in self.evidence.items()},
            "alternatives": {key: [a.as_json() for a in others] for key, others in self.alternatives.items()},
            "warnings": [{"key": c.key, "code": c.code} for c in self.cautions],
            "values": [self._value_json(value) for value in self.values],
            "items": [item.as_json() for item in self.items],
            "tables": [table.as_json() for table in self.tables],
            "model": self.model,
            "quality": dict(self.quality),
            "kind": self.judgement.kind,
            "kind_confidence": round(self.judgement.confidence, 3),
            "text": self.text,
            "markdown": self.markdown,
        }
        if self.pictures_sent is not None:
            out["pictures_sent"] = self.pictures_sent
        if self.answers is not None:
            out["answers"] = dict(self.answers.whole)
            out["answer_details"] = {where: answer.as_json() for where, answer in self.answers.fields.items()}
        if self.papers:
            out["papers"] = [{"pages": list(paper.pages)} | paper.as_json() for paper in self.papers]
        if self.blanks is not None:
            out["fields"] = [b.label for b in self.blanks]
            out["field_boxes"] = [b.as_json() for b in self.blanks]
        return out | _usage_json(self.usage)

    def _value_json(self, value: TypedValue) -> dict[str, Any]:
        """The value with all that is known of its label; what evidence would tell is null where there is none."""
        place = _place_json(self.evidence.get(value.label))
        told = (c.code for c in self.cautions if c.key == value.label)
        return {
            "key": value.key,
            "label": value.label,
            "value": value.value,
            "type": value.type,
            "normalized": value.normalized,
            **place,
            "warnings": list(dict.fromkeys((*told, *value.warnings))),
            "alternatives": [a.as_json() for a in self.alternatives.get(value.label, ())],
        }


_OF_EVIDENCE = ("page", "box", "polygon", "text", "confidence", "reading", "checks")


def _place_json(found: Evidence | None) -> dict[str, Any]:
    """What evidence tells; null where there is none."""
    return found.as_json() if found else dict.fromkeys(_OF_EVIDENCE) | {"checks": []}


@dataclass(frozen=True, slots=True)
class FillingResult:
    """The result of `form_filling`."""

    answer: FillAnswer
    cautions: tuple[Caution, ...]
    model: str

    def as_json(self) -> dict[str, Any]:
        """`filled` maps each field to its value and source; `missing` lists the fields left blank.

        `fields` tells of every field, by its id, what is known of it, its value, or why it stays empty.
        """
        return {
            "filled": {name: {"value": f.value, "source": f.source_json()} for name, f in self.answer.filled.items()},
            "missing": list(self.answer.missing),
            "fields": [field.as_json() for field in self.answer.fields],
            "warnings": [{"key": c.key, "code": c.code} for c in self.cautions],
            "model": self.model,
        } | _usage_json(self.answer.usage)


def _usage_json(usage: Usage | None) -> dict[str, Any]:
    if usage is None:
        return {}
    return {
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "rounds": usage.rounds,
        }
    }

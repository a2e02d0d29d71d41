"""The checked result: every value with its evidence, or flagged. The JSON forms are the public contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docusnap.domain.answer import Blank, FillAnswer, LibraryEntry, Usage
from docusnap.domain.page import Box
from docusnap.domain.quality import quality_json


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: page (from 1), box in pixels of the upright page, and the text there.

    `reading` (0..1) is how surely the text stands there, `chance` how likely it answers its key, None where that is not
    known. `checks` names what else speaks for the value ("sum", "date", "check_digit").
    """

    page: int
    box: Box
    text: str
    reading: float
    checks: tuple[str, ...] = ()
    chance: float | None = None

    @property
    def confidence(self) -> float:
        """The chance that the value is right; without one, how surely it was read."""
        return self.reading if self.chance is None else self.chance

    def as_json(self) -> dict[str, Any]:
        """As it stands in a result; boxes in whole pixels."""
        return {
            "page": self.page,
            "box": [round(c) for c in self.box],
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
class DocumentResult:
    """The result of `document`, and of `form` when `blanks` is not None."""

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
            "model": self.model,
            "quality": dict(self.quality),
        }
        if self.blanks is not None:
            out["fields"] = [b.label for b in self.blanks]
            out["field_boxes"] = [
                {"label": b.label, "page": b.page, "box": [round(c) for c in b.box] if b.box else None}
                for b in self.blanks
            ]
        return out | _usage_json(self.usage)


@dataclass(frozen=True, slots=True)
class FillingResult:
    """The result of `form_filling`."""

    answer: FillAnswer
    cautions: tuple[Caution, ...]
    model: str

    def as_json(self) -> dict[str, Any]:
        """`filled` maps each field to its value and source; `missing` lists the fields left blank."""
        return {
            "filled": {
                name: {"value": f.value, "source": {"type": f.source.type, "resource_id": f.source.id}}
                for name, f in self.answer.filled.items()
            },
            "missing": list(self.answer.missing),
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

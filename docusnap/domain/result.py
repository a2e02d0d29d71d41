"""The checked result: every value with its evidence, or flagged. The JSON forms are the public contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docusnap.domain.answer import Blank, FillAnswer, LibraryEntry, Usage
from docusnap.domain.page import Box


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: page (from 1), box in pixels of the upright page, the text there, confidence 0..1.

    `checks` names what else speaks for the value ("sum", "date", "check_digit").
    """

    page: int
    box: Box
    text: str
    confidence: float
    checks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it stands in a result; boxes in whole pixels."""
        return {
            "page": self.page,
            "box": [round(c) for c in self.box],
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "checks": list(self.checks),
        }


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about one key of a result: a stable code ("not_on_page", "sum_mismatch", "low_confidence", …)."""

    key: str
    code: str


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
    usage: Usage | None = None
    blanks: tuple[Blank, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """The stable contract of section 5 of the design; the phone app reads the first five keys."""
        out: dict[str, Any] = {
            "title": self.title,
            "tags": list(self.tags),
            "description": self.description,
            "kv": dict(self.kv),
            "related": [{"type": e.type, "resource_id": e.id} for e in self.related],
            "evidence": {k: e.as_json() if e else None for k, e in self.evidence.items()},
            "warnings": [{"key": c.key, "code": c.code} for c in self.cautions],
            "model": self.model,
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

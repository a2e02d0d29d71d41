"""What the server answers, as plain types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

_ENDED = frozenset({"completed", "error", "cancelled"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was read: the page (from 1), and the box (x0, y0, x1, y1) in pixels of the page's picture."""

    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a paper. `normalized`: dates as YYYY-MM-DD, money as amount and currency; None where there is no form.

    `place` is None where the value stands nowhere on the pages; `warnings` are codes of what is doubtful.
    """

    key: str
    label: str
    value: str
    type: str
    normalized: Any
    place: Place | None
    confidence: float | None
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From one of the `values` of a result."""
        place = Place(told["page"], tuple(told["box"])) if told.get("page") and told.get("box") else None
        plain = {name: told[name] for name in ("key", "label", "value", "type", "normalized")}
        return cls(**plain, place=place, confidence=told.get("confidence"), warnings=tuple(told.get("warnings", ())))


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stood when it was asked for. `stage`, `done` and `total` are there while it is worked on."""

    id: str
    operation: str
    status: str
    result: Mapping[str, Any] | None = None
    error_code: str | None = None
    error: str | None = None
    stage: str | None = None
    done: int = 0
    total: int = 0
    tag: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From the body of `GET /task/<id>`."""
        progress, error = told.get("progress") or {}, told.get("error") or {}
        return cls(
            id=told["task_id"],
            operation=told.get("operation", ""),
            status=told["status"],
            result=told.get("result"),
            error_code=error.get("code"),
            error=error.get("detail"),
            stage=progress.get("stage"),
            done=progress.get("done", 0),
            total=progress.get("total", 0),
            tag=told.get("tag"),
            raw=told,
        )

    @property
    def ended(self) -> bool:
        """Whether it will not change by itself any more."""
        return self.status in _ENDED

    @property
    def kv(self) -> Mapping[str, str]:
        """Names and values as text; empty before the task is completed."""
        kv: Mapping[str, str] = (self.result or {}).get("kv", {})
        return kv

    @property
    def values(self) -> Sequence[Value]:
        """The same values for programs."""
        return [Value.of(told) for told in (self.result or {}).get("values") or ()]

    def value(self, key: str) -> Value | None:
        """The value with that stable key or label."""
        return next((value for value in self.values if key in (value.key, value.label)), None)

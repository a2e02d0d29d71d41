"""What clients get: bodies of answers, and how the OpenAPI document shows them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, SkipValidation

from docusnap.api.filling_answers import FillingBody
from docusnap.api.result_answers import DocumentBody, PolygonBody, QualityBody, polygon_body
from docusnap.domain import task as domain
from docusnap.domain.callback import Delivery
from docusnap.domain.correction import Correction, standing
from docusnap.domain.kinds import PaperKind
from docusnap.domain.page import Page

Result = SkipValidation[DocumentBody | FillingBody | dict[str, Any]]
"""Of a task; that of an operation which was added is an object of its own."""


class Accepted(BaseModel):
    """The task is on disk and will be done."""

    task_id: str
    status: domain.Status
    status_url: str


class SealedAnswer(BaseModel):
    """What is answered to a sealed request, sealed with its key: base64 of IV and AES-CBC of the answer's JSON.

    `signature` is the SHA-256 of that JSON, in hex.
    """

    encrypted_data: str
    signature: str


_WRAPPED_KEY = "encrypted_key"
"""Of sealed work: it may be the key of another client, who asked first for the same."""


class ProgressBody(BaseModel):
    """How far a running task is."""

    stage: str
    done: int
    total: int
    quality: QualityBody | None = Field(description="Of the pictures that were seen so far.")


class FailureBody(BaseModel):
    """Why a task ended `error`."""

    code: str
    detail: str


class WaitingBody(BaseModel):
    """Why a pending task waits, and when it is tried again."""

    code: str
    detail: str
    until: datetime


class CorrectionBody(BaseModel):
    """What a person set right: the value of a field, instead of what was read there."""

    field: str = Field(description="Its label in `kv`, or the id of a form's field.")
    original: str | None = Field(description="As it was read; null where nothing was.")
    value: str | None = Field(description="What is right; null where there is no such value.")
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, one: Correction) -> Self:
        """As clients see it."""
        return cls(
            field=one.field,
            original=one.original,
            value=one.value,
            made_by=one.made_by,
            made_at=datetime.fromtimestamp(one.made_at, UTC),
        )


class TaskBody(BaseModel):
    """A task as it stands. `result` is there when it is `completed`, `error` when its status is `error`, and `waiting`
    when an attempt failed, for an outage say, and the next one is still to come.

    `cached`: the result was there when the task came; `joined`: the same work was under way then.
    """

    task_id: str
    operation: str
    status: domain.Status
    created_at: datetime
    finished_at: datetime | None
    progress: ProgressBody | None
    result: Result | None
    error: FailureBody | None
    waiting: WaitingBody | None
    tag: str | None
    cached: bool
    joined: bool
    corrections: list[CorrectionBody] = Field(
        default_factory=list, description="What people set right; the result is as it was read."
    )

    @classmethod
    def of(cls, task: domain.Task) -> Self:
        """The task, as clients see it."""
        p, f, w = task.progress, task.failure, task.waiting
        return cls(
            task_id=task.id,
            operation=task.operation,
            status=task.status,
            created_at=datetime.fromtimestamp(task.created_at, UTC),
            finished_at=None if task.finished_at is None else datetime.fromtimestamp(task.finished_at, UTC),
            progress=ProgressBody.model_validate(asdict(p)) if p else None,
            result=None if task.result is None else {k: v for k, v in task.result.items() if k != _WRAPPED_KEY},
            error=FailureBody(code=f.code, detail=f.detail) if f else None,
            waiting=WaitingBody(
                code=w.failure.code, detail=w.failure.detail, until=datetime.fromtimestamp(w.until, UTC)
            )
            if w
            else None,
            tag=task.tag,
            cached=task.cached,
            joined=task.joined,
            corrections=[CorrectionBody.of(one) for one in standing(task.corrections).values()],
        )


class TaskSummary(BaseModel):
    """A task in a list, without its result."""

    task_id: str
    operation: str
    status: domain.Status
    created_at: datetime
    finished_at: datetime | None
    progress: ProgressBody | None
    error: FailureBody | None
    waiting: WaitingBody | None
    tag: str | None
    document_id: str | None
    title: str | None = Field(description="Of the paper; null before it is known.")
    kind: PaperKind | None
    kind_confidence: float | None
    warnings: int = Field(description="How many the result has.")

    @classmethod
    def of(cls, task: domain.Task) -> Self:
        """The task, as clients see it in a list."""
        whole, result = TaskBody.of(task), task.result or {}
        told = {name: result.get(name) for name in ("title", "kind", "kind_confidence")}
        shared = {name: getattr(whole, name) for name in cls.model_fields.keys() & TaskBody.model_fields.keys()}
        more = {"document_id": task.document_id, "warnings": len(result.get("warnings", ()))}
        return cls.model_validate(shared | told | more, from_attributes=True)


class TasksBody(BaseModel):
    """A page of tasks, newest first. `next` is the cursor of the page after it, null on the last."""

    tasks: list[TaskSummary]
    next: str | None


class BulkTaskBody(BaseModel):
    """What became of one file: a task, or the error for which it was refused."""

    file: int = Field(description="Which of the files, from 1.")
    task_id: str | None = None
    status: domain.Status | None = None
    status_url: str | None = None
    error: FailureBody | None = None


class BulkBody(BaseModel):
    """What became of each file, in their order."""

    tasks: list[BulkTaskBody]


class DeliveryBody(BaseModel):
    """An attempt to deliver the end of a task. `error` is null when it succeeded, `url` for a Python callback."""

    url: str | None
    event: str
    attempt: int
    at: datetime
    error: str | None


class DeliveriesBody(BaseModel):
    """Every attempt to deliver the end of a task, oldest first."""

    deliveries: list[DeliveryBody]

    @classmethod
    def of(cls, deliveries: Sequence[Delivery]) -> Self:
        """As clients see them."""
        return cls(
            deliveries=[
                DeliveryBody(
                    url=d.url, event=d.event, attempt=d.attempt, at=datetime.fromtimestamp(d.at, UTC), error=d.error
                )
                for d in deliveries
            ]
        )


class LineBody(BaseModel):
    """A printed line, and the id that values cite."""

    id: str
    text: str


class WordBody(BaseModel):
    """A word: its box (x0, y0, x1, y1) in pixels of the page image, and how sure the engine is, 0..1.

    `polygon` are the corners of the box in pixels of the picture as the file has it.
    """

    text: str
    box: tuple[int, int, int, int]
    polygon: PolygonBody
    confidence: float


class PageBody(BaseModel):
    """What was read on a page, in reading order."""

    page: int
    width: int
    height: int
    engine: str
    lines: list[LineBody]
    words: list[WordBody]

    @classmethod
    def of(cls, page: Page) -> Self:
        """The page, boxes in whole pixels."""
        return cls(
            page=page.number,
            width=page.width,
            height=page.height,
            engine=page.engine,
            lines=[LineBody(id=line.id, text=line.text) for line in page.lines],
            words=[
                WordBody(
                    text=w.text,
                    box=(round(w.place[0]), round(w.place[1]), round(w.place[2]), round(w.place[3])),
                    polygon=polygon_body(page, w.place),
                    confidence=round(w.confidence, 3),
                )
                for w in page.words
            ],
        )


class Health(BaseModel):
    """The server is alive."""

    status: Literal["ok"] = "ok"
    version: str


class DegradedPart(BaseModel):
    """What does not work as it should, while tasks are taken and worked on."""

    part: str = Field(description="`llm`, `ocr`, or the name of a background thread such as `heartbeat`.")
    detail: str


class Readiness(BaseModel):
    """The server takes tasks and works on them."""

    status: Literal["ok", "degraded"]
    version: str
    degraded: list[DegradedPart]
    pictures_leave: bool = Field(description="Whether the pictures of pages are sent to the language model's server.")

"""Tasks and jobs: one client's request, and the work that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from docusnap.domain.correction import Correction, corrected


class Status(StrEnum):
    """Of jobs and of tasks. `error` is terminal: the job gave up and waits for a person."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ERROR = "error"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether the status will not change by itself any more."""
        return self in (Status.COMPLETED, Status.ERROR, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes kept under their SHA-256 (lower-case hex)."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job ended `error`: a stable code and a sentence for people, never a traceback."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a pending job waits, and until when it does (Unix seconds); then it is tried again."""

    failure: Failure
    until: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running job is: `done` of `total` steps of a stage ("reading", "understanding").

    `quality`: the verdict on the pictures that were seen so far (`quality_json`); None before the first.
    """

    stage: str
    done: int
    total: int
    quality: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Operation x URI: the work, and the queue item.

    `attempt` counts claims; `fence` is the number of the claim that may write: older ones change nothing. `crashes`
    counts the workers that died of it. `kept` are keyword arguments that the last attempt left for this one.
    `sort_key` is its place in line, in seconds; `failed_at` is when it first failed, `run_at` when it
    is to be tried again. Times are Unix seconds.
    """

    id: str
    operation: str
    uri: str
    client_id: str
    files: tuple[StoredFile, ...]
    parameters: Mapping[str, Any]
    status: Status
    created_at: float
    sort_key: float
    priority: int = 0
    attempt: int = 0
    fence: int = 0
    crashes: int = 0
    kept: Mapping[str, Any] = field(default_factory=dict)
    failed_at: float | None = None
    failure: Failure | None = None
    run_at: float | None = None

    @property
    def sealed(self) -> bool:
        """Whether its input came sealed, so that nothing of it may be shown."""
        return "envelope" in self.parameters

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """What its operation is called with: the files, the parameters, and what the last attempt kept."""
        return {"files": self.files, **self.parameters, **self.kept}


@dataclass(frozen=True, slots=True)
class Task:
    """One client's request for the result of a job, as the client sees it.

    `cached`: it was answered at once; `joined`: the same work was under way when it came. `waiting` is there while it
    is pending because an attempt failed that is to be made again. Once it was forgotten (`forgotten_at`, Unix seconds)
    there is no job, no tag and no result or failure; `status` says how it ended.
    """

    id: str
    client_id: str
    job_id: str | None
    operation: str
    status: Status
    created_at: float
    finished_at: float | None = None
    progress: Progress | None = None
    result: Mapping[str, Any] | None = None
    failure: Failure | None = None
    waiting: Waiting | None = None
    tag: str | None = None
    cached: bool = False
    joined: bool = False
    files: tuple[StoredFile, ...] = field(default=())
    document_id: str | None = None
    forgotten_at: float | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def corrected_result(self) -> Mapping[str, Any] | None:
        """The result, with what people set right in it."""
        return None if self.result is None else corrected(self.result, self.corrections)


@dataclass(frozen=True, slots=True)
class Work:
    """How often the work of a task was begun, and how many seconds each stage of the last attempt took.

    `seconds`: the waiting first, then the stages in their order; empty before the work has ended.
    """

    attempts: int
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which of a client's tasks are listed: those that are all of this; None: any.

    `kind`: of paper, as the result tells. `text`: words that its paper holds.
    Made from `since` (Unix seconds) on, and before `until`.
    """

    status: Status | None = None
    operation: str | None = None
    tag: str | None = None
    kind: str | None = None
    text: str | None = None
    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class SealedName:
    """What a phone calls a task: who it is, the SHA-256 of the content as sent, and `doc`, `form` or `fill`."""

    client_id: str
    sha256: str
    type: str

"""What the one who runs the server sees of the queue's past, and of what was told to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docusnap.domain.queue import FailedAttempt, StageStart
from docusnap.domain.task import Job, Status

WHOLE_QUEUE = "*"
"""The name under which the whole queue is paused, beside those of single operations."""


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs are meant; None stands for any. `before`: older than the job with this time and id."""

    status: Status | None = None
    operation: str | None = None
    error: str | None = None
    before: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Doomed:
    """Jobs to be deleted: those that ended so before `ended_before` (Unix seconds); None stands for any."""

    status: Status
    ended_before: float
    operation: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How many jobs of an operation gave up with this error code."""

    operation: str
    code: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Period:
    """What happened in a stretch of time that ends at `until` (Unix seconds), and how many jobs were live then."""

    until: float
    added: int
    ended: Mapping[Status, int]
    live: int


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How long a stage took in the jobs that were completed lately: the median and nine in ten, in seconds."""

    stage: str
    jobs: int
    median: float
    nine_tenths: float


@dataclass(frozen=True, slots=True)
class History:
    """The queue's last while, oldest period first; `stages` in the order in which jobs go through them."""

    periods: Sequence[Period]
    stages: Sequence[StageTimes]


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task of a job, without its result."""

    id: str
    client_id: str
    created_at: float
    cached: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of how a job went. `worker` names the boot that runs it now; times are Unix seconds."""

    job: Job
    started_at: float | None
    finished_at: float | None
    worker: str | None
    attempts: Sequence[FailedAttempt]
    stages: Sequence[StageStart]
    tasks: Sequence[WaitingTask]


class WebhookState(StrEnum):
    """How far a webhook is: its task has not ended, it is being sent, it was told, or it was given up."""

    WAITING = "waiting"
    SENDING = "sending"
    TOLD = "told"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class SentWebhook:
    """A webhook of a task. `error`: why the last attempt failed; `due_at`: when the next one is."""

    id: str
    task_id: str
    url: str
    state: WebhookState
    event: str | None
    attempts: int
    due_at: float | None
    told_at: float | None
    error: str | None

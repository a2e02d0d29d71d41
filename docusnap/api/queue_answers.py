"""What the administrator gets of the queue: bodies of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Self

from pydantic import BaseModel

from docusnap.api.task_answers import FailureBody
from docusnap.dispatch.drain import Drained
from docusnap.domain import task as domain
from docusnap.domain.administration import Story
from docusnap.domain.queue import FailedAttempt, QueueStats
from docusnap.domain.task import Job


class QueueBody(BaseModel):
    """How the queue stands. `counts`: jobs by status and operation; `oldest_pending`: seconds it has waited.

    `paused`: operations of which nothing is begun; `*` stands for all of them.
    """

    counts: Mapping[str, Mapping[str, int]]
    oldest_pending: float | None
    retries_due: int
    quarantined: int
    paused: Sequence[str]

    @classmethod
    def of(cls, stats: QueueStats) -> Self:
        """As clients see it."""
        return cls(
            counts=stats.counts,
            oldest_pending=stats.oldest_pending,
            retries_due=stats.retries_due,
            quarantined=stats.quarantined,
            paused=stats.paused,
        )


class ItemBody(BaseModel):
    """A job. `attempt` counts the tries, `crashes` the workers that died of it; `error` is the last one.

    `run_at`: when it is tried again, if it waits for that.
    """

    id: str
    operation: str
    status: domain.Status
    client_id: str
    priority: int
    attempt: int
    crashes: int
    created_at: datetime
    run_at: datetime | None
    error: FailureBody | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """As the one who runs the server sees it."""
        return cls(
            id=job.id,
            operation=job.operation,
            status=job.status,
            client_id=job.client_id,
            priority=job.priority,
            attempt=job.attempt,
            crashes=job.crashes,
            created_at=datetime.fromtimestamp(job.created_at, UTC),
            run_at=None if job.run_at is None else datetime.fromtimestamp(job.run_at, UTC),
            error=FailureBody(code=job.failure.code, detail=job.failure.detail) if job.failure else None,
        )


class StoredFileBody(BaseModel):
    """A file of a job."""

    sha256: str
    size: int
    media_type: str


class ErrorReportBody(BaseModel):
    """An error as it was raised; `message` and `traceback` are empty where the work is sealed."""

    type: str
    message: str
    traceback: str


class AttemptBody(BaseModel):
    """An attempt that failed or asked for another one. `worker` names the process that made it, by its start."""

    attempt: int
    worker: str
    started_at: datetime | None
    ended_at: datetime
    error: ErrorReportBody


class StageBody(BaseModel):
    """When a stage of an attempt began, and in which process; `fence` counts the attempts for good."""

    fence: int
    stage: str
    worker: str
    started_at: datetime


class ItemTaskBody(BaseModel):
    """A task that waits for the job or has its result. `cached`: it was answered at once; `joined`: it came later."""

    id: str
    client_id: str
    created_at: datetime
    cached: bool
    joined: bool


class ItemReport(ItemBody):
    """A job with all that its operation was called with, its tasks, and how it went.

    `attempts`: those that failed lately, oldest first; `stages`: when each began. `worker` names the process that runs
    it now. `kept`: arguments that an attempt left for the next one. Of `sealed` work there is no URI, file or argument.
    """

    sealed: bool
    uri: str | None
    files: list[StoredFileBody]
    parameters: Mapping[str, Any]
    kept: Mapping[str, Any]
    attempts: list[AttemptBody]
    started_at: datetime | None
    finished_at: datetime | None
    worker: str | None
    stages: list[StageBody]
    tasks: list[ItemTaskBody]

    @classmethod
    def of_story(cls, story: Story) -> Self:
        """As the one who runs the server sees it."""
        job = story.job
        files = [] if job.sealed else [StoredFileBody(**asdict(file)) for file in job.files]
        return cls(
            **ItemBody.of(job).model_dump(),
            sealed=job.sealed,
            uri=None if job.sealed else job.uri,
            files=files,
            parameters={} if job.sealed else job.parameters,
            kept={} if job.sealed else job.kept,
            attempts=[_attempt(one) for one in story.attempts],
            started_at=_time(story.started_at),
            finished_at=_time(story.finished_at),
            worker=story.worker,
            stages=[
                StageBody(fence=one.fence, stage=one.stage, worker=one.worker, started_at=_moment(one.started_at))
                for one in story.stages
            ],
            tasks=[ItemTaskBody(**(asdict(one) | {"created_at": _moment(one.created_at)})) for one in story.tasks],
        )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)


def _attempt(one: FailedAttempt) -> AttemptBody:
    return AttemptBody(
        attempt=one.number,
        worker=one.worker,
        started_at=None if one.started_at is None else datetime.fromtimestamp(one.started_at, UTC),
        ended_at=datetime.fromtimestamp(one.ended_at, UTC),
        error=ErrorReportBody(**asdict(one.error)),
    )


class ItemsBody(BaseModel):
    """A page of the queue, newest first; `next` is the cursor of the next page, null on the last."""

    items: list[ItemBody]
    next: str | None


class DrainedBody(BaseModel):
    """What was done: of the jobs `processed`, so many ended completed or failed, or are to be tried again later."""

    processed: int
    completed: int
    failed: int
    retried: int

    @classmethod
    def of(cls, drained: Drained) -> Self:
        """As clients see it."""
        return cls(
            processed=drained.processed, completed=drained.completed, failed=drained.failed, retried=drained.retried
        )

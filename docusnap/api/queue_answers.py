"""What the administrator gets of the queue: bodies of answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel

from docusnap.api.task_answers import FailureBody
from docusnap.dispatch.drain import Drained
from docusnap.domain import task as domain
from docusnap.domain.queue import QueueStats
from docusnap.domain.task import Job


class QueueBody(BaseModel):
    """How the queue stands. `counts`: jobs by status and operation; `oldest_pending`: seconds it has waited."""

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

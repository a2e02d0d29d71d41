"""What the one who runs the server does with the queue: look back, move, retry and delete many, send again."""

import logging
from collections.abc import Callable
from dataclasses import replace

from docusnap.database import administration, jobs, queue_view
from docusnap.database.base import Database, Transaction
from docusnap.domain.administration import (
    Doomed,
    ErrorCount,
    History,
    JobFilter,
    SentWebhook,
    Story,
    WebhookState,
)
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import NotFound
from docusnap.domain.task import Job, Status

log = logging.getLogger(__name__)

_AT_ONCE = 100
HISTORY_PERIODS = 24
HISTORY_SECONDS = 3600


class QueueAdministration:
    """Every call is on disk, and binds all processes, when it returns; each may raise StorageFailure."""

    def __init__(
        self,
        database: Database,
        *,
        clock: WallClock,
        on_due: Callable[[str], None] = lambda _: None,
        on_end: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`on_due` and `on_end` are called with ids of jobs that became due, and of which somebody is to be told."""
        self._database = database
        self._clock = clock
        self._on_due = on_due
        self._on_end = on_end

    def items(self, wanted: JobFilter, limit: int) -> list[Job]:
        """The jobs that fit, newest first."""
        given = (wanted.status, wanted.operation, wanted.before, limit)
        return self._database.read(lambda tx: queue_view.items(tx, *given, error=wanted.error))

    def story(self, job_id: str) -> Story:
        """All that is known of how the job went. Raises NotFound."""
        found = self._database.read(lambda tx: administration.story(tx, job_id))
        if found is None:
            raise NotFound("There is no job with this id.")
        return found

    def history(self, periods: int = HISTORY_PERIODS, seconds: int = HISTORY_SECONDS) -> History:
        """What happened in the last `periods` of so many seconds each."""
        now = self._clock()
        return self._database.read(lambda tx: administration.history(tx, now, periods, seconds))

    def errors(self) -> list[ErrorCount]:
        """The errors of quarantined jobs, the commonest first."""
        return self._database.read(administration.error_counts)

    def reprioritise(self, job_id: str, priority: int) -> bool:
        """Moves a pending job forward or back in line; False when it is not pending."""
        moved = self._database.write(lambda tx: administration.reprioritise(tx, job_id, priority))
        if moved:
            self._on_due(job_id)
        return moved

    def retry_all(self, error: str | None = None, operation: str | None = None) -> int:
        """Every quarantined job with that error code and of that operation starts afresh; None stands for any.

        In small steps, so that nobody waits for it. Not where the same work is under way. Returns how many do.
        """
        retried, wanted = 0, JobFilter(Status.ERROR, operation, error)
        some = [(0.0, "")]
        while some:
            some, again = self._retry_some(wanted)
            retried += len(again)
            wanted = replace(wanted, before=some[-1] if some else None)
            for job_id in again:
                self._on_due(job_id)
        log.info("%d quarantined jobs were tried again", retried, extra={"action": "jobs_retried"})
        return retried

    def count_doomed(self, doomed: Doomed) -> int:
        """How many jobs `delete` would delete."""
        return self._database.read(lambda tx: administration.count_doomed(tx, doomed))

    def delete(self, doomed: Doomed) -> int:
        """Deletes ended jobs with the tasks that waited for them, in small steps; returns how many.

        The janitor deletes afterwards what only they needed.
        """
        total = 0
        while gone := self._database.write(lambda tx: administration.delete_doomed(tx, doomed, _AT_ONCE)):
            total += gone
        log.info("deleted %d jobs that ended as %s", total, doomed.status, extra={"action": "jobs_deleted"})
        return total

    def webhooks(
        self, state: WebhookState | None, *, task_id: str | None = None, before_id: str | None = None, limit: int = 50
    ) -> list[SentWebhook]:
        """Webhooks of clients' tasks, newest first; None filters nothing."""
        return self._database.read(lambda tx: administration.webhooks(tx, state, task_id, before_id, limit))

    def send_again(self, webhook_id: str) -> bool:
        """Sends what a webhook told or was to tell once more; False when there is nothing to tell of it (yet)."""
        now = self._clock()
        task_id = self._database.write(lambda tx: administration.send_again(tx, webhook_id, now))
        if task_id is not None:
            self._on_end(webhook_id)
        return task_id is not None

    def _retry_some(self, wanted: JobFilter) -> tuple[list[tuple[float, str]], list[str]]:
        """The jobs that were looked at, and the ids of those that start afresh."""

        def write(tx: Transaction) -> tuple[list[tuple[float, str]], list[str]]:
            some = administration.failed_jobs(tx, wanted, _AT_ONCE)
            return some, [job_id for _, job_id in some if jobs.retry_by_person(tx, job_id)]

        return self._database.write(write)

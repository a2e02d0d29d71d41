"""The consumer of the quarantine: called for each job that gave up."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from docusnap.database import quarantine
from docusnap.database.base import Database
from docusnap.domain.queue import DueJob
from docusnap.domain.task import Job
from docusnap.queue.failures import error_of

log = logging.getLogger(__name__)

QuarantineConsumer = Callable[[str, str, Exception, Mapping[str, Any]], object]
"""Called `(operation, uri, exception, kwargs)` for a job that gave up; `kwargs`: what its operation was called with."""

_AT_ONCE = 100


class QuarantineReports:
    """Calls the consumer at least once for each job that gave up: again after a crash, or when it raised."""

    def __init__(
        self,
        database: Database,
        consumer: QuarantineConsumer | None,
        hand_over: Callable[[str], None] | None = None,
    ) -> None:
        """Without a `consumer` nothing is reported, and what gave up waits for a process that has one.

        `hand_over`: has the job of this id reported elsewhere, rather than here and now.
        """
        self._database = database
        self.consumer = consumer
        self._hand_over = hand_over

    def note(self, item: Job, error: Exception) -> None:
        """A job gave up because of this error: calls the consumer, or hands it over. Raises StorageFailure."""
        if self._hand_over is None:
            self.report(item, error)
        elif self.consumer is not None:
            self._hand_over(item.id)

    def report_named(self, named: DueJob, now: float) -> None:
        """Calls the consumer for that job, unless it was called or the job tried again since. Raises StorageFailure."""
        item = self.consumer and self._database.write(lambda tx: quarantine.claim_untold_one(tx, named, now))
        if item and item.failure is not None:
            self.report(item, error_of(item.failure))

    def report(self, item: Job, error: Exception) -> None:
        """Calls the consumer for a job that gave up because of this error. Raises StorageFailure."""
        if self.consumer is None:
            return
        try:
            self.consumer(item.operation, item.uri, error, item.kwargs)
        except Exception:
            log.exception("the consumer of quarantined jobs failed", extra={"action": "quarantine_consumer_failed"})
        else:
            self._database.write(lambda tx: quarantine.told(tx, item))

    def report_missed(self, now: float) -> None:
        """Calls it for the jobs of which a dead process could not, or it failed. Raises StorageFailure."""
        if self.consumer is None:
            return
        for item in self._database.write(lambda tx: quarantine.claim_untold(tx, now, _AT_ONCE)):
            if item.failure is not None:
                self.report(item, error_of(item.failure))

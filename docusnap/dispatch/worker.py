"""Runs one claimed job to its end: operation, then result or failure, written with the job's fence."""

import logging
import math
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from docusnap.database import traces
from docusnap.database.base import Database
from docusnap.dispatch.running import RunningJob
from docusnap.domain.clock import SteadyClock, SteadyTime, WallClock
from docusnap.domain.errors import ClaimLost, DocusnapError, Stopping, StorageFailure
from docusnap.domain.task import Job, Status
from docusnap.logs import about
from docusnap.operations.base import Operation, Quarantine, RetryLater
from docusnap.operations.inputs import InputPending, with_inputs
from docusnap.queue.service import STALE, DocumentQueueService, Ended
from docusnap.telemetry.telemetry import Telemetry
from docusnap.telemetry.tracing import Note

log = logging.getLogger(__name__)

WRITE_AGAIN_SECONDS = 2.0
"""Pause before how a job ended is written again, when it could not be."""


class Worker:
    """Runs jobs, from many threads at once; knows which it is running."""

    def __init__(
        self,
        queue: DocumentQueueService,
        database: Database,
        operations: Mapping[str, Operation],
        *,
        clock: SteadyClock,
        wall_clock: WallClock,
        deadlines: Mapping[str, float],
        results_kept: float = math.inf,
        telemetry: Telemetry | None = None,
    ) -> None:
        """`deadlines`: seconds that an operation may take; `results_kept`: for which a result answers others."""
        self._queue = queue
        self._database = database
        self._operations = operations
        self._clock = clock
        self._wall_clock = wall_clock
        self._deadlines = deadlines
        self._results_kept = results_kept
        self._telemetry = telemetry or Telemetry()
        self._abandoned = threading.Event()
        self._running: dict[str, RunningJob] = {}
        self._lock = threading.Lock()

    @property
    def running(self) -> list[RunningJob]:
        """What runs now."""
        with self._lock:
            return list(self._running.values())

    def abandon(self) -> list[RunningJob]:
        """Gives back at once what still runs, and tells what; it ends at its next checkpoint, and writes nothing more.

        What is begun after this is given back too, by the thread that begins it.
        """
        self._abandoned.set()
        running = self.running
        for one in running:
            self._queue.release(one.job)
        return running

    def run(self, job: Job, *, go_on: Callable[[], bool] = lambda: False) -> Ended:
        """Runs the job and writes how it ended, as soon as it can be written. Raises StorageFailure when abandoned.

        `go_on`: asked when it is completed, whether the next job is to be claimed with it.
        """
        started, metrics = self._clock(), self._telemetry.metrics
        metrics.job_begun(job.operation, self._wall_clock() - job.created_at if job.attempt == 1 else None)
        try:
            with about(job_id=job.id), self._span_of(job) as note:
                ended = self._run_claimed(job, started, go_on)
                note("docusnap.outcome", ended.outcome)
        finally:
            metrics.job_left(job.operation, self._clock() - started)
        return ended

    def _run_claimed(self, job: Job, started: SteadyTime, go_on: Callable[[], bool]) -> Ended:
        until = started + self._deadlines.get(job.operation, float("inf"))
        context = RunningJob(
            job,
            self._queue,
            self._database,
            clock=self._clock,
            wall_clock=self._wall_clock,
            until=until,
            abandoned=self._abandoned,
            recipe=lambda: self._operations[job.operation].recipe,
            results_kept=self._results_kept,
        )
        with self._lock:
            self._running[job.id] = context
        try:
            ended = self._queue.release(job) if self._abandoned.is_set() else self._run(job, context, go_on)
        finally:
            with self._lock:
                self._running.pop(job.id, None)
        if ended == STALE and not context.moved and not self._queue.exists(job):
            ended = Ended(Status.CANCELLED)  # its tasks were deleted while it ran
        fields = {"action": "job_ended", "outcome": ended.outcome}
        log.info(
            "job %s (%s): %s after %.2f s", job.id, job.operation, ended.outcome, self._clock() - started, extra=fields
        )
        return ended

    def _span_of(self, job: Job) -> AbstractContextManager[Note]:
        attributes: dict[str, str | int] = {
            "docusnap.job_id": job.id,
            "docusnap.operation": job.operation,
            "docusnap.attempt": job.attempt,
        }
        tracing = self._telemetry.tracing
        try:
            parent = self._database.read(lambda tx: traces.of_job(tx, job.id)) if tracing.enabled else ""
        except StorageFailure:
            log.warning("the trace of job %s cannot be read; it begins a new one", job.id, extra={"action": "no_trace"})
            parent = ""
        return tracing.span(f"job {job.operation}", attributes, kind="consumer", parent=parent)

    def _run(self, job: Job, context: RunningJob, go_on: Callable[[], bool]) -> Ended:
        try:
            given = with_inputs(job.kwargs, context.result_of)
            result = self._operations[job.operation](job.uri, context, **given)
            return self._written(lambda: self._queue.mark_completed(job, result, go_on=go_on()))
        except InputPending:
            return self._written(self._queue.wait_for_inputs, job)
        except RetryLater as asked:
            return self._written(self._queue.retry_later, job, asked.countdown, asked.kept)
        except Quarantine as asked:
            return self._written(self._queue.quarantine, job, asked.details)
        except (Stopping, ClaimLost) as error:
            return self._written(self._queue.mark_failed, job, error)
        except DocusnapError as error:
            fields = {"action": "job_failed", "code": error.code}
            log.warning("job %s (%s) failed: %s", job.id, job.operation, error, extra=fields)
            return self._written(self._queue.mark_failed, job, error)
        except Exception as error:
            log.exception(
                "job %s (%s) failed", job.id, job.operation, extra={"action": "job_failed", "code": "internal"}
            )
            return self._written(self._queue.mark_failed, job, error)

    def _written(self, write: Callable[..., Ended], *values: object) -> Ended:
        """What was worked out is not thrown away because the disk is full for a while; the lease is kept meanwhile."""
        while True:
            try:
                return write(*values)
            except StorageFailure:
                log.exception("how a job ended cannot be written", extra={"action": "queue_unavailable"})
                if self._abandoned.wait(WRITE_AGAIN_SECONDS):
                    raise

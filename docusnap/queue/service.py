"""The durable queue: what HTTP routes, workers, cron and the command line call."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docusnap.database import attempts, documents, idempotency, inputs, jobs, papers, queue_view, tasks
from docusnap.database.base import Database, Transaction
from docusnap.domain.administration import WHOLE_QUEUE
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import Cancelled, ClaimLost, NotFound, Stopping, WorkerDied
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.queue import Claim, DueJob, QueueFigures, QueueStats, Rescued, Standing
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Job, Progress, Status, Task
from docusnap.operations.base import Quarantine, RetryLater
from docusnap.queue.failures import failure_of, report_of
from docusnap.queue.library_index import LibraryIndex
from docusnap.queue.quarantine import QuarantineConsumer, QuarantineReports
from docusnap.queue.recorder import Recorded, Recorder
from docusnap.queue.retry import RetryPolicy, backoff, retry_delay
from docusnap.telemetry.telemetry import Telemetry

log = logging.getLogger(__name__)

MOST_CRASHES = 3
TOLD_WHEN_RESUMED = 50
"""Jobs of an operation that are told of when it goes on: enough for every worker, each of which then finds the next."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a claim ended. `outcome`: completed, error, cancelled, pending (tried again at `run_at`), or stale.

    `following`: the next job, claimed in the same transaction, where that was asked for and one is due.
    """

    outcome: str
    run_at: float | None = None
    following: Job | None = None


STALE = Ended("stale")
"""The claim was lost: another worker has the job, or it is gone."""


class DocumentQueueService:
    """One live job for each operation and input; claims carry a fence, and only the last claim can write."""

    def __init__(
        self,
        database: Database,
        *,
        owner: str,
        clock: WallClock,
        uniform: Callable[[float, float], float],
        recorder: Recorder,
        lease: float = 30.0,
        policy: RetryPolicy | None = None,
        policies: Mapping[str, RetryPolicy] | None = None,
        on_due: Callable[[str], None] = lambda _: None,
        on_end: Callable[[str], None] = lambda _: None,
        on_quarantine: QuarantineConsumer | None = None,
        hand_over: Callable[[str], None] | None = None,
        takes: Collection[str] = (),
        telemetry: Telemetry | None = None,
    ) -> None:
        """`owner` names this boot in claims. `policies`: by operation, where `policy` is not to count.

        `on_due` and `on_end` are called with job ids after the fact is on disk. So is `on_quarantine`, at least once
        for each job that gave up: after a crash, or when it raised, it is called again; or `hand_over` is called
        with the id of the job, and whoever is told by it calls `report_quarantined`. `takes`: the operations of
        which jobs are claimed; empty: all.
        """
        self._database = database
        self._owner = owner
        self._clock = clock
        self._uniform = uniform
        self._recorder = recorder
        self._lease = lease
        self._policy = policy or RetryPolicy()
        self._policies = policies or {}
        self._on_due = on_due
        self._on_end = on_end
        self._quarantine = QuarantineReports(database, on_quarantine, hand_over)
        self._takes = takes
        self._telemetry = telemetry or Telemetry()
        self._metrics = self._telemetry.metrics
        self._library = LibraryIndex(database)

    def record(self, request: TaskRequest, *, key: IdempotencyKey | None = None) -> Recorded:
        """Adds a task for the named request, to be announced then; on disk when it returns. `key`: its idempotency key.

        Raises NotFound (no such operation), Deleted, IdempotencyMismatch, QuotaExceeded or StorageFailure.
        """
        now = self._clock()
        traced = replace(request, traceparent=self._telemetry.tracing.here())
        return self._database.write(lambda tx: self._recorder.record(tx, traced, now, key))

    def announce(self, recorded: Recorded) -> None:
        """Wakes a worker for new work, and the delivery of callbacks for a task that was answered at once."""
        self.note(recorded)
        if recorded.task.cached:
            self._on_end(recorded.job_id)
        elif recorded.is_new:
            self._on_due(recorded.job_id)

    def note(self, recorded: Recorded) -> None:
        """Counts the task, as `announce` does, where its work need not be announced."""
        self._metrics.task_recorded(recorded.task.operation, recorded.answer)

    def earlier(self, key: IdempotencyKey) -> Task | None:
        """The task that the key stands for. Raises IdempotencyMismatch when it came with another request."""
        now = self._clock()

        def find(tx: Transaction) -> Task | None:
            task_id = idempotency.subject_of(tx, key, now)
            return tasks.find(tx, task_id) if task_id else None

        return self._database.read(find)

    def enqueue(self, document_id: str, operation: str, priority: int = 0) -> str:
        """Work on a kept document; joins the same work where it is under way. Returns the new task's id.

        A result that is known already does not count: this asks for the work. Raises NotFound or Deleted.
        """
        document = self._database.read(lambda tx: documents.existing(tx, document_id))
        request = TaskRequest(
            operation,
            files=document.files,
            client_id=document.client_id,
            document_id=document_id,
            priority=priority,
            fresh=True,
        )
        recorded = self.record(self._recorder.named(request))
        self.announce(recorded)
        return recorded.task.id

    def get_pending_items(self, limit: int) -> list[Job]:
        """The next jobs in line, without claiming them."""
        return self._database.read(lambda tx: queue_view.in_line(tx, limit))

    def claim(self, limit: int = 1, *, operation: str | None = None) -> list[Job]:
        """The next due jobs, now processing under this owner's lease; only as many as can be begun at once.

        `operation`: of this one alone.
        """
        by, only = self._claim(), self._takes if operation is None else (operation,)
        return self._database.write(lambda tx: jobs.claim(tx, by, limit, only))

    def mark_in_progress(self, item: Job | DueJob) -> Job | None:
        """Claims that very item; None when another worker was faster or it is not pending any more."""
        by = self._claim()
        return self._database.write(lambda tx: jobs.claim_one(tx, by, item.id, item.fence))

    def due(self, job_ids: Iterable[str]) -> list[DueJob]:
        """Those of these jobs that may be claimed now."""
        now = self._clock()
        return self._database.read(lambda tx: jobs.due(tx, job_ids, now))

    def named(self, job_ids: Iterable[str]) -> list[DueJob]:
        """Those of these jobs that are there."""
        return self._database.read(lambda tx: jobs.named(tx, job_ids))

    def report_quarantined(self, job: DueJob) -> None:
        """Tells the consumer of the quarantine of this job, unless it knows, or the job was claimed again since."""
        now = self._clock()
        self._quarantine.report_named(job, now)

    def line(self, operation: str, limit: int) -> list[DueJob]:
        """The first jobs of the operation that may be claimed now."""
        now = self._clock()
        return self._database.read(lambda tx: jobs.line(tx, operation, now, limit))

    def mark_completed(self, item: Job, result: Mapping[str, Any], *, go_on: bool = False) -> Ended:
        """Ends the claimed item with its result, together with what is due then; stale when the claim was lost.

        `go_on`: claims the next job too, at the price of one transaction for both; none when the claim was lost.
        """
        by = self._claim()
        paper = self._library.paper_of(item, result)

        def write(tx: Transaction) -> tuple[bool, list[Job]]:
            written = jobs.complete(tx, item, result, by.now)
            if written and paper is not None:
                papers.add_of_job(tx, item.id, paper)
            return written, jobs.claim(tx, by, 1, self._takes) if written and go_on else []

        written, following = self._database.write(write)
        return self._ended(item, Ended(Status.COMPLETED, following=following[0] if following else None), written)

    def mark_failed(self, item: Job, error: Exception) -> Ended:
        """Tries the item again later, ends it cancelled, gives it back, or quarantines it, as the error asks."""
        now = self._clock()
        if isinstance(error, ClaimLost):
            return self._counted(item, STALE)
        if isinstance(error, Stopping):
            return self.release(item)
        if isinstance(error, Cancelled):
            written = self._database.write(lambda tx: jobs.end_cancelled(tx, item, now))
            return self._ended(item, Ended(Status.CANCELLED), written) if written else self.release(item)
        failing_for = now - item.failed_at if item.failed_at is not None else 0.0
        delay = retry_delay(error, item.attempt, failing_for, self._policy_of(item), self._uniform)
        if delay is None:
            return self._give_up(item, error)
        return self._again(item, error, delay, item.kept, failed_at=now)

    def retry_later(self, item: Job, countdown: float | None, kept: Mapping[str, Any]) -> Ended:
        """The operation asked for another attempt: in `countdown` seconds, or as the policy says; `kept` comes back."""
        delay = backoff(item.attempt, self._policy_of(item), self._uniform) if countdown is None else countdown
        return self._again(item, RetryLater(countdown, kept), delay, {**item.kept, **kept}, failed_at=None)

    def wait_for_inputs(self, item: Job) -> Ended:
        """The claimed item needs a result that is not there yet: it waits for it; the attempt does not count."""
        now = self._clock()
        written = self._database.write(lambda tx: inputs.put_off(tx, item, now))
        return Ended(Status.PENDING) if written else STALE

    def quarantine(self, item: Job, details: Mapping[str, Any]) -> Ended:
        """The operation gave up for good; `details` are kept for the person who looks at it."""
        return self._give_up(item, Quarantine(details))

    def _give_up(self, item: Job, error: Exception) -> Ended:
        now, failure, report = self._clock(), failure_of(error), report_of(error, sealed=item.sealed)

        def write(tx: Transaction) -> bool:
            attempts.add(tx, item, report, now)
            return jobs.fail(tx, item, failure, now)

        written = self._database.write(write)
        ended = self._ended(item, Ended(Status.ERROR), written)
        if written:
            self._quarantine.note(item, error)
        return ended

    def _again(
        self, item: Job, error: Exception, delay: float, kept: Mapping[str, Any], *, failed_at: float | None
    ) -> Ended:
        now, failure, report = self._clock(), failure_of(error), report_of(error, sealed=item.sealed)
        run_at = now + max(0.0, delay)

        def write(tx: Transaction) -> bool:
            attempts.add(tx, item, report, now)
            return jobs.retry_later(tx, item, failure, run_at, kept, failed_at)

        written = self._database.write(write)
        return self._counted(item, Ended(Status.PENDING, run_at) if written else STALE)

    def release(self, item: Job) -> Ended:
        """Gives a claimed item back unharmed: due again at once, the attempt does not count."""
        written = self._database.write(lambda tx: jobs.release(tx, item))
        if written:
            self._on_due(item.id)
        return self._counted(item, Ended(Status.PENDING) if written else STALE)

    def heartbeat(self, items: Sequence[Job]) -> dict[str, Standing]:
        """Extends the leases of running items; tells by id how each claim stands."""
        until = self._clock() + self._lease
        return self._database.write(lambda tx: jobs.renew(tx, items, until))

    def note_progress(self, item: Job, progress: Progress) -> Standing:
        """Records how far the claimed item is; tells how the claim stands."""
        now = self._clock()
        return self._database.write(lambda tx: jobs.note_progress(tx, item, progress, now))

    def rescue(self, *, sole_owner: bool) -> Rescued:
        """Takes the jobs of dead workers back: due at once, quarantined at the third death.

        `sole_owner`: nothing else runs jobs on this database, so what others hold is dead whatever its lease says. If
        not, the consumer of the quarantine is called for the jobs of which a dead process could not call it.
        """
        now, failure = self._clock(), failure_of(WorkerDied())
        owner = self._owner if sole_owner else None
        rescued = self._database.write(lambda tx: jobs.rescue(tx, now, MOST_CRASHES, failure, owner))
        self._metrics.jobs_rescued("due", len(rescued.due))
        self._metrics.jobs_rescued("quarantined", len(rescued.quarantined))
        for job_id in rescued.due:
            self._on_due(job_id)
        for job_id in rescued.quarantined:
            self._on_end(job_id)
        if not sole_owner:  # whoever is alone comes back; others wait at the gate until it has put things in order
            self._quarantine.report_missed(now)
        return rescued

    def cancel(self, job_id: str, *, key: IdempotencyKey | None = None) -> bool:
        """Cancels a pending job at once; asks a running one to stop at its next checkpoint. False when it has ended.

        With a `key`, the same request sent again does nothing more. Raises IdempotencyMismatch.
        """
        now = self._clock()
        done = self._database.write(
            lambda tx: idempotency.once(tx, key, job_id, now, lambda: tasks.cancel_job(tx, job_id, now))
        )
        if done:
            self._on_end(job_id)
        return done

    def retry(self, job_id: str, *, key: IdempotencyKey | None = None) -> bool:
        """A quarantined or cancelled job starts afresh; False when it is neither, or the same work is under way.

        With a `key`, the same request sent again does nothing more. Raises IdempotencyMismatch.
        """
        now = self._clock()
        done = self._database.write(
            lambda tx: idempotency.once(tx, key, job_id, now, lambda: jobs.retry_by_person(tx, job_id))
        )
        if done:
            self._on_due(job_id)
        return done

    def pause(self, operation: str = WHOLE_QUEUE) -> None:
        """No process claims anything of the operation, or anything at all, until `resume`; what runs goes on."""
        self._database.write(lambda tx: jobs.pause(tx, operation))
        log.info("paused %s", operation, extra={"action": "queue_paused"})

    def resume(self, operation: str = WHOLE_QUEUE) -> None:
        """Ends a pause; that of the whole queue and those of single operations are ended each by itself."""
        now = self._clock()

        def write(tx: Transaction) -> list[DueJob]:
            jobs.resume(tx, operation)
            resumed = queue_view.operations_with(tx, Status.PENDING) if operation == WHOLE_QUEUE else [operation]
            return [job for name in resumed for job in jobs.line(tx, name, now, TOLD_WHEN_RESUMED)]

        due = self._database.write(write)
        log.info("resumed %s", operation, extra={"action": "queue_resumed"})
        for job in due:
            self._on_due(job.id)

    def get_queue_stats(self) -> QueueStats:
        """Counts by status and operation, the oldest pending job's age, retries due, quarantined, paused operations."""
        now = self._clock()
        return self._database.read(lambda tx: queue_view.stats(tx, now))

    def figures(self) -> QueueFigures:
        """How the queue stands, for whoever watches it. Raises StorageFailure."""
        now = self._clock()
        return self._database.read(lambda tx: queue_view.figures(tx, now))

    def item(self, job_id: str) -> Job:
        """The job as it stands. Raises NotFound."""
        found = self._database.read(lambda tx: jobs.find(tx, job_id))
        if found is None:
            raise NotFound("There is no job with this id.")
        return found

    def exists(self, item: Job) -> bool:
        """Whether the job is still there; it is not once nobody wants it any more."""
        return self._database.read(lambda tx: jobs.find(tx, item.id)) is not None

    def check(self) -> None:
        """Raises StorageFailure when the queue cannot be read or written."""
        self._database.write(jobs.paused)
        self._database.read(jobs.paused)

    def _policy_of(self, item: Job) -> RetryPolicy:
        return self._policies.get(item.operation, self._policy)

    def _claim(self) -> Claim:
        now = self._clock()
        return Claim(self._owner, now, now + self._lease)

    def _ended(self, item: Job, ended: Ended, written: bool) -> Ended:
        if written:
            self._on_end(item.id)
        return self._counted(item, ended if written else STALE)

    def _counted(self, item: Job, ended: Ended) -> Ended:
        retried = "released" if ended.run_at is None else "retried"
        self._metrics.job_ended(item.operation, retried if ended.outcome == Status.PENDING else ended.outcome)
        return ended

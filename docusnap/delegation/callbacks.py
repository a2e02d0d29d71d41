"""Delivery of callbacks: webhooks are sent and Python callbacks called until they succeed, over restarts too."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

from docusnap.database import callbacks, jobs, tasks, traces
from docusnap.database.base import Database, Transaction
from docusnap.delegation.hooks import Callback, OncePerJob
from docusnap.delegation.webhooks import Webhooks
from docusnap.domain.callback import DueCallback
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import CallbackFailed, CallbacksOff, Cancelled, Deleted, DocusnapError, StorageFailure
from docusnap.domain.task import Failure, Status, Task
from docusnap.logs import about
from docusnap.queue.retry import DAY, RetryPolicy, retry_delay
from docusnap.telemetry.telemetry import Telemetry
from docusnap.telemetry.tracing import Note

log = logging.getLogger(__name__)

POLICY = RetryPolicy(base=5.0, cap=3_600.0, patience=DAY)
CLAIM_SECONDS = 60.0
"""After which a callback is due again when the process that delivered it died."""

MOST_FOR_ONE_RECEIVER = 3
"""How many deliveries to one host may be under way: a slow one delays only its own."""

Batch = Sequence[DueCallback]
"""Callbacks that are delivered by one call."""


class CallbackDelivery:
    """Delivers what is due, several at a time, so that a slow receiver delays no other."""

    def __init__(
        self,
        database: Database,
        webhooks: Webhooks | None,
        callback_of: Callable[[str], Callback | None],
        *,
        at_once: int,
        clock: WallClock,
        uniform: Callable[[float, float], float],
        telemetry: Telemetry | None = None,
    ) -> None:
        """`callback_of`: the Python callback of an operation. Without `webhooks` those of earlier boots wait."""
        self._database = database
        self._webhooks = webhooks
        self._callback_of = callback_of
        self._clock = clock
        self._uniform = uniform
        self._telemetry = telemetry or Telemetry()
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="callback")
        self._lock = threading.Lock()
        self._free = at_once
        self._telling: Counter[str] = Counter()
        self._closed = False

    def deliver_due(self) -> None:
        """Begins to deliver what is due, as much as can be at once; each end of a delivery looks for more."""
        with self._lock:
            if self._closed or not self._free or not self._any_due():
                return
            for batch in self._claim(self._free):
                self._free -= 1
                self._telling[batch[0].receiver] += 1
                self._pool.submit(self._deliver, batch)

    def close(self) -> None:
        """Lets running deliveries finish; the rest waits for the next start. May be called twice."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(wait=True)

    def _any_due(self) -> bool:
        now = self._clock()
        return self._database.read(lambda tx: callbacks.any_due(tx, now))

    def _claim(self, limit: int) -> list[Batch]:
        """What is due, each in a batch of its own, but for the callbacks of one job that are called once for all."""
        now = self._clock()

        def work(tx: Transaction) -> list[Batch]:
            batches: dict[str, list[DueCallback]] = {}
            telling = self._telling.copy()
            for _ in range(limit):
                busy = [name for name, count in telling.items() if name and count >= MOST_FOR_ONE_RECEIVER]
                found = callbacks.claim(tx, now, now + CLAIM_SECONDS, 1, busy)
                if not found:
                    break
                (due,) = found
                telling[due.receiver] += 1
                if due.url is None and due.job_id and isinstance(self._callback_of(due.operation), OncePerJob):
                    batches.setdefault(f"{due.job_id} {due.event}", []).append(due)
                else:
                    batches[due.id] = [due]
            for batch in batches.values():
                if batch[0].url is None and isinstance(self._callback_of(batch[0].operation), OncePerJob):
                    batch += callbacks.claim_of_same_job(tx, batch[0], now, now + CLAIM_SECONDS)
            return list(batches.values())

        return self._database.write(work)

    def _deliver(self, batch: Batch) -> None:
        try:
            self._deliver_and_note(batch)
        except StorageFailure:
            ids = [callback.id for callback in batch]
            log.exception("callback %s could not be noted", ", ".join(ids), extra={"action": "callback_not_noted"})
        finally:
            with self._lock:
                self._free += 1
                self._telling[batch[0].receiver] -= 1
                self._telling += Counter()  # leaves out who is told nothing now
        try:
            self.deliver_due()
        except StorageFailure:
            log.exception("callbacks cannot be read", extra={"action": "callbacks_unavailable"})

    def _deliver_and_note(self, batch: Batch) -> None:
        first = batch[0]
        with about(task_id=first.task_id, **({"job_id": first.job_id} if first.job_id else {})), self._span_of(first):
            outcome = self._told_or_put_off(batch)
        self._telemetry.metrics.callback_ended("webhook" if first.url else "python", outcome)

    def _span_of(self, callback: DueCallback) -> AbstractContextManager[Note]:
        tracing, attributes = self._telemetry.tracing, {"docusnap.task_id": callback.task_id}
        parent = self._database.read(lambda tx: traces.of_task(tx, callback.task_id)) if tracing.enabled else ""
        return tracing.span("callback", attributes, kind="client", parent=parent)

    def _told_or_put_off(self, batch: Batch) -> str:
        first = batch[0]
        try:
            self._send_or_call(batch)
        except StorageFailure:
            raise
        except DocusnapError as error:
            log.warning("callback %s failed: %s", first.id, error, extra={"action": "callback_failed"})
            return self._put_off(batch, error, f"{error.code}: {error}")
        except Exception as error:
            log.exception("callback %s failed", first.id, extra={"action": "callback_failed"})
            return self._put_off(batch, CallbackFailed(), type(error).__name__)
        self._note_success(batch)
        return "told"

    def _note_success(self, batch: Batch) -> None:
        now = self._clock()

        def work(tx: Transaction) -> None:
            for callback in batch:
                callbacks.told(tx, callback, now)

        self._database.write(work)

    def _put_off(self, batch: Batch, error: DocusnapError, description: str) -> str:
        now, first = self._clock(), batch[0]
        delay = retry_delay(error, first.attempt, now - first.ended_at, POLICY, self._uniform)
        due_at = None if delay is None else now + delay

        def work(tx: Transaction) -> None:
            for callback in batch:
                callbacks.put_off(tx, callback, now, description, due_at)

        self._database.write(work)
        return "given_up" if due_at is None else "put_off"

    def _send_or_call(self, batch: Batch) -> None:
        callback = batch[0]
        task = self._database.read(lambda tx: tasks.find(tx, callback.task_id))
        if task is None:
            return
        if callback.url is None:
            self._call(batch, task)
        elif self._webhooks is None:
            raise CallbackFailed(str(CallbacksOff()))
        else:
            self._webhooks.send(callback, callback.url, task, traceparent=self._telemetry.tracing.here())

    def _call(self, batch: Batch, task: Task) -> None:
        callback, job_id, outcome = batch[0], task.job_id, _outcome(batch[0], task)
        function = self._callback_of(task.operation)
        if function is None:
            raise CallbackFailed(f"No callback is registered for {task.operation}.")
        if isinstance(function, OncePerJob):
            job = self._database.read(lambda tx: jobs.find(tx, job_id)) if job_id else None
            uri = job.uri if job else callback.uri
            function.call(task.operation, uri, outcome, [one.arguments for one in batch])
        else:
            function(task.operation, callback.uri, outcome, *callback.arguments)


def _outcome(callback: DueCallback, task: Task) -> Mapping[str, Any] | Failure:
    if task.result is not None:
        return task.result
    if callback.event == f"task.{Status.CANCELLED}":
        return Failure(Cancelled.code, str(Cancelled()))
    return task.failure or Failure(Deleted.code, str(Deleted()))

"""Tells whoever waits that a task ended: webhooks and callables, each until it was told, over restarts too."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from docusnap.database import callbacks, tasks
from docusnap.database.base import Database
from docusnap.delegation.webhooks import Webhooks
from docusnap.domain.callback import DueCallback
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import CallbackFailed, CallbacksOff, Cancelled, Deleted, DocusnapError, StorageFailure
from docusnap.domain.task import Failure, Status, Task
from docusnap.queue.retry import DAY, RetryPolicy, retry_delay

log = logging.getLogger(__name__)

TaskCallable = Callable[..., object]
"""Called `(operation, uri, result_or_failure, *callback_args)` when a task ends; it is told once it returns."""

POLICY = RetryPolicy(base=5.0, cap=3_600.0, patience=DAY)
CLAIM_SECONDS = 60.0
"""After which a callback is due again when the process that told it died."""


class Callbacks:
    """Tells what is due, several at a time, so that a slow receiver delays no other."""

    def __init__(
        self,
        database: Database,
        webhooks: Webhooks | None,
        callables: Mapping[str, TaskCallable],
        *,
        at_once: int,
        clock: WallClock,
        uniform: Callable[[float, float], float],
    ) -> None:
        """`callables`: by operation. Without `webhooks` those of earlier boots wait."""
        self._database = database
        self._webhooks = webhooks
        self._callables = callables
        self._clock = clock
        self._uniform = uniform
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="callback")
        self._lock = threading.Lock()
        self._free = at_once
        self._closed = False

    def deliver_due(self) -> None:
        """Begins to tell what is due, as much as can be told at once; each end of a delivery looks for more."""
        with self._lock:
            if self._closed or not self._free or not self._any_due():
                return
            for callback in self._claim(self._free):
                self._free -= 1
                self._pool.submit(self._deliver, callback)

    def close(self) -> None:
        """Lets what is being told finish; the rest waits for the next start. May be called twice."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(wait=True)

    def _any_due(self) -> bool:
        now = self._clock()
        return self._database.read(lambda tx: callbacks.any_due(tx, now))

    def _claim(self, limit: int) -> list[DueCallback]:
        now = self._clock()
        return self._database.write(lambda tx: callbacks.claim(tx, now, now + CLAIM_SECONDS, limit))

    def _deliver(self, callback: DueCallback) -> None:
        try:
            self._tell_and_note(callback)
        except StorageFailure:
            log.exception("callback %s could not be noted", callback.id, extra={"action": "callback_not_noted"})
        finally:
            with self._lock:
                self._free += 1
        try:
            self.deliver_due()
        except StorageFailure:
            log.exception("callbacks cannot be read", extra={"action": "callbacks_unavailable"})

    def _tell_and_note(self, callback: DueCallback) -> None:
        try:
            self._tell(callback)
        except StorageFailure:
            raise
        except DocusnapError as error:
            log.warning("callback %s failed: %s", callback.id, error, extra={"action": "callback_failed"})
            self._put_off(callback, error, f"{error.code}: {error}")
        except Exception as error:
            log.exception("callback %s failed", callback.id, extra={"action": "callback_failed"})
            self._put_off(callback, CallbackFailed(), type(error).__name__)
        else:
            now = self._clock()
            self._database.write(lambda tx: callbacks.told(tx, callback, now))

    def _put_off(self, callback: DueCallback, error: DocusnapError, told: str) -> None:
        now = self._clock()
        delay = retry_delay(error, callback.attempt, now - callback.ended_at, POLICY, self._uniform)
        due_at = None if delay is None else now + delay
        self._database.write(lambda tx: callbacks.put_off(tx, callback, now, told, due_at))

    def _tell(self, callback: DueCallback) -> None:
        task = self._database.read(lambda tx: tasks.find(tx, callback.task_id))
        if task is None:
            return
        if callback.url is None:
            self._call(callback, task)
        elif self._webhooks is None:
            raise CallbackFailed(str(CallbacksOff()))
        else:
            self._webhooks.send(callback, callback.url, task)

    def _call(self, callback: DueCallback, task: Task) -> None:
        called = self._callables.get(task.operation)
        if called is None:
            raise CallbackFailed(f"No callable is registered for {task.operation}.")
        called(task.operation, callback.uri, _outcome(callback, task), *callback.arguments)


def _outcome(callback: DueCallback, task: Task) -> Mapping[str, Any] | Failure:
    if task.result is not None:
        return task.result
    if callback.event == f"task.{Status.CANCELLED}":
        return Failure(Cancelled.code, str(Cancelled()))
    return task.failure or Failure(Deleted.code, str(Deleted()))

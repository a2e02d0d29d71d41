"""Get the result or delegate the work, for programs: known results at once, tasks for the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docusnap.database import jobs
from docusnap.database.base import Database, Transaction
from docusnap.delegation.inline import InlineExecution
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import DocusnapError
from docusnap.domain.queue import KnownResult
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Task
from docusnap.queue.recorder import Recorded, Recorder
from docusnap.queue.service import DocumentQueueService

_Hits = list[tuple[TaskRequest, KnownResult]]
_Misses = list[tuple[TaskRequest, Recorded]]
_Errors = list[tuple[TaskRequest, DocusnapError]]


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was not known: the tasks that wait for it, and what was refused and why."""

    misses: Sequence[tuple[TaskRequest, Task]]
    errors: Sequence[tuple[TaskRequest, DocusnapError]]


class ResultCache:
    """Answers from the results that are known, joins work that is under way, and delegates the rest."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        queue: DocumentQueueService,
        inline: InlineExecution,
        *,
        clock: WallClock,
    ) -> None:
        """`inline` does at once what is not left to the workers."""
        self._database = database
        self._recorder = recorder
        self._queue = queue
        self._inline = inline
        self._clock = clock

    def get_or_delegate(self, operation: str, uri: str, *callback_args: Any) -> Mapping[str, Any] | Task:
        """The result where it is known; else the task that waits for it, on disk when this returns.

        When the task ends, the callback of the operation gets `callback_args` (JSON) back; a result that is returned
        here is told to nobody. Raises NotFound (no such operation), StorageFailure.
        """
        found: list[Mapping[str, Any]] = []
        request = TaskRequest(operation, uri, callback_args=callback_args)
        bulk = self.bulk_get_or_delegate([request], lambda _, result: found.append(result))
        for _, error in bulk.errors:
            raise error
        return found[0] if found else bulk.misses[0][1]

    def bulk_get_or_delegate(
        self, requests: Sequence[TaskRequest], cache_hits_cb: Callable[[TaskRequest, Mapping[str, Any]], object]
    ) -> Bulk:
        """Many at once, in one transaction: known results go to the callback alone, the rest is delegated.

        Requests name their input by its URI or by files that are stored. Equal ones share one job, each with a task of
        its own. One that is refused is among the errors, and nothing of it is recorded. Raises StorageFailure; then
        nothing at all was recorded.
        """
        now = self._clock()
        hits, misses, errors = self._database.write(lambda tx: self._record_misses(tx, requests, now))
        for request, known in hits:
            cache_hits_cb(request, known.result)
        left = []
        for request, recorded in misses:
            self._queue.announce(recorded)
            if self._inline.mitigate(request, recorded) and (result := self._result_now(request)) is not None:
                cache_hits_cb(request, result)
            else:
                left.append((request, recorded.task))
        return Bulk(left, errors)

    def _record_misses(
        self, tx: Transaction, requests: Sequence[TaskRequest], now: float
    ) -> tuple[
        list[tuple[TaskRequest, KnownResult]],
        list[tuple[TaskRequest, Recorded]],
        list[tuple[TaskRequest, DocusnapError]],
    ]:
        hits, misses, errors = [], [], []
        for given in requests:
            try:
                request = self._recorder.named(given)
                if known := self._recorder.known(tx, request, now):
                    jobs.note_access(tx, known, now)
                    hits.append((request, known))
                else:
                    with tx.nested():  # what is refused leaves nothing behind
                        misses.append((request, self._recorder.record(tx, request, now)))
            except DocusnapError as error:
                errors.append((given, error))
        return hits, misses, errors

    def _result_now(self, request: TaskRequest) -> Mapping[str, Any] | None:
        now = self._clock()
        known = self._database.read(lambda tx: self._recorder.known(tx, request, now))
        return known.result if known else None

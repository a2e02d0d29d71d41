"""Get the result or delegate the work, for programs: known results at once, tasks for the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docusnap.database import results, tasks
from docusnap.database.base import Database, Transaction
from docusnap.delegation.inline import InlineExecution
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import DocusnapError
from docusnap.domain.queue import KnownResult
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Task
from docusnap.queue.failures import error_of
from docusnap.queue.recorder import Recorded, Recorder

_Hits = list[tuple[TaskRequest, KnownResult]]
_Misses = list[tuple[TaskRequest, Recorded]]
_Errors = list[tuple[TaskRequest, Exception]]


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was not known: the tasks that wait for it, and the requests that were refused or failed at once."""

    misses: Sequence[tuple[TaskRequest, Task]]
    errors: Sequence[tuple[TaskRequest, Exception]]


class ResultCache:
    """Answers from the results that are known, joins work that is under way, and delegates the rest."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        inline: InlineExecution,
        *,
        clock: WallClock,
    ) -> None:
        """`inline` does at once what is not left to the workers."""
        self._database = database
        self._recorder = recorder
        self._inline = inline
        self._clock = clock

    def get_or_delegate(self, operation: str, uri: str, *callback_args: Any) -> Mapping[str, Any] | Task:
        """The result where it is known; else the task that waits for it, on disk when this returns.

        When the task ends, the callback of the operation gets `callback_args` (JSON) back; for a result that is
        returned here none is called. Raises NotFound (no such operation), StorageFailure, and what the work failed with
        where it was done at once.
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
        its own. One that is refused is among the errors, and nothing of it is recorded; so is one that was done at once
        and failed, whose task stays. Raises StorageFailure; then
        nothing at all was recorded.
        """
        now = self._clock()
        hits, misses, errors = self._database.write(lambda tx: self._record_misses(tx, requests, now))
        for request, known in hits:
            cache_hits_cb(request, known.result)
        left = []
        for request, recorded in misses:
            at_once = self._inline.consume_or_announce(request, recorded)
            task = self._as_it_stands(recorded.task) if at_once else recorded.task
            if task.result is not None:
                cache_hits_cb(request, task.result)
            elif task.failure is not None:
                errors.append((request, error_of(task.failure)))
            else:
                left.append((request, task))
        return Bulk(left, errors)

    def _record_misses(
        self, tx: Transaction, requests: Sequence[TaskRequest], now: float
    ) -> tuple[_Hits, _Misses, _Errors]:
        hits: _Hits = []
        misses: _Misses = []
        errors: _Errors = []
        for given in requests:
            try:
                request = self._recorder.named(given)
                if known := self._recorder.known(tx, request, now):
                    results.note_access(tx, known, now)
                    hits.append((request, known))
                else:
                    with tx.nested():  # what is refused leaves nothing behind
                        misses.append((request, self._recorder.record(tx, request, now)))
            except DocusnapError as error:
                errors.append((given, error))
        return hits, misses, errors

    def _as_it_stands(self, task: Task) -> Task:
        return self._database.read(lambda tx: tasks.find(tx, task.id)) or task

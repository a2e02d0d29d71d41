"""A claimed job while it runs: what its operation may ask for, and what may ask it to stop."""

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from docusnap.database import jobs, readings, tasks
from docusnap.database.base import Database
from docusnap.domain.clock import SteadyClock, WallClock
from docusnap.domain.errors import Cancelled, ClaimLost, DocusnapError, InputFailed, ProcessingTimeout, Stopping
from docusnap.domain.page import ReadingKey
from docusnap.domain.quality import Quality, quality_json
from docusnap.domain.queue import Standing
from docusnap.domain.task import Job, Progress
from docusnap.operations.base import Quarantine, RetryLater
from docusnap.operations.inputs import InputPending
from docusnap.queue.service import DocumentQueueService


class RunningJob:
    """Implements `Context` for one claim."""

    def __init__(
        self,
        job: Job,
        queue: DocumentQueueService,
        database: Database,
        *,
        clock: SteadyClock,
        wall_clock: WallClock,
        until: float,
        abandoned: threading.Event,
        recipe: Callable[[], str] = lambda: "",
        results_kept: float = math.inf,
    ) -> None:
        """Made by the worker, on the thread that runs it.

        `until`: by `clock`; the next checkpoint after it ends the job. `abandoned`: set when jobs are to end at their
        next checkpoint. `recipe`: the operation's; `results_kept`: seconds for which a result answers others.
        """
        self.job = job
        self.thread = threading.current_thread()
        self._until = until
        self._queue = queue
        self._database = database
        self._clock = clock
        self._wall_clock = wall_clock
        self._abandoned = abandoned
        self._quality: Mapping[str, Any] | None = None
        self._recipe = recipe
        self._results_kept = results_kept
        self._reason_to_stop: DocusnapError | None = None
        self.moved = False
        """Whether another job does the work: the URI was learnt to lead to that one's."""

    @property
    def attempt(self) -> int:
        """See `Context`."""
        return self.job.attempt

    @property
    def deadline(self) -> float:
        """See `Context`."""
        return self._wall_clock() + self._until - self._clock()

    @property
    def cancelled(self) -> bool:
        """See `Context`."""
        return isinstance(self._reason_to_stop, Cancelled | ClaimLost)

    @property
    def overdue(self) -> bool:
        """Whether its time is up: its next checkpoint ends it."""
        return self._clock() >= self._until

    def note_standing(self, standing: Standing) -> None:
        """Takes note of how its claim stands in the database; its next checkpoint raises what follows from that."""
        reasons: dict[Standing, DocusnapError] = {Standing.ASKED_TO_STOP: Cancelled(), Standing.LOST: ClaimLost()}
        self._reason_to_stop = reasons.get(standing)

    def progress(self, stage: str, done: int, total: int, *, quality: Sequence[Quality] = ()) -> None:
        """See `Context`."""
        self.checkpoint()
        if quality:
            self._quality = quality_json(quality)
        self.note_standing(self._queue.note_progress(self.job, Progress(stage, done, total, self._quality)))
        self.checkpoint()

    def checkpoint(self) -> None:
        """See `Context`."""
        if self._reason_to_stop is not None:
            raise self._reason_to_stop
        if self.overdue:
            raise ProcessingTimeout
        if self._abandoned.is_set():
            raise Stopping

    def get_or_add_redirect(self, uri: str) -> Mapping[str, Any] | None:
        """See `Context`."""
        now = self._wall_clock()
        recipe, after = self._recipe(), now - self._results_kept
        found = self._database.write(lambda tx: jobs.redirect(tx, self.job, uri, recipe, after, now))
        self.moved = found.gone
        if found.gone:
            raise ClaimLost
        return found.result

    def result_of(self, task_id: str) -> Mapping[str, Any]:
        """The result of a task that the job needs. Raises InputPending before it has ended, InputFailed if not well."""
        task = self._database.read(lambda tx: tasks.find(tx, task_id))
        if task is None or task.forgotten_at is not None:
            raise InputFailed(f"The task {task_id}, whose result this one needs, was deleted.")
        if not task.status.ended:
            raise InputPending
        result = task.corrected_result
        if result is None:
            raise InputFailed(f"The task {task_id}, whose result this one needs, ended as {task.status}.")
        return result

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        """See `Context`."""
        self._database.write(lambda tx: readings.note_pages(tx, self.job, keys))

    def retry(self, *, countdown: float | None = None, **kwargs: Any) -> NoReturn:
        """See `Context`."""
        raise RetryLater(countdown, kwargs)

    def quarantine(self, **details: Any) -> NoReturn:
        """See `Context`."""
        raise Quarantine(details)

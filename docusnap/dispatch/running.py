"""A claimed job while it runs: what its operation may ask of the house, and what may ask it to stop."""

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from docusnap.database import jobs, readings
from docusnap.database.base import Database
from docusnap.domain.errors import Cancelled, ClaimLost, DocusnapError, ProcessingTimeout, Stopping
from docusnap.domain.page import ReadingKey
from docusnap.domain.queue import Standing
from docusnap.domain.task import Job, Progress
from docusnap.operations.base import Clock, Quarantine, RetryLater
from docusnap.queue.service import DocumentQueueService


class RunningJob:
    """Implements `Context` for one claim. `deadline`: by `clock`; after it, its next checkpoint ends it."""

    def __init__(
        self,
        job: Job,
        queue: DocumentQueueService,
        database: Database,
        *,
        clock: Clock,
        deadline: float,
        abandoned: threading.Event,
        recipe: Callable[[], str] = lambda: "",
        results_kept: float = math.inf,
    ) -> None:
        """Made by the worker, on the thread that runs it.

        `recipe`: the operation's; `results_kept`: seconds for which a result answers others.
        """
        self.job = job
        self.thread = threading.current_thread()
        self.deadline = deadline
        self._queue = queue
        self._database = database
        self._clock = clock
        self._abandoned = abandoned
        self._recipe = recipe
        self._results_kept = results_kept
        self._told: DocusnapError | None = None

    @property
    def attempt(self) -> int:
        """See `Context`."""
        return self.job.attempt

    @property
    def cancelled(self) -> bool:
        """See `Context`."""
        return isinstance(self._told, Cancelled | ClaimLost)

    @property
    def overdue(self) -> bool:
        """Whether its time is up."""
        return self._clock() >= self.deadline

    def tell(self, standing: Standing) -> None:
        """How its claim stands, learnt by a heartbeat."""
        told: dict[Standing, DocusnapError] = {Standing.ASKED_TO_STOP: Cancelled(), Standing.LOST: ClaimLost()}
        self._told = told.get(standing)

    def progress(self, stage: str, done: int, total: int) -> None:
        """See `Context`."""
        self.checkpoint()
        self.tell(self._queue.note_progress(self.job, Progress(stage, done, total)))
        self.checkpoint()

    def checkpoint(self) -> None:
        """See `Context`."""
        if self._told is not None:
            raise self._told
        if self.overdue:
            raise ProcessingTimeout
        if self._abandoned.is_set():
            raise Stopping

    def get_or_add_redirect(self, uri: str) -> Mapping[str, Any] | None:
        """See `Context`."""
        now = self._clock()
        recipe, after = self._recipe(), now - self._results_kept
        found = self._database.write(lambda tx: jobs.redirect(tx, self.job, uri, recipe, after, now))
        if found.gone:
            raise ClaimLost
        return found.result

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        """See `Context`."""
        self._database.write(lambda tx: readings.note_pages(tx, self.job, keys))

    def retry(self, *, countdown: float | None = None, **kwargs: Any) -> NoReturn:
        """See `Context`."""
        raise RetryLater(countdown, kwargs)

    def quarantine(self, **details: Any) -> NoReturn:
        """See `Context`."""
        raise Quarantine(details)


def arguments(job: Job) -> Mapping[str, Any]:
    """The keyword arguments of this attempt: the files, the job's parameters, and what the last attempt kept."""
    return {"files": job.files, **job.parameters, **job.kept}

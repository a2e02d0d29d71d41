"""Runs one claimed job to its end: operation, then result or failure, written with the job's fence."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from docusnap.database.base import Database, ReadingKey
from docusnap.domain.errors import DocusnapError, Stopping
from docusnap.domain.task import Failure, Job, Progress
from docusnap.operations.base import Clock, Operation

log = logging.getLogger(__name__)


class Worker:
    """Runs jobs, from many threads at once."""

    def __init__(
        self,
        database: Database,
        operations: Mapping[str, Operation],
        *,
        clock: Clock,
        stopping: threading.Event,
        on_end: Callable[[str], None],
    ) -> None:
        """`on_end` is called with the job's id after its end is on disk; `stopping` makes checkpoints raise."""
        self._database = database
        self._operations = operations
        self._clock = clock
        self._stopping = stopping
        self._on_end = on_end

    def run(self, job: Job) -> None:
        """Runs the job and writes how it ended; gives it back unharmed when the server is stopping."""
        started = self._clock()
        try:
            operation = self._operations[job.operation]
            result = operation(
                job.uri, _RunningJob(self._database, job, self._stopping), files=job.files, **job.parameters
            )
            written = self._database.complete(job, result, self._clock())
            outcome = "completed"
        except Stopping:
            written, outcome = self._database.release(job), "released"
        except DocusnapError as error:
            written, outcome = self._database.fail(job, Failure(error.code, str(error)), self._clock()), error.code
            log.warning("job %s failed: %s", job.id, error, extra={"action": "job_failed", "code": error.code})
        except Exception:
            log.exception("job %s failed", job.id, extra={"action": "job_failed", "code": "internal"})
            failure = Failure(DocusnapError.code, str(DocusnapError()))
            written, outcome = self._database.fail(job, failure, self._clock()), "internal"
        seconds = self._clock() - started
        kept = "" if written else " (another claim holds it: nothing written)"
        log.info(
            "job %s %s after %.2f s%s",
            job.id,
            outcome,
            seconds,
            kept,
            extra={"action": "job_ended", "outcome": outcome},
        )
        self._on_end(job.id)


class _RunningJob:
    """Implements `Context` for one claim."""

    def __init__(self, database: Database, job: Job, stopping: threading.Event) -> None:
        self._database = database
        self._job = job
        self._stopping = stopping

    @property
    def attempt(self) -> int:
        return self._job.attempt

    def progress(self, stage: str, done: int, total: int) -> None:
        self.checkpoint()
        self._database.note_progress(self._job, Progress(stage, done, total))

    def checkpoint(self) -> None:
        if self._stopping.is_set():
            raise Stopping

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        self._database.note_pages(self._job, keys)

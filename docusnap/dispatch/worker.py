"""Runs one claimed job to its end: operation, then result or failure, written with the job's fence."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from docusnap.database import jobs, readings
from docusnap.database.base import Database
from docusnap.database.readings import ReadingKey
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
            now = self._clock()
            written = self._database.write(lambda tx: jobs.complete(tx, job, result, now))
            outcome = "completed"
        except Stopping:
            written, outcome = self._database.write(lambda tx: jobs.release(tx, job)), "released"
        except DocusnapError as error:
            written, outcome = self._fail(job, Failure(error.code, str(error))), error.code
            log.warning("job %s failed: %s", job.id, error, extra={"action": "job_failed", "code": error.code})
        except Exception:
            log.exception("job %s failed", job.id, extra={"action": "job_failed", "code": "internal"})
            written, outcome = self._fail(job, Failure(DocusnapError.code, str(DocusnapError()))), DocusnapError.code
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

    def _fail(self, job: Job, failure: Failure) -> bool:
        now = self._clock()
        return self._database.write(lambda tx: jobs.fail(tx, job, failure, now))


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
        self._database.write(lambda tx: jobs.note_progress(tx, self._job, Progress(stage, done, total)))

    def checkpoint(self) -> None:
        if self._stopping.is_set():
            raise Stopping

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        self._database.write(lambda tx: readings.note_pages(tx, self._job, keys))

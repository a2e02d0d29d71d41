"""The contract of the durable record; `tests/conformance/test_database.py` holds every implementation to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from docusnap.domain.page import Page
from docusnap.domain.task import Failure, Job, Progress, StoredFile, Task


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a client asks for, with the ids that it gets: `job_id` is used unless the same work is under way."""

    task_id: str
    job_id: str
    client_id: str
    operation: str
    uri: str
    files: tuple[StoredFile, ...]
    parameters: Mapping[str, Any]
    created_at: float
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """Which page of which file, read how (`recipe`: engine, models and settings). `index` counts from 0 in the file."""

    sha256: str
    index: int
    recipe: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was read, and the picture of it that the boxes refer to."""

    page: Page
    image: StoredFile


class Database(Protocol):
    """Every method is one transaction, and what it wrote is on disk when it returns.

    Raises StorageFailure when the database cannot take it; then nothing was written.
    """

    def add_task(self, new: NewTask) -> str:
        """Records files, job and task; joins the live job of the same operation and URI. Returns the job's id."""
        ...

    def task(self, task_id: str) -> Task | None:
        """The task as it stands, with its result or failure."""
        ...

    def claim(self, owner: str, now: float, lease_until: float) -> Job | None:
        """The next due job, now processing, one attempt and one fence further; None when nothing is due."""
        ...

    def renew(self, owner: str, job_ids: Sequence[str], lease_until: float) -> None:
        """Extends the leases of the owner's running jobs."""
        ...

    def note_progress(self, job: Job, progress: Progress) -> bool:
        """Records how far it is; False, and nothing written, when the fence is old."""
        ...

    def complete(self, job: Job, result: Mapping[str, Any], now: float) -> bool:
        """Ends it with a result; False, and nothing written, when the fence is old."""
        ...

    def fail(self, job: Job, failure: Failure, now: float) -> bool:
        """Ends it as `error`; False, and nothing written, when the fence is old."""
        ...

    def release(self, job: Job) -> bool:
        """Makes it pending again at once; the attempt does not count. False when the fence is old."""
        ...

    def rescue(self, owner: str, now: float) -> int:
        """Makes pending again what other owners were running; returns how many. Only for the sole owner."""
        ...

    def reading(self, key: ReadingKey) -> Reading | None:
        """The page if it was read this way before."""
        ...

    def keep_reading(self, key: ReadingKey, reading: Reading, now: float) -> None:
        """Keeps what was read; keeping it again changes nothing."""
        ...

    def note_pages(self, job: Job, keys: Sequence[ReadingKey]) -> bool:
        """Records which readings are the job's pages 1, 2, …; False, and nothing written, when the fence is old."""
        ...

    def page_of_task(self, task_id: str, number: int) -> Reading | None:
        """Page `number` (from 1) of the task's job, once it was read."""
        ...

    def close(self) -> None:
        """Finishes what was begun and closes; may be called twice."""
        ...

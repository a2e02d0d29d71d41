"""Deletion on request: what a client left here goes at once, and running work with it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from docusnap.database import deletion, documents, tasks
from docusnap.database.base import Database, Transaction
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import NotFound
from docusnap.domain.queue import Cleanup
from docusnap.domain.task import Task
from docusnap.files.base import FileStore

log = logging.getLogger(__name__)

T = TypeVar("T")
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went: tasks and documents of the client, and files that belonged to nobody else."""

    tasks: int
    documents: int
    files: int


class Forgetting:
    """First all that refers to the content goes, in one transaction; then the bytes, where they belong to nothing.

    A crash in between leaves a file that nothing refers to; the janitor removes it.
    """

    def __init__(
        self,
        database: Database,
        files: FileStore,
        *,
        clock: WallClock,
        on_end: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`on_end` is told the jobs of what was forgotten, after the fact is on disk."""
        self._database = database
        self._files = files
        self._clock = clock
        self._on_end = on_end
        self._unclean = False

    def task(self, task_id: str, *, client_id: str) -> Task:
        """Forgets the client's task, and cancels it when it has not ended; doing it again changes nothing.

        Work, result and words go with it when nobody else has a task of the same work; files when neither a task nor
        a document needs them. Returns what is left: a task without content. Raises NotFound, StorageFailure.
        """
        now = self._clock()

        def work(tx: Transaction) -> tuple[Task, Cleanup]:
            found = tasks.find(tx, task_id, client_id)
            if found is None:
                raise NotFound("There is no task with this id.")
            left = deletion.task(tx, found, now)
            return tasks.find(tx, task_id) or found, left

        return self._forget(work)[0]

    def document(self, document_id: str, *, client_id: str) -> None:
        """Forgets the client's document and its tasks, as `task` does; doing it again changes nothing.

        Raises NotFound, StorageFailure.
        """
        now = self._clock()

        def work(tx: Transaction) -> tuple[None, Cleanup]:
            found = documents.find(tx, document_id, client_id)
            if found is None:
                raise NotFound("There is no document with this id.")
            return None, deletion.document(tx, found, now)

        self._forget(work)

    def client(self, client_id: str, *, operation: str | None = None) -> Forgotten:
        """Forgets all that the client has here; with an `operation`, only its tasks of that.

        In small steps, so that nobody waits for it; what the client adds meanwhile may go too. Raises StorageFailure.
        """
        now = self._clock()

        def some_tasks(tx: Transaction) -> tuple[int, Cleanup]:
            found = deletion.some_tasks(tx, client_id, operation, _AT_ONCE)
            return len(found), Cleanup.of(deletion.task(tx, one, now) for one in found)

        def some_documents(tx: Transaction) -> tuple[int, Cleanup]:
            found = deletion.some_documents(tx, client_id, _AT_ONCE)
            return len(found), Cleanup.of(deletion.document(tx, one, now) for one in found)

        count, files = self._until_none(some_tasks)
        kept = 0
        if operation is None:
            kept, more = self._until_none(some_documents)
            files += more
            self._database.write(lambda tx: deletion.client(tx, client_id))
        log.info("forgot %d tasks of a client", count, extra={"action": "client_forgotten"})
        return Forgotten(count, kept, files)

    def scrub(self) -> bool:
        """What was forgotten here goes from the log of the database too; False: in use, so try again soon.

        To be called every few seconds; it does nothing when nothing was forgotten. Raises StorageFailure.
        """
        if self._unclean:
            self._unclean = False
            self._unclean = not self._database.scrub()
        return not self._unclean

    def _until_none(self, work: Callable[[Transaction], tuple[int, Cleanup]]) -> tuple[int, int]:
        total = files = 0
        while True:
            count, gone = self._forget(work)
            total, files = total + count, files + gone
            if count < _AT_ONCE:
                return total, files

    def _forget(self, work: Callable[[Transaction], tuple[T, Cleanup]]) -> tuple[T, int]:
        value, left = self._database.write(work)
        for job_id in left.jobs:
            self._on_end(job_id)
        names = list(dict.fromkeys(left.files))
        dropped = sum(self._drop(names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE))
        self._unclean = True
        return value, dropped

    def _drop(self, names: Sequence[str]) -> int:
        """Bytes go inside the transaction: whoever adds a task after it finds them gone, and stores them again."""

        def work(tx: Transaction) -> int:
            gone = [name for name in names if deletion.file(tx, name)]
            for name in gone:
                self._files.delete(name)
            return len(gone)

        return self._database.write(work)

"""Deletion on request: tasks, documents and all that a client sent, at once, and running work with it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from docusnap.database import deletion, documents, tasks
from docusnap.database.base import Database, Transaction
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import NotFound
from docusnap.domain.queue import Cleanup
from docusnap.domain.task import Status, Task
from docusnap.files.base import FileStore
from docusnap.queue.file_deletion import FileDeletion

log = logging.getLogger(__name__)

T = TypeVar("T")
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was deleted: tasks and documents of the client, and files that belonged to nobody else."""

    tasks: int
    documents: int
    files: int


class Erasure:
    """Deletes what refers to the content in one transaction, then the bytes of files that nothing refers to any more.

    Where the store of files is away, or after a crash in between, the janitor deletes the bytes as soon as it can.
    """

    def __init__(
        self,
        database: Database,
        files: FileStore,
        *,
        clock: WallClock,
        scrub: Callable[[], bool],
        on_end: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`on_end` is called with the ids of jobs whose tasks were deleted, after that is on disk.

        `scrub` removes what the database itself still keeps of deleted rows, as in a log; False: try again later.
        """
        self._database = database
        self._file_deletion = FileDeletion(database, files, clock=clock)
        self._clock = clock
        self._scrub = scrub
        self._on_end = on_end
        self._unclean = True  # a process that was killed may have deleted something and not got to it

    def task(self, task_id: str, *, client_id: str) -> Task:
        """Deletes the client's task, and cancels it when it has not ended; doing it again changes nothing.

        Work, result and words go with it when nobody else has a task of the same work; files when neither a task nor
        a document needs them. Returns what is left: a task without content. Raises NotFound, StorageFailure.
        """
        now = self._clock()

        def work(tx: Transaction) -> tuple[Task, Cleanup]:
            found = tasks.find(tx, task_id, client_id)
            if found is None:
                raise NotFound("There is no task with this id.")
            left = deletion.task(tx, found.id, now)
            return tasks.find(tx, task_id) or found, left

        left = self._delete(work)[0]
        action = "cancelled" if left.status is Status.CANCELLED else "deleted"
        log.info("%s task %s on request", action, task_id, extra={"action": f"task_{action}"})
        return left

    def document(self, document_id: str, *, client_id: str) -> None:
        """Deletes the client's document and its tasks, as `task` does; doing it again changes nothing.

        Raises NotFound, StorageFailure.
        """
        now = self._clock()

        def work(tx: Transaction) -> tuple[None, Cleanup]:
            found = documents.find(tx, document_id, client_id)
            if found is None:
                raise NotFound("There is no document with this id.")
            return None, deletion.document(tx, found, now)

        self._delete(work)

    def client(self, client_id: str, *, operation: str | None = None) -> Erased:
        """Deletes all that the client has here; with an `operation`, only its tasks of that.

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
        log.info(
            "deleted %d tasks and %d documents of %s", count, kept, client_id, extra={"action": "client_forgotten"}
        )
        return Erased(count, kept, files)

    def clients(self, limit: int) -> list[str]:
        """Clients that have sent work, by name, at most `limit`; not those whose things were deleted since."""
        return self._database.read(lambda tx: deletion.some_clients(tx, limit))

    def scrub(self) -> bool:
        """Removes deleted content from the database's write-ahead log too; False: in use, so try again soon.

        To be called every few seconds; it does nothing when nothing was deleted since. Raises StorageFailure.
        """
        if self._unclean:
            self._unclean = False
            self._unclean = not self._scrub()
        return not self._unclean

    def _until_none(self, work: Callable[[Transaction], tuple[int, Cleanup]]) -> tuple[int, int]:
        total = files = 0
        while True:
            count, gone = self._delete(work)
            total, files = total + count, files + gone
            if count < _AT_ONCE:
                return total, files

    def _delete(self, work: Callable[[Transaction], tuple[T, Cleanup]]) -> tuple[T, int]:
        value, left = self._database.write(work)
        for job_id in left.jobs:
            self._on_end(job_id)
        names = list(dict.fromkeys(left.files))
        dropped = sum(self._drop(names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE))
        self._unclean = True
        return value, dropped

    def _drop(self, names: Sequence[str]) -> int:
        now = self._clock()
        gone = self._database.write(lambda tx: sum(deletion.file(tx, name, now) for name in names))
        if gone:
            self._file_deletion.run()
        return gone

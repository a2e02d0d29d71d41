"""Retention: deletes jobs that ended long ago, and files that nothing refers to any more."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass

from docusnap.database import files, retention
from docusnap.database.base import Database, Transaction
from docusnap.database.idempotency import KEPT_SECONDS
from docusnap.domain.clock import WallClock
from docusnap.domain.task import Status
from docusnap.files.base import FileStore
from docusnap.queue.file_deletion import FileDeletion
from docusnap.queue.library_index import LibraryIndex
from docusnap.queue.retry import DAY

log = logging.getLogger(__name__)

_AT_ONCE = 500
_MOST_TOMBSTONES = 30 * DAY
_UNUSED_SECONDS = 3_600.0
_UNKNOWN_SECONDS = 6 * 3_600.0


@dataclass(frozen=True, slots=True)
class Retention:
    """How long ended jobs are kept, in seconds; infinite: for ever."""

    completed: float = 7 * DAY
    quarantined: float = 30 * DAY

    @classmethod
    def of_days(cls, completed: float, quarantined: float) -> "Retention":
        """In days; 0 stands for ever."""
        return cls(completed * DAY or math.inf, quarantined * DAY or math.inf)

    @property
    def tombstones(self) -> float:
        """How long it is known of something that a client deleted that it was there."""
        return self.completed if math.isfinite(self.completed) else _MOST_TOMBSTONES


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was deleted."""

    jobs: int
    files: int


class Janitor:
    """Deletes in small transactions, so that nobody waits for it."""

    def __init__(self, database: Database, files: FileStore, *, clock: WallClock, retention: Retention) -> None:
        """Does nothing until asked."""
        self._database = database
        self._files = files
        self._file_deletion = FileDeletion(database, files, clock=clock)
        self._library = LibraryIndex(database)
        self._clock = clock
        self._retention = retention

    def purge(self) -> Purged:
        """Deletes every job past its time, and the documents, readings and files that only it needed."""
        now = self._clock()
        long_ago = now - self._retention.completed
        deleted = (
            self._purge_jobs(Status.COMPLETED, long_ago)
            + self._purge_jobs(Status.CANCELLED, long_ago)
            + self._purge_jobs(Status.ERROR, now - self._retention.quarantined)
        )
        forgotten = now - self._retention.tombstones
        self._database.write(lambda tx: retention.names(tx, now, forgotten, now - KEPT_SECONDS))
        files = self._database.write(lambda tx: retention.files(tx, now - _UNUSED_SECONDS, forgotten, now))
        self.delete_bytes()
        if deleted or files:
            log.info("deleted %d jobs and %d files", deleted, files, extra={"action": "purged"})
        return Purged(deleted, files)

    def sweep(self) -> int:
        """Removes bytes that the record does not know, hours old: of requests that crashed or were refused.

        Where it knows none at all, it is taken for a record that was lost, and nothing is removed. Returns how many
        files went. Raises StorageFailure.
        """
        before = self._clock() - _UNKNOWN_SECONDS
        self._files.clear_incoming(before)
        if not self._database.read(files.any_named):
            return 0
        swept = sum(self._sweep(names) for names in self._files.older_than(before))
        self.delete_bytes()
        if swept:
            log.info("removed %d files that nothing refers to", swept, extra={"action": "swept"})
        return swept

    def fill_library(self) -> int:
        """Puts into the clients' libraries what had ended before there were any; returns how many tasks that were."""
        return self._library.catch_up()

    def delete_bytes(self) -> int:
        """Deletes the bytes of files that were forgotten, also those that could not be deleted before.

        Returns how many files. Raises StorageFailure when the database is away.
        """
        return self._file_deletion.run()

    def _sweep(self, names: Sequence[str]) -> int:
        """Puts them on the list of what is to be deleted; each is named meanwhile, so that nobody else names it."""
        now = self._clock()

        def remove(tx: Transaction) -> int:
            taken = [name for name in sorted(unknown) if files.take_name(tx, name, now)]
            for name in taken:
                files.delete_later(tx, name, now)
                files.give_back_name(tx, name)
            return len(taken)

        unknown = self._database.read(lambda tx: files.unnamed(tx, names))
        return self._database.write(remove) if unknown else 0

    def _purge_jobs(self, status: Status, before: float) -> int:
        total = 0
        while True:
            count = self._database.write(lambda tx: retention.jobs(tx, status, before, _AT_ONCE))
            total += count
            if count < _AT_ONCE:
                return total

"""Deletes the bytes of files: after the transaction that forgot them, and again until the store has done it."""

import logging
from typing import Final

from docusnap.database import files
from docusnap.database.base import Database, Transaction
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import StorageFailure
from docusnap.files.base import FileStore

log = logging.getLogger(__name__)

_AT_ONCE: Final = 20
_CLAIM_SECONDS: Final = 180.0
"""How long bytes are this process's to delete."""
_ONE_SECONDS: Final = 90.0
"""More than deleting one file can take; with less left of the claim, no other is begun."""
_AGAIN_SECONDS: Final = 30.0
"""After which what failed is tried again."""


class FileDeletion:
    """Deletes what the database lists as to be deleted; any number of processes may do so at a time.

    No transaction is open meanwhile. Whoever names such a file anew takes it off the list, or is refused while its
    bytes are being deleted.
    """

    def __init__(self, database: Database, store: FileStore, *, clock: WallClock) -> None:
        """Does nothing until asked."""
        self._database = database
        self._store = store
        self._clock = clock

    def run(self) -> int:
        """Deletes all that is due; returns how many files. Stops at the first that fails, and logs it.

        Raises StorageFailure when the database is away.
        """
        total = 0
        while self._database.read(lambda tx: files.deletion_due(tx, self._clock())):
            claimed, done = self._some()
            total += done
            if done < claimed:
                break
        return total

    def _some(self) -> tuple[int, int]:
        """How many files it claimed, and how many of these it deleted."""
        now = self._clock()
        until = now + _CLAIM_SECONDS
        claimed = self._database.write(lambda tx: files.claim_deletions(tx, now, until, _AT_ONCE))
        gone = 0
        for sha256 in claimed:
            if self._clock() > until - _ONE_SECONDS or not self._delete(sha256):
                break
            gone += 1
        again_at = self._clock() + _AGAIN_SECONDS

        def note(tx: Transaction) -> None:
            for sha256 in claimed[:gone]:
                files.deleted(tx, sha256, until)
            for sha256 in claimed[gone:]:
                files.delete_again(tx, sha256, until, again_at)

        if claimed:
            self._database.write(note)
        return len(claimed), gone

    def _delete(self, sha256: str) -> bool:
        try:
            self._store.delete(sha256)
        except StorageFailure as error:
            told = (sha256, _AGAIN_SECONDS, error)
            log.warning("the file %s is deleted in %.0f s: %s", *told, extra={"action": "deletion_delayed"})
            return False
        return True

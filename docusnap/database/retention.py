"""Deletion of what is old and used by nobody any more, as functions over a transaction."""

from docusnap.database import files as stored
from docusnap.database.base import Transaction
from docusnap.domain.task import Status


def jobs(tx: Transaction, status: Status, before: float, limit: int) -> int:
    """Deletes jobs that ended with the status before that time, with their tasks; returns how many."""
    return tx.run("purge_jobs", status=status, before=before, limit=limit)


def files(tx: Transaction, before: float, forgotten_before: float, now: float) -> int:
    """Deletes documents without tasks, and files older than `before` that belong to nothing, with their readings.

    Documents that were deleted on request go once that was before `forgotten_before`. The files' bytes are to be
    deleted once the transaction has ended. Returns how many files.
    """
    tx.run("purge_documents", before=before, forgotten_before=forgotten_before)
    tx.run("purge_readings", before=before)
    gone = [row["sha256"] for row in tx.rows("purge_files", before=before)]
    for sha256 in gone:
        stored.delete_later(tx, sha256, now)
    return len(gone)


def names(tx: Transaction, now: float, long_ago: float, keys_before: float) -> None:
    """Deletes redirects and what is left of deleted tasks from before `long_ago`, old keys and idle clocks.

    Where nobody waits, all clocks are: they name clients and addresses.
    """
    tx.run("purge_tombstones", before=long_ago)
    tx.run("purge_redirects", before=long_ago)
    tx.run("purge_keys", before=keys_before)
    tx.aside("move_line", now=now)
    tx.run("forget_clocks")

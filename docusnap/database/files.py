"""Which files the database names, as functions over a transaction."""

from collections.abc import Sequence

from docusnap.database.base import Transaction
from docusnap.domain.errors import StorageFailure
from docusnap.domain.task import StoredFile

_BEING_DELETED = "The same file is being deleted at this moment; nothing was accepted. Send it again."


def any_named(tx: Transaction) -> bool:
    """Whether it names any file at all."""
    return tx.row("any_file") is not None


def get_ongoing_doc_name(tx: Transaction, limit: int) -> list[StoredFile]:
    """The files of running jobs and of those that wait for a worker, the next ones first, at most `limit`."""
    rows = tx.rows("ongoing_files", limit=limit)
    return [StoredFile(row["sha256"], row["size"], row["media_type"]) for row in rows]


def unnamed(tx: Transaction, of: Sequence[str]) -> list[str]:
    """Those of these SHA-256 that it does not name."""
    return [sha256 for sha256 in of if not tx.row("file_known", sha256=sha256)]


def add(tx: Transaction, file: StoredFile, now: float) -> None:
    """Names the file; if its bytes were to be deleted, they stay.

    Raises StorageFailure while they are being deleted: whoever stores them again afterwards may name them.
    """
    tx.run("add_file", sha256=file.sha256, size=file.size, media_type=file.media_type, created_at=now)
    if tx.row("file_to_delete", sha256=file.sha256) is None:
        return
    tx.run("keep_file", sha256=file.sha256, now=now)
    if tx.row("file_to_delete", sha256=file.sha256) is not None:
        raise StorageFailure(_BEING_DELETED, retry_after=1.0)


def delete_later(tx: Transaction, sha256: str, now: float) -> None:
    """The bytes of the file, which is not named any more, are to be deleted."""
    tx.run("delete_later", sha256=sha256, now=now)


def deletion_due(tx: Transaction, now: float) -> bool:
    """Whether bytes are to be deleted that nobody is deleting."""
    return tx.row("deletion_due", now=now) is not None


def claim_deletions(tx: Transaction, now: float, until: float, limit: int) -> list[str]:
    """Files whose bytes the caller is to delete before that time; nobody else does, and nobody can name them."""
    return [row["sha256"] for row in tx.rows("claim_deletions", now=now, until=until, limit=limit)]


def deleted(tx: Transaction, sha256: str, until: float) -> None:
    """The bytes that were claimed until then are gone."""
    tx.run("file_deleted", sha256=sha256, until=until)


def delete_again(tx: Transaction, sha256: str, until: float, due_at: float) -> None:
    """The bytes that were claimed until then are not gone; they are to be deleted at that time."""
    tx.run("delete_again", sha256=sha256, until=until, due_at=due_at)


def take_name(tx: Transaction, sha256: str, now: float) -> bool:
    """Names a file that is not named, so that nobody else can until this transaction ends; False when it is named."""
    return tx.run("add_file", sha256=sha256, size=0, media_type="", created_at=now) == 1


def give_back_name(tx: Transaction, sha256: str) -> None:
    """It is not named any more."""
    tx.rows("forget_file", sha256=sha256)


def named(tx: Transaction) -> set[str]:
    """The SHA-256 of every file."""
    return {row["sha256"] for row in tx.rows("file_names")}

"""Which files the database names, as functions over a transaction."""

from collections.abc import Sequence

from docusnap.database.base import Transaction
from docusnap.domain.task import StoredFile


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


def take_name(tx: Transaction, sha256: str, now: float) -> bool:
    """Names a file that is not named, so that nobody else can until this transaction ends; False when it is named."""
    return tx.run("add_file", sha256=sha256, size=0, media_type="", created_at=now) == 1


def give_back_name(tx: Transaction, sha256: str) -> None:
    """It is not named any more."""
    tx.rows("forget_file", sha256=sha256)


def named(tx: Transaction) -> set[str]:
    """The SHA-256 of every file."""
    return {row["sha256"] for row in tx.rows("file_names")}

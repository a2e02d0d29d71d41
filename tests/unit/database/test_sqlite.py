"""What can happen to the database file under a running server: nothing is accepted that is not stored."""

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docusnap.database import sqlite_driver as driver
from docusnap.database.sqlite import SqliteDatabase, SqliteTransaction
from docusnap.domain.errors import Misconfigured, StorageFailure


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docusnap.db"


@pytest.fixture
def database(path: Path) -> Iterator[SqliteDatabase]:
    made = SqliteDatabase(path, patience=0.05)
    yield made
    made.close()


def pause(database: SqliteDatabase, name: str) -> None:
    database.write(lambda tx: tx.run("pause", operation=name))


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_a_database_that_was_deleted_takes_nothing_more(database: SqliteDatabase, path: Path, suffix: str) -> None:
    pause(database, "form")
    Path(f"{path}{suffix}").unlink()
    for _ in range(2):
        with pytest.raises(StorageFailure, match="deleted or replaced"):
            pause(database, "document")


def test_to_read_a_database_that_was_deleted_makes_no_empty_one(database: SqliteDatabase, path: Path) -> None:
    path.unlink()
    with ThreadPoolExecutor(1) as pool, pytest.raises(StorageFailure, match="deleted or replaced"):
        pool.submit(database.read, lambda tx: tx.row("paused")).result()
    assert not path.exists()


def test_a_database_that_cannot_be_opened_once_more_is_a_storage_failure_and_fine_again_afterwards(
    database: SqliteDatabase, path: Path
) -> None:
    """Each thread reads on a connection of its own, opened when it first reads."""
    pause(database, "form")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        with ThreadPoolExecutor(1) as pool, pytest.raises(StorageFailure, match="could not be read"):
            pool.submit(database.read, lambda tx: tx.row("paused")).result()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(database.read, lambda tx: tx.row("paused")).result()["operation"] == "form"


def test_a_database_that_was_replaced_takes_nothing_more(database: SqliteDatabase, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    SqliteDatabase(other).close()
    other.replace(path)
    with pytest.raises(StorageFailure, match="deleted or replaced"):
        pause(database, "document")


def test_what_another_process_holds_locked_is_a_storage_failure_and_fine_again_afterwards(
    database: SqliteDatabase, path: Path
) -> None:
    other = driver.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageFailure, match="locked"):
        pause(database, "form")
    other.execute("ROLLBACK")
    other.close()
    pause(database, "form")
    assert database.read(lambda tx: [row["operation"] for row in tx.rows("paused")]) == ["form"]


def test_a_commit_of_another_process_is_noticed(database: SqliteDatabase, path: Path) -> None:
    before = database.changes()
    assert database.changes() == before
    other = SqliteDatabase(path)
    pause(other, "form")
    other.close()
    assert database.changes() != before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(Misconfigured, match="cannot be opened"):
        SqliteDatabase(path)


@pytest.mark.skipif(driver.version < driver.SAFE_TO_SHARE, reason="commits do it on this SQLite")
def test_a_checkpoint_brings_what_was_committed_from_the_log_into_the_file(
    database: SqliteDatabase, path: Path, tmp_path: Path
) -> None:
    pause(database, "form")
    database.checkpoint()
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    other = SqliteDatabase(copy)
    assert other.read(lambda tx: [row["operation"] for row in tx.rows("paused")]) == ["form"]
    other.close()


def test_once_sqlite_has_undone_a_transaction_nothing_more_is_written_in_it(path: Path) -> None:
    """As it does when the disk is full; then each statement would be a transaction of its own."""
    connection = driver.connect(path, isolation_level=None)
    connection.execute("CREATE TABLE numbers (n INTEGER UNIQUE)")
    transaction = SqliteTransaction(connection, {"put": "INSERT OR ROLLBACK INTO numbers VALUES (:n)"})
    connection.execute("BEGIN")
    transaction.run("put", n=1)
    with pytest.raises(driver.DatabaseError, match="UNIQUE"), transaction.nested():
        transaction.run("put", n=1)
    with pytest.raises(driver.DatabaseError, match="undone"), transaction.nested():
        transaction.run("put", n=2)
    with pytest.raises(driver.DatabaseError, match="undone"):
        transaction.run("put", n=3)
    assert connection.execute("SELECT n FROM numbers").fetchall() == []
    connection.close()

"""A deleted paper's words are in no file of the database."""

from pathlib import Path

import pytest

from docusnap.database import sqlite_driver as driver
from docusnap.database.sql_files import statements_for
from docusnap.database.sqlite import SqliteDatabase

WORDS = ("zanzibar", "zanzibari", "zinc")


def add(path: Path, number: int, terms: str) -> None:
    connection = driver.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete = 1")
    connection.execute(
        "INSERT INTO papers (number, task_id, client_id, created_at, operation, kind, title, terms)"
        f" VALUES ({number}, 't{number}', 'c', 0, 'document', 'none', '', '{terms}')"
    )
    connection.close()


def delete(path: Path, number: int) -> None:
    connection = driver.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete = 1")
    connection.execute(f"DELETE FROM papers WHERE number = {number}")
    connection.close()


def kept_terms(path: Path) -> str:
    """All that the index of words has stored."""
    connection = driver.connect(path, isolation_level=None)
    blocks = connection.execute("SELECT block FROM paper_terms_data").fetchall()
    connection.close()
    return b"".join(block for (block,) in blocks).decode("latin-1")


@pytest.mark.parametrize("writes_anew", [False, True], ids=["at once", "on an older SQLite, when it is scrubbed"])
def test_the_index_keeps_no_word_of_a_deleted_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes_anew: bool
) -> None:
    if writes_anew:
        monkeypatch.setattr(driver, "version", (3, 40, 1))
    path = tmp_path / "docusnap.db"
    database = SqliteDatabase(path)
    add(path, 1, " ".join(WORDS))
    add(path, 2, "other words")
    assert "anzibar" in kept_terms(path)
    delete(path, 1)
    assert database.scrub()
    database.close()
    assert "anzibar" not in kept_terms(path)
    assert "inc" not in kept_terms(path)
    assert "other" in kept_terms(path)


def steps(path: Path, count: int) -> int:
    """How many steps the first page of a library of so many papers takes."""
    SqliteDatabase(path).close()
    connection = driver.connect(path, isolation_level=None)
    connection.executemany(
        "INSERT INTO papers (number, task_id, client_id, created_at, operation, kind, title, sale, content, terms)"
        " VALUES (:n, 't' || :n, 'c', :n, 'document', 'receipt', '', 'sale' || (:n / 2), 'file' || :n, 'word' || :n)",
        [{"n": n} for n in range(count)],
    )
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    wanted = {"client_id": "c", "before": 1e9, "before_id": "", "since": 0, "until": 1e9, "limit": 5}
    connection.set_progress_handler(step, 1)
    anything = {"kind": None, "tag": None, "words": None}
    connection.execute(statements_for("sqlite")["find_papers"], wanted | anything).fetchall()
    connection.close()
    return taken


def test_a_page_of_a_long_library_takes_no_more_steps(tmp_path: Path) -> None:
    assert 0 < steps(tmp_path / "long.db", 2000) <= steps(tmp_path / "short.db", 100) + 10

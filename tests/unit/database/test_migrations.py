"""A database of any released version becomes the same as a new one, or is left alone and the user told what to do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from docusnap.database import sqlite_driver as driver
from docusnap.database.sql_files import OLDEST, Schema, statements_of
from docusnap.database.sqlite import SqliteDatabase
from docusnap.database.sqlite_driver import Connection
from docusnap.database.sqlite_schema import shape
from docusnap.domain.errors import Misconfigured

RELEASED = sorted(Path(__file__).with_name("schemas").iterdir(), key=lambda path: int(path.stem))
SHIPPED = Schema.shipped("sqlite")

NEXT = replace(
    SHIPPED,
    fresh=[*SHIPPED.fresh, "CREATE TABLE notes (text TEXT)"],
    steps={**SHIPPED.steps, SHIPPED.version + 1: ["CREATE TABLE notes (text TEXT)"]},
)
"""This package's schema and one version more."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docusnap.db"


def made(path: Path, statements: Sequence[str], version: int) -> None:
    """A database as another docusnap left it, with one paused operation in it."""
    connection = driver.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.execute("INSERT INTO paused_operations VALUES ('form')")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def asked(path: Path, ask: Callable[[Connection], object]) -> object:
    connection = driver.connect(path, isolation_level=None)
    try:
        return ask(connection)
    finally:
        connection.close()


def version(path: Path) -> object:
    return asked(path, lambda connection: connection.execute("PRAGMA user_version").fetchone()[0])


def paused(database: SqliteDatabase) -> list[str]:
    return database.read(lambda tx: [row["operation"] for row in tx.rows("paused")])


def test_the_schema_of_every_released_version_is_kept_for_these_tests() -> None:
    assert [int(path.stem) for path in RELEASED] == list(range(OLDEST, OLDEST + len(RELEASED)))


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_an_upgraded_database_is_the_same_as_a_new_one_and_keeps_what_is_in_it(
    released: Path, path: Path, tmp_path: Path
) -> None:
    made(path, statements_of(released.read_text()), int(released.stem))
    upgraded, fresh = SqliteDatabase(path), SqliteDatabase(tmp_path / "fresh.db")
    assert paused(upgraded) == ["form"]
    upgraded.close()
    fresh.close()
    assert asked(path, shape) == asked(tmp_path / "fresh.db", shape)
    assert version(path) == version(tmp_path / "fresh.db") == SHIPPED.version


def test_an_upgrade_that_fails_changes_nothing(path: Path) -> None:
    made(path, SHIPPED.fresh, SHIPPED.version)
    before = asked(path, shape)
    wrong = {SHIPPED.version + 1: ["DROP TABLE api_keys", "DROP TABLE no_such_table"]}
    with pytest.raises(Misconfigured, match="no_such_table"):
        SqliteDatabase(path, schema=replace(SHIPPED, steps={**SHIPPED.steps, **wrong}))
    assert (asked(path, shape), version(path)) == (before, SHIPPED.version)


def test_an_upgrade_may_replace_a_table_that_others_refer_to_but_must_not_lose_what_they_need(path: Path) -> None:
    again = [
        "CREATE TABLE new_files (sha256 TEXT PRIMARY KEY, size BIGINT, media_type TEXT, created_at DOUBLE PRECISION)",
        "INSERT INTO new_files SELECT * FROM files",
        "DROP TABLE files",
        "ALTER TABLE new_files RENAME TO files",
    ]
    made(path, SHIPPED.fresh, SHIPPED.version)
    asked(path, lambda c: c.execute("INSERT INTO files VALUES ('aa', 1, 'image/png', 0)"))
    asked(path, lambda c: c.execute("INSERT INTO readings VALUES ('aa', 0, '', '', 0)"))
    lossy = [again[0], *again[2:]]
    with pytest.raises(Misconfigured, match="1 rows would refer to none"):
        SqliteDatabase(path, schema=replace(SHIPPED, steps={**SHIPPED.steps, SHIPPED.version + 1: lossy}))
    SqliteDatabase(path, schema=replace(SHIPPED, steps={**SHIPPED.steps, SHIPPED.version + 1: again})).close()
    assert asked(path, lambda c: c.execute("SELECT COUNT(*) FROM readings").fetchone()[0]) == 1


def test_a_database_that_other_processes_use_is_not_upgraded_under_them(path: Path) -> None:
    made(path, SHIPPED.fresh, SHIPPED.version)
    with pytest.raises(Misconfigured, match="Stop them all"):
        SqliteDatabase(path, schema=NEXT, alone=False)
    assert version(path) == SHIPPED.version
    SqliteDatabase(path, alone=False).close()


def test_a_newer_database_is_refused_with_what_to_do(path: Path) -> None:
    SqliteDatabase(path, schema=NEXT).close()
    with pytest.raises(Misconfigured, match="Use the newer docusnap again, or restore a backup"):
        SqliteDatabase(path)


def test_a_database_whose_version_was_lost_says_what_sets_it_right(path: Path) -> None:
    made(path, SHIPPED.fresh, 0)
    with pytest.raises(Misconfigured, match=f"schema {SHIPPED.version}, but its version says 0.*docusnap db upgrade"):
        SqliteDatabase(path)
    repaired = SqliteDatabase(path, repair=True)
    assert paused(repaired) == ["form"]
    repaired.close()
    assert version(path) == SHIPPED.version


def test_an_older_database_whose_version_was_lost_is_known_by_its_tables_and_upgraded(path: Path) -> None:
    made(path, SHIPPED.fresh, 0)
    SqliteDatabase(path, schema=NEXT, repair=True).close()
    assert version(path) == NEXT.version
    assert "notes" in shape_of(path)


def shape_of(path: Path) -> set[str]:
    return set(asked(path, shape))  # type: ignore[call-overload]


def test_a_database_of_something_else_is_not_touched(path: Path) -> None:
    asked(path, lambda c: c.execute("CREATE TABLE tasks (id TEXT)"))
    for repair in (False, True):
        with pytest.raises(Misconfigured, match="no docusnap made them"):
            SqliteDatabase(path, repair=repair)
    assert shape_of(path) == {"tasks"}


def test_migrations_for_another_database_are_passed_over_and_a_missing_number_is_an_error() -> None:
    files = {"README.md": "", "0003_one.sql": "A;\n-- not; this;\nB;", "0004_two.sqlite.sql": "C;\n"}
    read = Schema.read("", {**files, "0004_two.postgres.sql": "D;\n"}, "sqlite")
    assert read.steps == {3: ["A", "B"], 4: ["C"]}
    assert (read.version, read.since(3)) == (4, ["C"])
    with pytest.raises(ValueError, match="0005_three"):
        Schema.read("", {"0003_one.sql": "", "0005_three.sql": ""}, "sqlite")

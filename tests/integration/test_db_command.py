"""`docusnap db upgrade` on a data folder that an older docusnap left, or whose version was lost."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docusnap.cli import main
from docusnap.database import sqlite_driver as driver
from docusnap.database.sql_files import Schema
from docusnap.database.sqlite import SqliteDatabase

NEWEST = Schema.shipped("sqlite").version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    SqliteDatabase(tmp_path / "docusnap.db").close()
    return tmp_path


def run(*command: str, folder: Path) -> Result:
    return CliRunner().invoke(main, [*command, "--data-dir", str(folder)])


def set_version(folder: Path, version: int) -> None:
    connection = driver.connect(folder / "docusnap.db", isolation_level=None)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_a_database_that_is_up_to_date_is_left_as_it_is(folder: Path) -> None:
    result = run("db", "upgrade", folder=folder)
    assert (result.exit_code, result.stdout) == (0, f"the database is up to date (schema {NEWEST})\n")


def test_a_version_that_was_lost_is_told_by_every_command_and_given_back_by_this_one(folder: Path) -> None:
    set_version(folder, 0)
    refused = run("queue", "stats", folder=folder)
    assert refused.exit_code == 1
    assert "docusnap db upgrade" in refused.stderr
    assert run("db", "upgrade", folder=folder).stdout == f"the database was brought from schema 0 to {NEWEST}\n"
    assert run("queue", "stats", folder=folder).exit_code == 0


def test_a_newer_database_is_refused_by_every_command(folder: Path) -> None:
    set_version(folder, NEWEST + 1)
    for command in (["db", "upgrade"], ["queue", "stats"], ["keys", "list"]):
        result = run(*command, folder=folder)
        assert (result.exit_code, "newer docusnap" in result.stderr) == (1, True)


def test_a_folder_where_nothing_is_kept_stays_empty(tmp_path: Path) -> None:
    result = run("db", "upgrade", folder=tmp_path)
    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])

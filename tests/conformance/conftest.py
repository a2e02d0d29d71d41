"""Every implementation of the contracts, made anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docusnap.database.base import Database
from docusnap.database.sqlite import SqliteDatabase


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        made: Database = SqliteDatabase(tmp_path / "docusnap.db")
    else:
        url = request.getfixturevalue("postgres_url")
        from docusnap.database.postgres import PostgresDatabase

        made = PostgresDatabase(url)
    yield made
    made.close()

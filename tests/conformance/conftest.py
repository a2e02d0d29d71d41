"""Every implementation of the contracts, made anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docusnap.database.base import Database
from docusnap.database.sqlite import SqliteDatabase


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    made = SqliteDatabase(tmp_path / "docusnap.db")
    yield made
    made.close()

"""Which files are about to be read, on every implementation of the database."""

from collections.abc import Callable

import pytest

from docusnap.database import files, jobs
from docusnap.database.base import Database
from docusnap.domain.queue import Claim, NewJob
from docusnap.domain.task import StoredFile

Add = Callable[..., None]


def file(name: str, size: int = 10) -> StoredFile:
    return StoredFile(name * 64, size, "image/jpeg")


@pytest.fixture
def add(database: Database) -> Add:
    def work(job: str, *names: str, operation: str = "document", now: float = 1000.0, **more: object) -> None:
        stored = tuple(file(name) for name in names)
        new = NewJob(job, f"client-{job}", operation, f"sha256:{job}", stored, {}, now, **more)
        database.write(lambda tx: jobs.add(tx, new))

    return work


def names(database: Database, limit: int = 100) -> str:
    return "".join(one.sha256[0] for one in database.read(lambda tx: files.get_ongoing_doc_name(tx, limit)))


def test_without_jobs_there_are_none(database: Database) -> None:
    assert database.read(lambda tx: files.get_ongoing_doc_name(tx, 10)) == []


def test_the_files_of_waiting_jobs_come_in_the_order_of_the_line(database: Database, add: Add) -> None:
    add("1", "c", share="one")
    add("2", "a", "b", share="one")
    add("urgent", "d", now=3000.0, priority=100, overtakes=True)

    assert names(database) == "dcab"
    assert names(database, limit=2) == "dc"
    assert database.read(lambda tx: files.get_ongoing_doc_name(tx, 1)) == [file("d")]


def test_running_jobs_stand_in_front_and_ended_ones_nowhere(database: Database, add: Add) -> None:
    add("1", "a")
    add("2", "b", now=2000.0)
    add("3", "c", now=3000.0)
    by = Claim("me", 9.0, 99.0)
    claimed = [database.write(lambda tx, name=name: jobs.claim_one(tx, by, name, 0)) for name in "13"]
    database.write(lambda tx: jobs.complete(tx, claimed[0], {}, 10.0))

    assert names(database) == "cb"


def test_a_file_of_several_jobs_and_operations_is_named_once(database: Database, add: Add) -> None:
    add("1", "b", operation="form", share="one")
    add("2", "a", "b", share="one")

    assert names(database) == "ba"


def test_paused_operations_wait_for_nothing(database: Database, add: Add) -> None:
    add("1", "a")
    add("2", "b", operation="form")
    database.write(lambda tx: jobs.pause(tx, "form"))

    assert names(database) == "a"

"""What every implementation promises of the pages that were read."""

from dataclasses import replace
from typing import Any

import pytest

from docusnap.database import jobs, readings, tasks
from docusnap.database.base import Database
from docusnap.domain.page import Mark, Page, ReadingKey, Segment, Word
from docusnap.domain.queue import Claim, NewJob, NewTask
from docusnap.domain.task import Job, StoredFile

PHOTO = StoredFile("a" * 64, 1000, "image/jpeg")
KEY = ReadingKey(PHOTO.sha256, 0, "rapid-1")
PAGE = Page(
    1,
    640,
    480,
    (
        Segment(
            "TOTAL 9.00", (Word("TOTAL", (1.5, 2, 30, 12), 0.99), Word("9.00", (40, 2, 60, 12), 0.9, (40.5, 4, 61, 11)))
        ),
    ),
    (Mark("check_box", (5, 5, 9, 9), value="on"),),
    "rapid",
    damaged=True,
    turn=90,
    skew=1.5,
)


@pytest.fixture
def job(database: Database) -> Job:
    def write(tx: Any) -> Job:
        jobs.add(tx, NewJob("job", "client", "document", "sha256:1", (PHOTO,), {}, 100.0))
        tasks.add(tx, NewTask("task", "client", "job", 100.0))
        (claimed,) = jobs.claim(tx, Claim("me", 200.0, 230.0))
        return claimed

    return database.write(write)


def keep(database: Database, key: ReadingKey) -> None:
    database.write(lambda tx: readings.keep(tx, key, PAGE, 100.0))


def page_of_task(database: Database, number: int) -> tuple[ReadingKey, Page] | None:
    return database.read(lambda tx: readings.page_of_task(tx, "task", number))


def test_a_reading_comes_back_as_it_was_kept_and_keeping_it_again_is_no_error(database: Database, job: Job) -> None:
    for _ in range(2):
        keep(database, KEY)
    found = database.read(lambda tx: readings.find(tx, KEY))
    assert found is not None
    assert (found, found.engine) == (PAGE, "rapid")
    assert database.read(lambda tx: readings.find(tx, replace(KEY, recipe="other"))) is None


def test_the_pages_of_a_task_are_the_readings_noted_last_for_its_job(database: Database, job: Job) -> None:
    other = replace(KEY, index=1)
    for key in (KEY, other):
        keep(database, key)
    for keys in ([other, KEY], [KEY, other]):
        assert database.write(lambda tx, keys=keys: readings.note_pages(tx, job, keys))
    assert page_of_task(database, 2) == (other, replace(PAGE, number=2))
    assert page_of_task(database, 3) is None


def test_a_lost_claim_notes_no_pages(database: Database, job: Job) -> None:
    keep(database, KEY)
    assert not database.write(lambda tx: readings.note_pages(tx, replace(job, fence=0), [KEY]))
    assert page_of_task(database, 1) is None

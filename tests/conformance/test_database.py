"""What every implementation of the durable record promises."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import jobs, readings
from docusnap.database.base import Database
from docusnap.database.jobs import NewTask
from docusnap.database.readings import Reading, ReadingKey
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.errors import StorageFailure
from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.domain.task import Failure, Progress, Status, StoredFile

PHOTO = StoredFile("a" * 64, 1000, "image/jpeg")
IMAGE = StoredFile("b" * 64, 500, "image/jpeg")
KEY = ReadingKey(PHOTO.sha256, 0, "rapid-1")
PAGE = Page(
    1,
    640,
    480,
    (Segment("TOTAL 9.00", (Word("TOTAL", (1.5, 2, 30, 12), 0.99), Word("9.00", (40, 2, 60, 12), 0.9))),),
    (Mark("check_box", (5, 5, 9, 9), value="on"),),
    "rapid",
)


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    made = SqliteDatabase(tmp_path / "docusnap.db")
    yield made
    made.close()


class Record:
    """Each call as one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __getattr__(self, name: str) -> Callable[..., Any]:
        work = getattr(jobs, name, None) or getattr(readings, name)
        return lambda *values: self.database.write(lambda tx: work(tx, *values))


@pytest.fixture
def record(database: Database) -> Record:
    return Record(database)


def new_task(number: int, uri: str = "sha256:1", at: float = 100.0) -> NewTask:
    return NewTask(f"task{number}", f"job{number}", "client", "document", uri, (PHOTO,), {"library": []}, at, "tag")


def test_a_task_that_was_added_is_there_pending_with_its_files(record: Record) -> None:
    record.add_task(new_task(1))
    task = record.task("task1")
    assert task is not None
    assert (task.status, task.client_id, task.tag, task.created_at) == (Status.PENDING, "client", "tag", 100.0)
    assert task.files == (PHOTO,)


def test_an_unknown_task_is_none(record: Record) -> None:
    assert record.task("nothing") is None


def test_identical_work_joins_the_live_job_and_other_work_does_not(record: Record) -> None:
    assert record.add_task(new_task(1)) == "job1"
    assert record.add_task(new_task(2)) == "job1"
    assert record.add_task(new_task(3, uri="sha256:2")) == "job3"


def test_identical_work_after_the_end_is_a_new_job(record: Record) -> None:
    record.add_task(new_task(1))
    job = record.claim("me", 200, 230)
    assert job is not None
    record.complete(job, {}, 201)
    assert record.add_task(new_task(2)) == "job2"


def test_a_claim_takes_the_oldest_job_once_and_counts_the_attempt_and_the_fence(record: Record) -> None:
    record.add_task(new_task(2, uri="b", at=200))
    record.add_task(new_task(1, uri="a", at=100))
    first, second, none = (record.claim("me", 300, 330) for _ in range(3))
    assert first is not None
    assert second is not None
    assert none is None
    assert (first.id, first.attempt, first.fence, first.status) == ("job1", 1, 1, Status.PROCESSING)
    assert (first.files, first.parameters) == ((PHOTO,), {"library": []})
    assert second.id == "job2"


def test_nothing_is_claimed_before_it_is_due(record: Record) -> None:
    record.add_task(new_task(1, at=100))
    assert record.claim("me", 99, 129) is None


def test_a_completed_job_answers_every_task_that_waits_for_it(record: Record) -> None:
    record.add_task(new_task(1))
    record.add_task(new_task(2))
    job = record.claim("me", 200, 230)
    assert job is not None
    assert record.complete(job, {"title": "Café 收据"}, 201.5)
    for name in ("task1", "task2"):
        task = record.task(name)
        assert task is not None
        assert (task.status, task.result, task.finished_at) == (Status.COMPLETED, {"title": "Café 收据"}, 201.5)


def test_a_failed_job_tells_its_code_and_detail(record: Record) -> None:
    record.add_task(new_task(1))
    job = record.claim("me", 200, 230)
    assert job is not None
    assert record.fail(job, Failure("OCR_FAILURE", "It broke."), 201)
    task = record.task("task1")
    assert task is not None
    assert (task.status, task.failure) == (Status.ERROR, Failure("OCR_FAILURE", "It broke."))


def test_an_old_fence_changes_nothing(record: Record) -> None:
    record.add_task(new_task(1))
    stale = record.claim("dead", 200, 230)
    assert stale is not None
    assert record.rescue("me", 300) == 1
    current = record.claim("me", 300, 330)
    assert current is not None
    assert current.fence == stale.fence + 1
    record.keep(KEY, Reading(PAGE, IMAGE), 301)
    assert not record.note_progress(stale, Progress("reading", 1, 2))
    assert not record.note_pages(stale, [KEY])
    assert not record.fail(stale, Failure("x", "y"), 301)
    assert not record.release(stale)
    assert not record.complete(stale, {"by": "the dead"}, 301)
    assert record.complete(current, {"by": "the living"}, 302)
    assert not record.complete(current, {"by": "the living, again"}, 303)
    task = record.task("task1")
    assert task is not None
    assert task.result == {"by": "the living"}


def test_rescue_leaves_the_owners_own_jobs_alone(record: Record) -> None:
    record.add_task(new_task(1))
    record.claim("me", 200, 230)
    assert record.rescue("me", 300) == 0


def test_a_released_job_is_due_again_and_its_attempt_does_not_count(record: Record) -> None:
    record.add_task(new_task(1))
    job = record.claim("me", 200, 230)
    assert job is not None
    assert record.release(job)
    again = record.claim("me", 201, 231)
    assert again is not None
    assert (again.attempt, again.fence) == (1, 2)


def test_progress_is_told_while_the_job_runs(record: Record) -> None:
    record.add_task(new_task(1))
    job = record.claim("me", 200, 230)
    assert job is not None
    record.note_progress(job, Progress("reading", 1, 2))
    task = record.task("task1")
    assert task is not None
    assert task.progress == Progress("reading", 1, 2)


def test_a_reading_comes_back_as_it_was_kept_and_keeping_it_again_is_no_error(record: Record) -> None:
    record.add_task(new_task(1))
    for _ in range(2):
        record.keep(KEY, Reading(PAGE, IMAGE), 100)
    found = record.find(KEY)
    assert found is not None
    assert (found.page, found.page.engine, found.image) == (PAGE, "rapid", IMAGE)
    assert record.find(replace(KEY, recipe="other")) is None


def test_the_pages_of_a_task_are_the_readings_noted_for_its_job(record: Record) -> None:
    record.add_task(new_task(1))
    job = record.claim("me", 200, 230)
    assert job is not None
    other = replace(KEY, index=1)
    for key in (KEY, other):
        record.keep(key, Reading(PAGE, IMAGE), 100)
    assert record.note_pages(job, [other, KEY])
    assert record.note_pages(job, [KEY, other])
    found = record.page_of_task("task1", 2)
    assert found is not None
    assert found.page == replace(PAGE, number=2)
    assert record.page_of_task("task1", 3) is None


def test_many_threads_adding_the_same_work_make_one_job(record: Record) -> None:
    jobs: list[str] = []
    threads = [threading.Thread(target=lambda n=n: jobs.append(record.add_task(new_task(n)))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(jobs) == 20
    assert len(set(jobs)) == 1


def test_a_write_that_fails_takes_no_other_with_it(record: Record) -> None:
    record.add_task(new_task(1))
    with pytest.raises(StorageFailure):
        record.add_task(new_task(1, uri="other"))
    assert record.add_task(new_task(2)) == "job1"


def test_closing_twice_is_no_error(record: Record) -> None:
    record.database.close()
    record.database.close()

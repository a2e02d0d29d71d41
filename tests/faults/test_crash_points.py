"""The process ends right before and right after every commit on the path of a task; then the server starts again."""

import os
from collections.abc import Callable
from typing import Any

import pytest

CRASHED = 77
pytestmark = pytest.mark.parametrize("kind", ["sqlite", "postgres"])
MOMENTS = ("within", "after")

# point -> the operation whose path it is on
POINTS = {
    "put": "document",
    "add_task": "document",
    "claim": "document",
    "keep_reading": "document",
    "note_progress": "document",
    "note_page": "document",
    "complete": "document",
    "fail": "fails",
    "retry_later": "again",
}
ENDS = {"document": "completed", "fails": "error", "again": "completed"}


def crash_plan(point: str, moment: str) -> dict[str, Any]:
    return {"crash": [point, moment], "at_once": point in ("put", "add_task")}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", POINTS)
def test_a_crash_loses_nothing_accepted_and_commits_nothing_twice(
    point: str, moment: str, start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    operation, image = POINTS[point], picture()
    doomed = start(crash_plan(point, moment))
    task = doomed.accepted(image, operation)
    assert doomed.wait() == CRASHED
    record.check()

    server = start({})
    if task is not None:
        assert server.ended(task)["status"] == ENDS[operation]
    else:
        task = server.accepted(image, operation)
        assert server.ended(task)["status"] == ENDS[operation]
    assert server.stop() == 0
    record.check()
    assert record.ask("SELECT COUNT(*) FROM jobs WHERE status NOT IN ('completed', 'error')") == [(0,)]


@pytest.mark.parametrize(
    ("point", "moment", "deleted"),
    [("forget_job", "within", False), ("forget_job", "after", True), ("forget_file", "within", True)],
)
def test_a_crash_during_a_deletion_leaves_the_task_whole_or_nothing_of_it(
    point: str, moment: str, deleted: bool, start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    doomed = start({"crash": [point, moment]})
    task = doomed.accepted(picture())
    assert doomed.ended(task)["status"] == "completed"
    assert doomed.delete(task) is None
    assert doomed.wait() == CRASHED
    record.check()

    server = start({})
    assert server.status(task) == (410 if deleted else 200)
    assert server.delete(task) == 204
    assert server.status(task) == 410
    assert server.stop() == 0
    record.check()
    for table in ("jobs", "job_files", "job_pages", "readings"):
        assert record.ask(f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_work_that_was_deleted_while_it_ran_does_not_come_back_after_a_kill(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    doomed = start({}, HANG="1")
    task = doomed.accepted(picture(), "hangs")
    doomed.says("^hanging$")
    assert doomed.delete(task) == 200
    doomed.kill()

    server = start({})
    assert server.ended(task)["status"] == "cancelled"
    assert server.stop() == 0
    record.check()
    assert record.ask("SELECT COUNT(*) FROM jobs") == [(0,)]
    assert not list((record.data / "files").glob("*/*"))


def test_bytes_of_a_request_that_crashed_are_swept_at_a_later_start(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    doomed = start({"crash": ["add_task", "within"], "at_once": False})
    doomed.accepted(picture())
    assert doomed.wait() == CRASHED
    server = start({})
    kept = server.accepted(picture())
    assert server.ended(kept)["status"] == "completed"
    assert server.stop() == 0
    stored = list((record.data / "files").glob("*/*"))
    assert len(stored) == 2
    for path in stored:
        os.utime(path, (0, 0))
    server = start({})
    server.says("removed 1 files that nothing refers to")
    assert server.stop() == 0
    record.check()
    assert len(list((record.data / "files").glob("*/*"))) == 1

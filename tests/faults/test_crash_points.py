"""The process ends right before and right after every commit on the path of a task; then the server starts again."""

from collections.abc import Callable
from typing import Any

import pytest

CRASHED = 77
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

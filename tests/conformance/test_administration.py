"""What the one who runs the server sees and does, alike in every database."""

from typing import Any

import pytest

from docusnap.database import attempts, callbacks, jobs, tasks
from docusnap.database.base import Database
from docusnap.domain.administration import Doomed, JobFilter, WebhookState
from docusnap.domain.callback import NewCallback
from docusnap.domain.errors import LlmFailure, NotFound, UnreadableFile
from docusnap.domain.queue import NewJob, NewTask
from docusnap.domain.task import Progress, Status, Work
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService


class House:
    """A queue whose clock the test moves, and another process that looks at the same database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = 100_000.0
        self.due: list[str] = []
        self.told: list[str] = []
        self.queue, self.elsewhere = self.service("me"), self.service("another process")
        self.administration = QueueAdministration(
            database, clock=lambda: self.now, on_due=self.due.append, on_end=self.told.append
        )

    def service(self, owner: str) -> DocumentQueueService:
        recorder = Recorder({}, results_kept=1.0, has_callback=lambda _: False, new_id=lambda: "new")
        return DocumentQueueService(
            self.database, owner=owner, clock=lambda: self.now, uniform=lambda low, high: high, recorder=recorder
        )

    def add(self, *names: str, operation: str = "document", **options: Any) -> None:
        for name in names:
            new = NewJob(name, "c", operation, f"uri-{name}", (), {}, self.now, **options)

            def write(tx: Any, new: NewJob = new) -> None:
                jobs.add(tx, new)
                tasks.add(tx, NewTask(f"task-{new.id}", "c", new.id, self.now))

            self.database.write(write)

    def end(self, name: str, error: Exception | None = None, stages: Any = ()) -> None:
        job = self.queue.mark_in_progress(self.queue.item(name))
        assert job is not None
        for stage, seconds in stages:
            self.queue.note_progress(job, Progress(stage, 0, 1))
            self.now += seconds
        if error is None:
            self.queue.mark_completed(job, {})
        else:
            self.queue.mark_failed(job, error)

    def items(self, **wanted: Any) -> list[str]:
        return [job.id for job in self.administration.items(JobFilter(**wanted), 50)]


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_items_come_in_pages_newest_first(house: House) -> None:
    for name in "abcde":
        house.now += 1
        house.add(name)
    seen: list[str] = []
    before = None
    while page := house.administration.items(JobFilter(Status.PENDING, "document", before=before), 2):
        seen += [job.id for job in page]
        before = (page[-1].created_at, page[-1].id)
    assert seen == ["e", "d", "c", "b", "a"]
    assert house.items(status=Status.ERROR) == []


def test_no_process_begins_anything_while_the_whole_queue_is_paused(house: House) -> None:
    house.add("a")
    house.add("b", operation="form")
    house.queue.pause()
    house.queue.pause("form")
    assert house.elsewhere.claim(9) == house.elsewhere.due(["a", "b"]) == []
    assert house.elsewhere.get_queue_stats().paused == ["*", "form"]
    house.elsewhere.resume()
    assert [job.id for job in house.queue.claim(9)] == ["a"]
    house.elsewhere.resume("form")
    assert [job.id for job in house.queue.claim(9)] == ["b"]


def test_a_pending_job_moves_in_line_by_its_priority_and_another_does_not(house: House) -> None:
    house.add("a", "b", "c")
    assert house.administration.reprioritise("c", 1)
    assert house.administration.reprioritise("a", -1)
    assert [job.id for job in house.queue.get_pending_items(9)] == ["c", "b", "a"]
    assert house.administration.reprioritise("c", 0)
    assert house.administration.reprioritise("a", 0)
    assert [job.id for job in house.queue.get_pending_items(9)] == ["a", "b", "c"]
    house.end("a")
    assert not house.administration.reprioritise("a", 5)


def test_all_quarantined_jobs_of_one_error_are_tried_again_and_no_other(house: House) -> None:
    names = [f"bad{n:03}" for n in range(103)]
    house.add(*names, "model", "twin")
    for name in (*names, "twin"):
        house.end(name, UnreadableFile("broken"))
    house.end("model", LlmFailure("no JSON"))
    again = NewJob("again", "c", "document", "uri-twin", (), {}, house.now)
    house.database.write(lambda tx: jobs.add(tx, again))
    counts = [(one.code, one.jobs) for one in house.administration.errors()]
    assert counts == [("unreadable_file", 104), ("LLM_FAILURE", 1)]
    assert house.items(error="LLM_FAILURE") == ["model"]
    assert house.administration.retry_all("unreadable_file", "form") == 0
    assert house.administration.retry_all("unreadable_file") == 103
    assert sorted(house.due) == names
    assert sorted(house.items(status=Status.ERROR)) == ["model", "twin"]


def test_ended_jobs_are_counted_and_then_deleted_with_their_tasks(house: House) -> None:
    house.add("old", "new", "model", "done", "live")
    house.end("old", UnreadableFile("broken"))
    house.now += 100
    house.end("new", UnreadableFile("broken"))
    house.end("model", LlmFailure("no JSON"))
    house.end("done")
    doomed = Doomed(Status.ERROR, house.now - 50, error="unreadable_file")
    assert house.administration.count_doomed(doomed) == house.administration.delete(doomed) == 1
    assert sorted(house.items()) == ["done", "live", "model", "new"]
    assert house.database.read(lambda tx: tasks.find(tx, "task-old")) is None
    assert house.administration.delete(Doomed(Status.ERROR, house.now + 1)) == 2
    assert sorted(house.items()) == ["done", "live"]


def test_a_story_tells_attempts_stages_workers_and_tasks(house: House) -> None:
    house.add("a")
    house.end("a", LlmFailure("no JSON"), stages=[("reading", 2), ("understanding", 3)])
    story = house.administration.story("a")
    assert [(one.fence, one.stage, one.worker) for one in story.stages] == [
        (1, "reading", "me"),
        (1, "understanding", "me"),
    ]
    assert [(one.number, one.error.type, one.worker) for one in story.attempts] == [(1, "LlmFailure", "me")]
    assert [one.id for one in story.tasks] == ["task-a"]
    assert (story.finished_at or 0) - (story.started_at or 0) == 5
    with pytest.raises(NotFound):
        house.administration.story("none")


def test_the_history_tells_what_came_what_ended_and_what_was_live(house: House) -> None:
    house.add("a", "b", "c")
    house.now += 60
    house.end("a", stages=[("reading", 1), ("understanding", 4)])
    house.now += 3595
    house.end("b", LlmFailure("no JSON"))
    house.add("d")
    history = house.administration.history(periods=2, seconds=3600)
    assert [(one.added, one.live) for one in history.periods] == [(3, 3), (1, 2)]
    assert history.periods[-1].ended == {Status.COMPLETED: 1, Status.ERROR: 1}
    assert [(one.stage, one.jobs, one.median) for one in history.stages] == [
        ("waiting", 1, 60),
        ("reading", 1, 1),
        ("understanding", 1, 4),
    ]
    work = house.database.read(lambda tx: attempts.work_of_task(tx, "task-a"))
    assert (work.attempts, work.seconds) == (1, {"waiting": 60, "reading": 1, "understanding": 4})
    assert house.database.read(lambda tx: attempts.work_of_task(tx, "task-c")) == Work(0, {})


def test_a_webhook_that_was_told_or_given_up_is_sent_once_more(house: House) -> None:
    house.add("a", "b")
    for name in ("a", "b"):
        hook = NewCallback(f"hook-{name}", f"task-{name}", "u", "https://x.example", events=["task.completed"])
        house.database.write(lambda tx, hook=hook: callbacks.add(tx, hook))
    house.end("a")
    (due,) = house.database.write(lambda tx: callbacks.claim(tx, house.now, house.now + 60, 5))
    house.database.write(lambda tx: callbacks.put_off(tx, due, house.now, "it answered 500", None))
    found = {one.id: one for one in house.administration.webhooks(None)}
    assert {name: one.state for name, one in found.items()} == {
        "hook-a": WebhookState.GIVEN_UP,
        "hook-b": WebhookState.WAITING,
    }
    assert found["hook-a"].error == "it answered 500"
    assert not house.administration.send_again("hook-b")
    assert house.administration.send_again("hook-a")
    assert [one.id for one in house.administration.webhooks(WebhookState.SENDING, task_id="task-a")] == ["hook-a"]
    (again,) = house.database.write(lambda tx: callbacks.claim(tx, house.now, house.now + 60, 5))
    house.database.write(lambda tx: callbacks.told(tx, again, house.now))
    assert [one.id for one in house.administration.webhooks(WebhookState.TOLD)] == ["hook-a"]
    assert [one.id for one in house.administration.webhooks(None, before_id="hook-b", limit=1)] == ["hook-a"]

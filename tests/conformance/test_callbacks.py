"""What the record promises of callbacks, redirects and idempotency keys, on every implementation of the database."""

from typing import Any

import pytest

from docusnap.database import callbacks, idempotency, jobs, redirects, retention, tasks
from docusnap.database.base import Database
from docusnap.domain.callback import DueCallback, NewCallback
from docusnap.domain.errors import IdempotencyMismatch, WorkerDied
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.queue import Claim, NewJob, NewTask
from docusnap.domain.task import Failure, Job, Status


class Outbox:
    """A job with tasks `a` and `b`, each with a webhook of its own name."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.write(lambda tx: jobs.add(tx, NewJob("job", "c", "document", "u", (), {}, 100.0)))
        for name in "ab":
            self.add(name)

    def write(self, work: Any) -> Any:
        return self.database.write(work)

    def add(self, name: str, **options: Any) -> None:
        def write(tx: Any) -> None:
            tasks.add(tx, NewTask(name, "c", "job", 100.0))
            callbacks.add(tx, NewCallback(name, name, "u", f"https://{name}", **options))

        self.write(write)

    def start(self) -> Job:
        (job,) = self.write(lambda tx: jobs.claim(tx, Claim("me", 100.0, 130.0)))
        return job

    def due(self, now: float = 200.0) -> list[DueCallback]:
        found = self.write(lambda tx: callbacks.claim(tx, now, now + 60, 10))
        return sorted(found, key=lambda c: c.id)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


FAILED = Failure("x", "y")
ENDS: dict[str, Any] = {
    "completed": lambda tx, job: jobs.complete(tx, job, {}, 150.0),
    "error": lambda tx, job: jobs.fail(tx, job, FAILED, 150.0),
    "cancelled": lambda tx, job: tx.run("ask_to_stop", id=job.id) and jobs.end_cancelled(tx, job, 150.0),
}


@pytest.mark.parametrize("status", ENDS)
def test_every_end_of_a_job_makes_the_callbacks_of_its_tasks_due_with_it(outbox: Outbox, status: str) -> None:
    job = outbox.start()
    assert outbox.due() == []
    outbox.write(lambda tx: ENDS[status](tx, job))
    assert [(c.id, c.event, c.ended_at, c.attempt) for c in outbox.due()] == [
        ("a", f"task.{status}", 150.0, 1),
        ("b", f"task.{status}", 150.0, 1),
    ]


@pytest.mark.parametrize("status", ENDS)
def test_an_end_with_an_old_fence_makes_nothing_due(outbox: Outbox, status: str) -> None:
    job = outbox.start()
    outbox.write(lambda tx: jobs.rescue(tx, 131.0, 3, FAILED))
    assert not outbox.write(lambda tx: ENDS[status](tx, job))
    assert outbox.due() == []


def test_a_job_that_killed_its_workers_and_one_cancelled_before_it_began_are_told_too(outbox: Outbox) -> None:
    outbox.start()
    outbox.write(lambda tx: jobs.rescue(tx, 131.0, 1, Failure(WorkerDied.code, "")))
    assert {c.event for c in outbox.due()} == {"task.error"}
    outbox.write(lambda tx: jobs.retry_by_person(tx, "job"))
    outbox.write(lambda tx: tasks.cancel_job(tx, "job", 160.0))
    assert {c.event for c in outbox.due()} == {"task.cancelled"}


def test_a_write_that_fails_makes_nothing_due(outbox: Outbox) -> None:
    job = outbox.start()

    def end_and_fail(tx: Any) -> None:
        jobs.complete(tx, job, {}, 150.0)
        raise ValueError

    with pytest.raises(ValueError):
        outbox.write(end_and_fail)
    assert outbox.due() == []


def test_only_wanted_events_are_due(outbox: Outbox) -> None:
    outbox.add("picky", events=["task.error"])
    job = outbox.start()
    outbox.write(lambda tx: jobs.complete(tx, job, {}, 150.0))
    assert [c.id for c in outbox.due()] == ["a", "b"]


def test_what_is_claimed_is_due_again_only_when_nobody_says_how_it_went(outbox: Outbox) -> None:
    job = outbox.start()
    outbox.write(lambda tx: jobs.complete(tx, job, {}, 150.0))
    told, lost = outbox.due(200.0)
    outbox.write(lambda tx: callbacks.told(tx, told, 201.0))
    assert outbox.due(259.0) == []
    (again,) = outbox.due(260.0)
    assert (again.id, again.attempt, again.message_id) == ("b", 2, lost.message_id)


def test_a_late_word_about_a_delivery_that_was_taken_over_changes_nothing(outbox: Outbox) -> None:
    job = outbox.start()
    outbox.write(lambda tx: jobs.complete(tx, job, {}, 150.0))
    late, _ = outbox.due(200.0)
    current, _ = outbox.due(260.0)
    outbox.write(lambda tx: callbacks.put_off(tx, late, 270.0, "late", None))
    outbox.write(lambda tx: callbacks.put_off(tx, current, 270.0, "no", 300.0))
    assert [c.attempt for c in outbox.due(300.0)] == [3]


def test_tasks_take_their_callbacks_with_them(outbox: Outbox) -> None:
    job = outbox.start()
    outbox.write(lambda tx: jobs.complete(tx, job, {}, 150.0))
    for callback in outbox.due():
        outbox.write(lambda tx, c=callback: callbacks.told(tx, c, 201.0))
    assert outbox.write(lambda tx: retention.jobs(tx, Status.COMPLETED, 500.0, 10)) == 1
    assert outbox.write(lambda tx: callbacks.deliveries(tx, "a")) == []


def test_a_chain_of_names_is_followed_to_its_end_as_long_as_it_is_fresh(database: Database) -> None:
    def write(tx: Any) -> None:
        for at, (name, target) in enumerate(["AB", "BC", "CD"]):
            redirects.add(tx, "op", name, target, float(at))

    database.write(write)
    assert [database.read(lambda tx, n=n: redirects.follow(tx, "op", n, 0.0)) for n in "ABCDX"] == [*"DDDDX"]
    assert database.read(lambda tx: redirects.follow(tx, "op", "A", 1.0)) == "A"
    assert database.read(lambda tx: redirects.follow(tx, "other", "A", 0.0)) == "A"


def test_a_circle_of_names_ends(database: Database) -> None:
    def write(tx: Any) -> None:
        redirects.add(tx, "op", "A", "B", 0.0)
        redirects.add(tx, "op", "B", "A", 0.0)

    database.write(write)
    assert database.read(lambda tx: redirects.follow(tx, "op", "A", 0.0)) in "AB"


def test_a_key_stands_for_the_first_for_a_day(database: Database) -> None:
    def keep(fingerprint: str, subject: str, now: float, client: str = "c") -> str:
        return database.write(lambda tx: idempotency.keep(tx, IdempotencyKey(client, "k", fingerprint), subject, now))

    assert keep("f", "one", 0.0) == "one"
    assert keep("f", "two", 86_400.0) == "one"
    assert keep("other", "three", 1.0, client="d") == "three"
    with pytest.raises(IdempotencyMismatch):
        keep("other", "three", 86_400.0)
    assert keep("other", "four", 86_401.0) == "four"

"""What is recorded of tasks beside their work: lists, corrections, and what a job waits for; on every database."""

from dataclasses import replace

import pytest

from docusnap.database import corrections, deletion, jobs, tasks
from docusnap.database.base import Database
from docusnap.domain.correction import Correction
from docusnap.domain.queue import Claim, NewJob, NewTask
from docusnap.domain.task import Job, Status, TaskFilter

CLAIM = Claim("me", 1000.0, 2000.0)


def added(database: Database, number: int, **more: object) -> str:
    """A task `t<number>` of its own job."""
    new = replace(NewJob(f"j{number}", "ada", "document", f"u{number}", (), {}, 10.0 + number), **more)  # type: ignore[arg-type]

    def write(tx):
        jobs.add(tx, new)
        tasks.add(tx, NewTask(f"t{number}", "ada", new.id, new.created_at, tag=f"tag{number}"))

    database.write(write)
    return f"t{number}"


def claimed(database: Database, number: int) -> Job | None:
    return database.write(lambda tx: jobs.claim_one(tx, CLAIM, f"j{number}", 0))


def completed(database: Database, number: int, result: dict[str, object]) -> None:
    job = claimed(database, number)
    assert job is not None
    database.write(lambda tx: jobs.complete(tx, job, result, 100.0))


def listed(database: Database, limit: int = 10, before: tuple[float, str] | None = None, **wanted: object) -> list[str]:
    chosen = TaskFilter(**wanted)  # type: ignore[arg-type]
    return [task.id for task in database.read(lambda tx: tasks.listed(tx, "ada", chosen, before, limit))]


def test_a_clients_tasks_are_listed_newest_first_and_filtered(database: Database) -> None:
    for number in (1, 2, 3):
        added(database, number)
    completed(database, 2, {"kind": "receipt"})
    assert listed(database) == ["t3", "t2", "t1"]
    assert listed(database, limit=1, before=(13.0, "t3")) == ["t2"]
    assert listed(database, kind="receipt") == listed(database, status=Status.COMPLETED) == ["t2"]
    assert listed(database, tag="tag1") == listed(database, until=12.0) == ["t1"]
    assert listed(database, since=13.0, operation="document") == ["t3"]


def test_corrections_are_kept_in_order_and_go_with_the_task(database: Database) -> None:
    task_id = added(database, 1)
    completed(database, 1, {"kv": {"Total": "9.00"}})
    made = [Correction("Total", "9.00", "9.50", "ada", 20.0), Correction("Cashier", None, None, "ada", 21.0)]
    for one in made:
        database.write(lambda tx, one=one: corrections.add(tx, task_id, one))
    task = database.read(lambda tx: tasks.find(tx, task_id))
    assert task is not None
    assert list(task.corrections) == made
    found = database.read(lambda tx: list(corrections.made_since(tx, 20.5, None, (0.0, "", 0), 10)))
    assert [(one.task_id, one.correction) for one in found] == [(task_id, made[1])]
    database.write(lambda tx: deletion.task(tx, task_id, 30.0))
    assert database.read(lambda tx: corrections.of_task(tx, task_id)) == ()


@pytest.mark.parametrize("deleted", [False, True])
def test_a_job_waits_until_all_that_it_needs_has_ended(database: Database, deleted: bool) -> None:
    needed = (added(database, 1), added(database, 2))
    added(database, 3, inputs=needed)

    def due() -> list[str]:
        return [job.id for job in database.write(lambda tx: jobs.claim(tx, replace(CLAIM, now=20.0), 10))]

    completed(database, 1, {})
    assert "j3" not in due()
    if deleted:
        database.write(lambda tx: deletion.task(tx, "t2", 25.0))
    else:
        running = database.read(lambda tx: jobs.find(tx, "j2"))
        assert running is not None
        database.write(lambda tx: jobs.complete(tx, running, {}, 25.0))
    assert due() == ["j3"]

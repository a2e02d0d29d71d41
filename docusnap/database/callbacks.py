"""Who is told when a task ends: the outbox and the log of deliveries, as functions over a transaction."""

import json
from collections.abc import Iterable

from docusnap.database import inputs
from docusnap.database.base import Row, Transaction
from docusnap.domain.callback import Delivery, DueCallback, NewCallback
from docusnap.domain.compact_json import compact_json
from docusnap.domain.task import Status


def add(tx: Transaction, new: NewCallback) -> None:
    """Records who is to be told; the task is there already."""
    tx.run(
        "add_callback",
        id=new.id,
        task_id=new.task_id,
        url=new.url,
        receiver=new.receiver,
        uri=new.uri,
        arguments=compact_json(list(new.arguments)),
        events=" ".join(new.events),
    )


def come_due(tx: Transaction, job_id: str, status: Status, now: float) -> bool:
    """The job ended so: who waits for its tasks is to be told, and jobs that need its result are due. Always True."""
    tx.run("callbacks_of_job_come_due", job_id=job_id, event=f"task.{status}", now=now)
    inputs.job_ended(tx, job_id)
    return True


def task_ended(tx: Transaction, task_id: str, status: Status, now: float) -> None:
    """This one task ended so."""
    tx.run("callbacks_of_task_come_due", task_id=task_id, event=f"task.{status}", now=now)


def rearm(tx: Transaction, job_id: str) -> None:
    """The job starts afresh, so its next end is told too."""
    tx.run("rearm_callbacks", job_id=job_id)


def any_due(tx: Transaction, now: float) -> bool:
    """Whether there is something to tell."""
    return tx.row("callback_due", now=now) is not None


def claim(tx: Transaction, now: float, until: float, limit: int, busy: Iterable[str] = ()) -> list[DueCallback]:
    """What is to be told now; due again at `until` unless `told`, `put_off` or `give_up` comes before.

    Nothing for the receivers that are `busy`.
    """
    named = " " + "".join(f"{name} " for name in busy)
    return [_due(row) for row in tx.rows("claim_callbacks", now=now, until=until, limit=limit, busy=named)]


def claim_of_same_job(tx: Transaction, callback: DueCallback, now: float, until: float) -> list[DueCallback]:
    """The other Python callbacks that are due for the same end of the same job, claimed as by `claim`."""
    found = tx.rows("claim_callbacks_of_job", job_id=callback.job_id, event=callback.event, now=now, until=until)
    return [_due(row) for row in found]


def told(tx: Transaction, callback: DueCallback, now: float) -> None:
    """It was told."""
    _end(tx, callback, now, error=None, due_at=None, told_at=now)


def put_off(tx: Transaction, callback: DueCallback, now: float, error: str, due_at: float | None) -> None:
    """It could not be told: again at `due_at`, or never."""
    _end(tx, callback, now, error=error, due_at=due_at, told_at=None)


def deliveries(tx: Transaction, task_id: str) -> list[Delivery]:
    """The attempts to tell the task's end, oldest first."""
    found = tx.rows("deliveries", task_id=task_id)
    return [Delivery(row["url"], row["event"], row["attempt"], row["at"], row["error"]) for row in found]


def _due(row: Row) -> DueCallback:
    return DueCallback(
        row["id"],
        row["task_id"],
        row["url"],
        row["receiver"],
        row["uri"],
        json.loads(row["arguments"]),
        row["event"],
        row["round"],
        row["ended_at"],
        row["attempts"],
        row["job_id"],
        row["operation"],
    )


def _end(
    tx: Transaction,
    callback: DueCallback,
    now: float,
    *,
    error: str | None,
    due_at: float | None,
    told_at: float | None,
) -> None:
    claim = {"id": callback.id, "round": callback.round, "attempts": callback.attempt}
    tx.run("end_delivery", **claim, due_at=due_at, told_at=told_at)
    tx.run("log_delivery", **claim, at=now, error=error)
    tx.run("forget_told", id=callback.id)

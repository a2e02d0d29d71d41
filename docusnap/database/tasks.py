"""Clients' tasks, as functions over a transaction."""

import json
import math
from dataclasses import asdict

from docusnap.database import callbacks, corrections
from docusnap.database.base import Row, Transaction
from docusnap.database.job_rows import files_of
from docusnap.database.jobs import lock
from docusnap.domain.queue import NewTask
from docusnap.domain.search_terms import asked_terms
from docusnap.domain.task import Failure, Progress, Status, Task, TaskFilter, Waiting


def add(tx: Transaction, new: NewTask) -> None:
    """Records the task; its job is there already."""
    tx.run(
        "add_task",
        id=new.id,
        client_id=new.client_id,
        job_id=new.job_id,
        document_id=new.document_id,
        tag=new.tag,
        cached=int(new.cached),
        joined=int(new.joined),
        created_at=new.created_at,
    )


def find(tx: Transaction, task_id: str, client_id: str | None = None) -> Task | None:
    """The task as it stands, with its result or failure; only that client's if one is given."""
    row = tx.row("task", id=task_id, client_id=client_id)
    return _task(tx, row) if row else None


def find_and_lock(tx: Transaction, task_id: str) -> Task | None:
    """The task, of whose job nobody else changes anything until this transaction ends."""
    found = find(tx, task_id)
    while found is not None and found.job_id is not None:
        lock(tx, found.job_id)
        again = find(tx, task_id)
        if again is None or again.job_id == found.job_id:
            return again
        found = again  # its job was found to be another's work
    return found


def of_document(tx: Transaction, document_id: str) -> list[Task]:
    """The document's tasks, newest first, without those that were forgotten after they had ended."""
    return [_task(tx, row) for row in tx.rows("tasks_of_document", document_id=document_id)]


def listed(
    tx: Transaction, client_id: str, wanted: TaskFilter, before: tuple[float, str] | None, limit: int
) -> list[Task]:
    """The client's tasks that are not forgotten, newest first, older than `before` (created_at and id of the last).

    Text that holds no letter and no digit fits none.
    """
    at, task_id = before or (math.inf, "")
    chosen = asdict(wanted)
    words = asked_terms(chosen.pop("text") or "")
    if wanted.text and not words:
        return []
    place = {"before": at, "before_id": task_id, "limit": limit}
    rows = tx.rows("tasks_listed", client_id=client_id, words=" ".join(words) or None, **place, **chosen)
    return [_task(tx, row) for row in rows]


def cancel_job(tx: Transaction, job_id: str, now: float) -> bool:
    """Cancels a pending job at once, asks a running one to stop; False when it has ended already."""
    lock(tx, job_id)
    if tx.run("cancel_pending", id=job_id, now=now) == 1:
        return callbacks.come_due(tx, job_id, Status.CANCELLED, now)
    return tx.run("ask_to_stop", id=job_id) == 1


def _task(tx: Transaction, row: Row) -> Task:
    finished_at = row["finished_at"]
    failure = Failure(row["error_code"], row["error_detail"]) if row["error_code"] else None
    waits = row["status"] == Status.PENDING and row["run_at"] is not None
    return Task(
        id=row["id"],
        client_id=row["client_id"],
        job_id=row["job_id"],
        operation=row["operation"],
        status=Status(row["status"]),
        created_at=row["created_at"],
        finished_at=None if finished_at is None else max(finished_at, row["created_at"]),
        progress=Progress(**json.loads(row["progress"])) if row["progress"] else None,
        result=json.loads(row["result"]) if row["result"] else None,
        failure=failure if row["status"] == Status.ERROR else None,
        waiting=Waiting(failure, row["run_at"]) if failure and waits else None,
        tag=row["tag"],
        cached=bool(row["cached"]),
        joined=bool(row["joined"]),
        files=files_of(tx, row["job_id"]) if row["job_id"] else (),
        document_id=row["document_id"],
        forgotten_at=row["forgotten_at"],
        corrections=corrections.of_task(tx, row["id"]) if row["result"] else (),
    )

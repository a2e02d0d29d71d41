"""Which task a phone's sealed content is, as functions over a transaction: it is never worked on twice."""

from dataclasses import asdict

from docusnap.database.base import Transaction
from docusnap.domain.task import SealedName


def task_of(tx: Transaction, name: SealedName) -> str | None:
    """The id of the task of that name."""
    row = tx.row("sealed_task", **asdict(name))
    return str(row["task_id"]) if row else None


def tasks_of(tx: Transaction, client_id: str, sha256: str | None, type_: str | None) -> list[str]:
    """The ids of the phone's tasks with that content and of that type; None stands for any."""
    return [row["task_id"] for row in tx.rows("sealed_tasks_of", client_id=client_id, sha256=sha256, type=type_)]


def keep(tx: Transaction, name: SealedName, task_id: str) -> str:
    """Lets the name stand for the task, or returns the id of the task that it stands for already."""
    return task_id if tx.row("keep_sealed_task", **asdict(name), task_id=task_id) else task_of(tx, name) or task_id

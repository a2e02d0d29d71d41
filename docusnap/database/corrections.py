"""What people set right in results, as functions over a transaction."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from docusnap.database.base import Row, Transaction
from docusnap.domain.correction import Correction


class Corrected(NamedTuple):
    """A correction with the task in whose result it was made."""

    task_id: str
    client_id: str
    correction: Correction
    place: tuple[float, str, int]


def add(tx: Transaction, task_id: str, new: Correction) -> None:
    """Records it after those that are there."""
    tx.run(
        "add_correction",
        task_id=task_id,
        field=new.field,
        original=new.original,
        value=new.value,
        made_by=new.made_by,
        made_at=new.made_at,
    )


def of_task(tx: Transaction, task_id: str) -> tuple[Correction, ...]:
    """Those of the task, in the order in which they were made."""
    return tuple(_correction(row) for row in tx.rows("corrections_of_task", task_id=task_id))


def forget(tx: Transaction, task_id: str) -> None:
    """Deletes those of the task."""
    tx.run("forget_corrections", task_id=task_id)


def made_since(
    tx: Transaction, since: float, client_id: str | None, after: tuple[float, str, int], limit: int
) -> Iterator[Corrected]:
    """Those made since then (Unix seconds), the oldest first, behind `after` (the place of the last one seen)."""
    at, task_id, number = after
    values: dict[str, Any] = {"since": since, "client_id": client_id, "limit": limit}
    for row in tx.rows("corrections", at=at, task_id=task_id, number=number, **values):
        yield Corrected(
            row["task_id"], row["client_id"], _correction(row), (row["made_at"], row["task_id"], row["number"])
        )


def _correction(row: Row) -> Correction:
    return Correction(row["field"], row["original"], row["value"], row["made_by"], row["made_at"])

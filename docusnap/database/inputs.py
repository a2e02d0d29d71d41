"""Jobs that wait for the results of tasks, as functions over a transaction."""

from collections.abc import Sequence

from docusnap.database.base import Transaction
from docusnap.domain.task import Job

LOOK_AGAIN_SECONDS = 30.0
"""After so long a job looks for itself whether what it needs is there, should nobody have told it."""

_WAITS = {"code": "waiting_for_inputs", "detail": "It begins when the tasks whose results it needs have ended."}


def wait_for(tx: Transaction, job_id: str, task_ids: Sequence[str], now: float) -> None:
    """The new job needs the results of these tasks; it waits unless all have ended."""
    for task_id in task_ids:
        tx.run("add_job_input", job_id=job_id, task_id=task_id)
    tx.run("wait_for_inputs", id=job_id, run_at=now + LOOK_AGAIN_SECONDS, **_WAITS)


def put_off(tx: Transaction, job: Job, now: float) -> bool:
    """The claimed job waits again; the attempt does not count. False when the fence is old."""
    return tx.run("put_off", id=job.id, fence=job.fence, run_at=now + LOOK_AGAIN_SECONDS, **_WAITS) == 1


def job_ended(tx: Transaction, job_id: str) -> None:
    """Jobs that waited for tasks of this one alone are due."""
    tx.run("inputs_ended", job_id=job_id)


def task_deleted(tx: Transaction, task_id: str) -> None:
    """Jobs that waited for it are due, to find out that it is gone."""
    tx.run("input_deleted", task_id=task_id)

"""The trace of the request that asked for a task, as functions over a transaction; "" where none is known."""

from docusnap.database.base import Transaction


def keep(tx: Transaction, task_id: str, traceparent: str) -> None:
    """Records it, if there is one; the task is there already."""
    if traceparent:
        tx.run("keep_trace", task_id=task_id, traceparent=traceparent)


def of_task(tx: Transaction, task_id: str) -> str:
    """That of the request which asked for the task."""
    row = tx.row("trace_of_task", task_id=task_id)
    return str(row["traceparent"]) if row else ""


def of_job(tx: Transaction, job_id: str) -> str:
    """That of the first request which asked for the job."""
    row = tx.row("trace_of_job", job_id=job_id)
    return str(row["traceparent"]) if row else ""

"""Attempts at jobs, as functions over a transaction; errors are for the one who runs the server, never for clients."""

from collections.abc import Sequence
from itertools import pairwise

from docusnap.database.base import Row, Transaction
from docusnap.domain.queue import ErrorReport, FailedAttempt, StageStart
from docusnap.domain.task import Job, Work

WAITING = "waiting"
"""The stage before the first: until a worker began."""
KEPT = 20
"""How many of a job are kept: the last ones."""


def add(tx: Transaction, job: Job, report: ErrorReport, now: float) -> None:
    """Notes that the running attempt failed; to be called before its claim ends. Nothing when the fence is old."""
    add_of_claim(tx, job.id, job.fence, report, now)


def add_of_claim(tx: Transaction, job_id: str, fence: int, report: ErrorReport, now: float) -> None:
    """The same for a claim of which only the fence is known."""
    values = {"error_type": report.type, "message": report.message, "traceback": report.traceback}
    tx.run("add_attempt", job_id=job_id, fence=fence, ended_at=now, **values)
    tx.run("forget_old_attempts", job_id=job_id, fence=fence - KEPT)


def of_job(tx: Transaction, job_id: str) -> list[FailedAttempt]:
    """Those that are kept, oldest first."""
    return [_attempt(row) for row in tx.rows("attempts", job_id=job_id)]


def stages(tx: Transaction, job_id: str) -> list[StageStart]:
    """When the stages of the job's attempts began, oldest first."""
    rows = tx.rows("stages_of_job", job_id=job_id)
    return [StageStart(row["fence"], row["stage"], row["worker"], row["started_at"]) for row in rows]


def work_of_task(tx: Transaction, task_id: str) -> Work:
    """How the work of the task went; empty where it was forgotten."""
    rows = tx.rows("work_of_task", task_id=task_id)
    if not rows:
        return Work(0, {})
    ended = rows[0]["finished_at"] is not None and rows[0]["stage"] is not None
    return Work(int(rows[0]["attempt"]), stage_seconds(rows) if ended else {})


def stage_seconds(rows: Sequence[Row]) -> dict[str, float]:
    """How long each stage of an attempt that has ended took, in their order, and before them the time of waiting.

    The rows are those of its stages, with `created_at`, `claimed_at` and `finished_at` of the job.
    """
    first = rows[0]
    starts = [*((row["stage"], row["started_at"]) for row in rows), ("", first["finished_at"])]
    took = {stage: end - start for (stage, start), (_, end) in pairwise(starts)}
    return {WAITING: first["claimed_at"] - first["created_at"], **took}


def _attempt(row: Row) -> FailedAttempt:
    report = ErrorReport(row["error_type"], row["message"], row["traceback"])
    return FailedAttempt(row["attempt"], row["worker"], row["started_at"], row["ended_at"], report)

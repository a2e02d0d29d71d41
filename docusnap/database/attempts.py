"""Failed attempts at jobs, as functions over a transaction; for the one who runs the server, never for clients."""

from docusnap.database.base import Row, Transaction
from docusnap.domain.queue import ErrorReport, FailedAttempt, StageStart
from docusnap.domain.task import Job

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


def _attempt(row: Row) -> FailedAttempt:
    report = ErrorReport(row["error_type"], row["message"], row["traceback"])
    return FailedAttempt(row["attempt"], row["worker"], row["started_at"], row["ended_at"], report)

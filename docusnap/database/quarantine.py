"""Of which jobs that gave up the consumer of the quarantine is still to be told."""

from docusnap.database import job_rows
from docusnap.database.base import Transaction
from docusnap.domain.queue import DueJob
from docusnap.domain.task import Job

TELL_SECONDS = 60.0
"""How long whoever tells the consumer of the quarantine has for it, before it is tried again."""


def claim_untold(tx: Transaction, now: float, limit: int) -> list[Job]:
    """Jobs that gave up, of which the consumer of the quarantine is to be told; due again later unless it is `told`."""
    rows = tx.rows("claim_untold", now=now, until=now + TELL_SECONDS, limit=limit)
    return [job_rows.from_row(tx, row) for row in rows]


def claim_untold_one(tx: Transaction, named: DueJob, now: float) -> Job | None:
    """That job, if it gave up and the consumer of the quarantine is still to be told of it."""
    row = tx.row("claim_untold_one", id=named.id, fence=named.fence, until=now + TELL_SECONDS)
    return job_rows.from_row(tx, row) if row else None


def told(tx: Transaction, job: Job) -> None:
    """The consumer of the quarantine knows of it."""
    tx.run("quarantine_told", id=job.id, fence=job.fence)

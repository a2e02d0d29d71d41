"""Lists and counts of jobs, for whoever runs the server; as functions over a transaction."""

import math
from collections.abc import Mapping, Sequence

from docusnap.database.base import Row, Transaction
from docusnap.database.job_rows import from_row
from docusnap.database.jobs import paused
from docusnap.domain.queue import QueueFigures, QueueStats
from docusnap.domain.task import Job, Status


def in_line(tx: Transaction, limit: int) -> list[Job]:
    """The next pending jobs that only wait for a worker, first in line first.

    Of several clients of one share, and of their urgent jobs, only those that hold these places are looked at.
    """
    rows = [row for of in operations_with(tx, Status.PENDING) for row in tx.rows("in_line", operation=of, limit=limit)]
    places = sorted(rows, key=lambda row: (row["sort_key"], row["id"]))[:limit]
    of_share: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(places, key=lambda row: (-row["priority"], row["turn"], row["id"]), reverse=True):
        of_share.setdefault((row["operation"], row["share"]), []).append(row)
    return [from_row(tx, of_share[row["operation"], row["share"]].pop()) for row in places]


def items(
    tx: Transaction,
    status: Status | None,
    operation: str | None,
    before: tuple[float, str] | None,
    limit: int,
    *,
    error: str | None = None,
) -> list[Job]:
    """Jobs newest first, older than `before` (its created_at and id), with this error code; None filters nothing."""
    at, job_id = before or (math.inf, "")
    seen = {"before": at, "before_id": job_id}
    rows = [
        row
        for one in ([status] if status else Status)
        for of in ([operation] if operation else operations_with(tx, one))
        for row in tx.rows("items", status=one, operation=of, error=error, **seen, limit=limit)
    ]
    newest = sorted(rows, key=lambda row: (row["created_at"], row["id"]), reverse=True)
    return [from_row(tx, row) for row in newest[:limit]]


def stats(tx: Transaction, now: float) -> QueueStats:
    """How it stands now."""
    of_each, since, due = counts(tx), oldest_pending(tx), tx.row("retries_due", now=now)
    return QueueStats(
        counts=of_each,
        oldest_pending=None if since is None else now - since,
        retries_due=due["n"] if due else 0,
        quarantined=sum(of_each[Status.ERROR].values()),
        paused=paused(tx),
    )


def counts(tx: Transaction) -> Mapping[str, Mapping[str, int]]:
    """Status -> operation -> jobs; every status is there. Takes about 50 ms for a million jobs."""
    return {
        status: {operation: _the_count(tx, status, operation) for operation in operations_with(tx, status)}
        for status in Status
    }


def figures(tx: Transaction, now: float) -> QueueFigures:
    """How the queue stands now; it looks at no job that has completed."""
    pending = {of: _the_count(tx, Status.PENDING, of) for of in operations_with(tx, Status.PENDING)}
    waiting = {of: _n(tx.row("count_in_line", operation=of)) for of in pending}
    others = {"processing": Status.PROCESSING, "quarantined": Status.ERROR}
    oldest = {of: tx.row("oldest", status=Status.PENDING, operation=of) for of in pending}
    callbacks = tx.row("count_callbacks", now=now)
    due = callbacks["due"] if callbacks else 0
    return QueueFigures(
        jobs={
            "waiting": waiting,
            "later": {of: pending[of] - waiting[of] for of in pending},
            **{name: {of: _the_count(tx, one, of) for of in operations_with(tx, one)} for name, one in others.items()},
        },
        oldest={of: max(0.0, now - row["created_at"]) for of, row in oldest.items() if row},
        paused=paused(tx),
        callbacks_due=due,
        callbacks_later=callbacks["n"] - due if callbacks else 0,
    )


def oldest_pending(tx: Transaction) -> float | None:
    """When the oldest of the pending jobs was added (Unix seconds); None when there is none."""
    of_each = (tx.row("oldest", status=Status.PENDING, operation=of) for of in operations_with(tx, Status.PENDING))
    return min((row["created_at"] for row in of_each if row), default=None)


def operations_with(tx: Transaction, status: Status) -> Sequence[str]:
    """The operations of the jobs of that status."""
    return [row["operation"] for row in tx.rows("operations_of", status=status)]


def _the_count(tx: Transaction, status: Status, operation: str) -> int:
    return _n(tx.row("count", status=status, operation=operation))


def _n(row: Row | None) -> int:
    return row["n"] if row else 0

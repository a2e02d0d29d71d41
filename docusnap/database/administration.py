"""What the one who runs the server looks at and does, as functions over a transaction."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median, quantiles

from docusnap.database import attempts, fair_shares, jobs
from docusnap.database.base import Row, Transaction
from docusnap.database.queue_view import counts, operations_with
from docusnap.domain.administration import (
    Doomed,
    ErrorCount,
    History,
    JobFilter,
    Period,
    SentWebhook,
    StageTimes,
    Story,
    WaitingTask,
    WebhookState,
)
from docusnap.domain.task import Status

_MOST_TIMED = 2000
_MOST_TASKS = 100


def failed_jobs(tx: Transaction, wanted: JobFilter, limit: int) -> list[tuple[float, str]]:
    """When quarantined jobs were added, and their ids, newest first."""
    at, job_id = wanted.before or (float("inf"), "")
    values = {"operation": wanted.operation, "error": wanted.error, "before": at, "before_id": job_id}
    return [(row["created_at"], row["id"]) for row in tx.rows("failed_jobs", **values, limit=limit)]


def error_counts(tx: Transaction) -> list[ErrorCount]:
    """The errors of quarantined jobs, the commonest first."""
    return [ErrorCount(row["operation"], row["error_code"], row["n"]) for row in tx.rows("error_counts")]


def reprioritise(tx: Transaction, job_id: str, priority: int) -> bool:
    """Moves a pending job to where it would stand with this priority; False when it is not pending."""
    step = fair_shares.PRIORITY_SECONDS
    return tx.run("reprioritise", id=job_id, priority=priority, step=step) == 1


def count_doomed(tx: Transaction, doomed: Doomed) -> int:
    """How many jobs `delete_doomed` would delete."""
    row = tx.row("count_doomed", **_doomed(doomed))
    return int(row["n"]) if row else 0


def delete_doomed(tx: Transaction, doomed: Doomed, limit: int) -> int:
    """Deletes jobs with their tasks, at most `limit`; returns how many."""
    return tx.run("delete_doomed", **_doomed(doomed), limit=limit)


def story(tx: Transaction, job_id: str) -> Story | None:
    """All that is known of how the job went."""
    job, row = jobs.find(tx, job_id), tx.row("job_times", id=job_id)
    if job is None or row is None:
        return None
    return Story(
        job,
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        worker=row["owner"],
        attempts=attempts.of_job(tx, job_id),
        stages=attempts.stages(tx, job_id),
        tasks=[_waiting(one) for one in tx.rows("tasks_of_job", job_id=job_id, limit=_MOST_TASKS)],
    )


def history(tx: Transaction, now: float, periods: int, seconds: int) -> History:
    """The last `periods` of so many seconds each, up to now."""
    since = int(now) + 1 - periods * seconds
    added: Counter[int] = Counter()
    for status in Status:
        for operation in operations_with(tx, status):
            values = {"status": status, "operation": operation, "since": since, "width": seconds}
            added.update({row["period"]: row["n"] for row in tx.rows("added_by_period", **values)})
    ended: defaultdict[int, dict[Status, int]] = defaultdict(dict)
    for row in tx.rows("ended_by_period", since=since, width=seconds):
        ended[row["period"]][Status(row["status"])] = row["n"]
    of_each = counts(tx)
    live = sum(sum(of_each[status].values()) for status in (Status.PENDING, Status.PROCESSING))
    found = []
    for number in reversed(range(periods)):
        found.append(Period(since + (number + 1) * seconds, added[number], ended[number], live))
        live += sum(ended[number].values()) - added[number]
    return History(found[::-1], _stage_times(tx, since))


def webhooks(
    tx: Transaction, state: WebhookState | None, task_id: str | None, before_id: str | None, limit: int
) -> list[SentWebhook]:
    """Webhooks of clients' tasks, newest first, older than that of `before_id`; None filters nothing."""
    values = {"state": state, "task_id": task_id, "before_id": before_id, "limit": limit}
    return [_webhook(row) for row in tx.rows("webhooks", **values)]


def send_again(tx: Transaction, webhook_id: str, now: float) -> str | None:
    """Makes it due once more; the id of its task, None when there is nothing to tell of it (yet)."""
    row = tx.row("send_again", id=webhook_id, now=now)
    return str(row["task_id"]) if row else None


def _doomed(doomed: Doomed) -> dict[str, object]:
    told = {"operation": doomed.operation, "error": doomed.error}
    return {"status": doomed.status, "before": doomed.ended_before, **told}


def _waiting(row: Row) -> WaitingTask:
    return WaitingTask(row["id"], row["client_id"], row["created_at"], bool(row["cached"]), bool(row["joined"]))


def _stage_times(tx: Transaction, since: float) -> list[StageTimes]:
    rows_of: defaultdict[str, list[Row]] = defaultdict(list)
    for row in tx.rows("stages_of_completed", since=since, limit=_MOST_TIMED):
        rows_of[row["id"]].append(row)
    took: defaultdict[str, list[float]] = defaultdict(list)
    for rows in rows_of.values():
        for stage, seconds in attempts.stage_seconds(rows).items():
            took[stage].append(seconds)
    return [StageTimes(stage, len(times), median(times), _nine_tenths(times)) for stage, times in took.items()]


def _nine_tenths(times: Sequence[float]) -> float:
    return quantiles(times, n=10, method="inclusive")[-1] if len(times) > 1 else times[0]


def _webhook(row: Row) -> SentWebhook:
    return SentWebhook(
        row["id"],
        row["task_id"],
        row["url"],
        WebhookState(row["state"]),
        row["event"],
        row["attempts"],
        row["due_at"],
        row["told_at"],
        row["error"],
    )

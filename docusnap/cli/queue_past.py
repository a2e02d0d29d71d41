"""Commands of `queue` that look back, and webhooks."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from docusnap.cli.options import as_json_option, data_dir_option, of_record, shown_time, table, told_plainly
from docusnap.domain.administration import WebhookState
from docusnap.domain.queue import FailedAttempt
from docusnap.domain.task import Job, Status
from docusnap.queue.administration import QueueAdministration
from docusnap.wiring.record import opened_administration

_ENDS = [status for status in Status if status.ended]


@contextmanager
def administered(data_dir: Path | None) -> Iterator[QueueAdministration]:
    """What is done with many jobs, in the data folder."""
    with told_plainly(), opened_administration(of_record(data_dir)) as opened:
        yield opened


@click.command()
@data_dir_option
@click.argument("job_id")
@as_json_option
def show(data_dir: Path | None, job_id: str, as_json: bool) -> None:
    """How a job went: its attempts, stages, workers and tasks."""
    with administered(data_dir) as administration:
        found = administration.story(job_id)
    told = item(found.job) | {
        "started_at": shown_time(found.started_at),
        "finished_at": shown_time(found.finished_at),
        "worker": found.worker,
        "attempts": [_attempt(one) for one in found.attempts],
        "stages": [asdict(one) | {"started_at": shown_time(one.started_at)} for one in found.stages],
        "tasks": [one.id for one in found.tasks],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        rows = value if isinstance(value, list) else [value]
        click.echo(f"{name}: " + "\n    ".join(shown(row) for row in rows))


@click.command()
@data_dir_option
@as_json_option
def errors(data_dir: Path | None, as_json: bool) -> None:
    """Why jobs were quarantined: how many of each error."""
    with administered(data_dir) as administration:
        found = administration.errors()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found]))
        return
    table(["error", "operation", "jobs"], ([one.code, one.operation, str(one.jobs)] for one in found))


@click.command("history")
@data_dir_option
@as_json_option
def history(data_dir: Path | None, as_json: bool) -> None:
    """What the queue did in the last day, by the hour, and how long stages took."""
    with administered(data_dir) as administration:
        found = administration.history()
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    rows = (
        [shown_time(one.until) or "", str(one.added), *(str(one.ended.get(s, 0)) for s in _ENDS), str(one.live)]
        for one in found.periods
    )
    table(["until", "added", *_ENDS, "live"], rows)
    times = ([one.stage, str(one.jobs), f"{one.median:.2f}", f"{one.nine_tenths:.2f}"] for one in found.stages)
    table(["stage", "jobs", "median s", "nine in ten s"], times)


@click.command()
@data_dir_option
@click.option("--state", type=click.Choice([state.value for state in WebhookState]), help="Only these.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most webhooks.")
@as_json_option
def webhooks(data_dir: Path | None, state: str | None, limit: int, as_json: bool) -> None:
    """Webhooks of tasks, newest first: what was told, and what could not be."""
    with administered(data_dir) as administration:
        found = administration.webhooks(WebhookState(state) if state else None, limit=limit)
    told = [asdict(one) | {"due_at": shown_time(one.due_at), "told_at": shown_time(one.told_at)} for one in found]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    columns = ["id", "task_id", "state", "event", "attempts", "url", "told_at", "due_at", "error"]
    table(columns, ([shown(one[column]) for column in columns] for one in told))


@click.command("send-again")
@data_dir_option
@click.argument("ids", nargs=-1, required=True)
def send_again(data_dir: Path | None, ids: tuple[str, ...]) -> None:
    """Send webhooks once more; a running server does."""
    wrong = 0
    with administered(data_dir) as administration:
        for webhook_id in ids:
            done = administration.send_again(webhook_id)
            wrong += not done
            told = "is being sent" if done else "is not there, or has nothing to tell yet"
            click.echo(f"{webhook_id}: {told}", err=not done)
    sys.exit(1 if wrong else 0)


def item(job: Job) -> dict[str, Any]:
    """The job as JSON shows it."""
    return {
        "id": job.id,
        "operation": job.operation,
        "status": job.status,
        "client_id": job.client_id,
        "priority": job.priority,
        "attempt": job.attempt,
        "crashes": job.crashes,
        "created_at": shown_time(job.created_at),
        "run_at": shown_time(job.run_at),
        "error": None if job.failure is None else {"code": job.failure.code, "detail": job.failure.detail},
    }


def shown(value: Any) -> str:
    """A value as a cell of a table."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return "" if value is None else str(value)


def _attempt(one: FailedAttempt) -> dict[str, Any]:
    return {
        "attempt": one.number,
        "worker": one.worker,
        "ended_at": shown_time(one.ended_at),
        "error": f"{one.error.type}: {one.error.message}",
    }

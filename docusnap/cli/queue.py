"""`queue`: look at the queue of a data folder and change it, beside whatever else uses it."""

import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from docusnap.cli.options import (
    as_json_option,
    data_dir_option,
    given,
    of_record,
    shown_time,
    stop,
    table,
    told_plainly,
)
from docusnap.domain.errors import NotFound
from docusnap.domain.task import Job, Status
from docusnap.logs import write_logs
from docusnap.queue.janitor import Janitor
from docusnap.queue.service import DocumentQueueService
from docusnap.wiring import build_worker
from docusnap.wiring.operations import operation_names
from docusnap.wiring.record import opened_queue


@click.group(short_help="Look at the queue of a data folder, and change it.")
def queue() -> None:
    """Look at the queue of a data folder, and change it. Other settings come from the DOCUSNAP_* variables."""


@queue.command()
@data_dir_option
@click.option("--limit", type=click.IntRange(min=0), help="Most jobs.")
@click.option("--deadline", type=click.FloatRange(min=0), help="Seconds after which nothing more is begun.")
@as_json_option
def drain(data_dir: Path | None, limit: int | None, deadline: float | None, as_json: bool) -> None:
    """Work off what is due, then end: for cron."""
    with told_plainly():
        write_logs("text", level=40)
        signal.signal(signal.SIGTERM, stop)
        services = build_worker(given({"DOCUSNAP_DATA_DIR": data_dir}))
        try:
            services.start(claim=False)
            done = asdict(services.drain.process_document_queue(limit, deadline))
        finally:
            services.stop(0)
    click.echo(json.dumps(done) if as_json else ", ".join(f"{number} {name}" for name, number in done.items()))


@queue.command()
@data_dir_option
@as_json_option
def stats(data_dir: Path | None, as_json: bool) -> None:
    """How the queue stands."""
    with _opened(data_dir) as (service, _):
        found = service.get_queue_stats()
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    operations = sorted({operation for counts in found.counts.values() for operation in counts})
    rows = ([status, *(str(counts.get(o, 0)) for o in operations)] for status, counts in found.counts.items())
    table(["status", *operations], rows)
    if found.oldest_pending is not None:
        click.echo(f"the oldest pending job has waited {found.oldest_pending:.0f} s")
    click.echo(f"{found.retries_due} retries due, {found.quarantined} quarantined")
    for operation in found.paused:
        click.echo(f"{operation} is paused")


@queue.command("list")
@data_dir_option
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only these.")
@click.option("--operation", help="Only these.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most jobs.")
@as_json_option
def list_items(data_dir: Path | None, status: str | None, operation: str | None, limit: int, as_json: bool) -> None:
    """The jobs, newest first."""
    with _opened(data_dir) as (service, _):
        found = service.items(Status(status) if status else None, operation, None, limit)
    if as_json:
        click.echo(json.dumps([_item(job) for job in found], ensure_ascii=False))
        return
    columns = ["id", "operation", "status", "priority", "attempt", "created_at", "run_at", "error"]
    table(columns, ([_shown(_item(job)[column]) for column in columns] for job in found))


@queue.command()
@data_dir_option
@click.argument("ids", nargs=-1, required=True)
def retry(data_dir: Path | None, ids: tuple[str, ...]) -> None:
    """Try quarantined or cancelled jobs afresh."""
    _each(data_dir, ids, lambda service, job_id: service.retry(job_id), "tried again", "cannot be tried again")


@queue.command()
@data_dir_option
@click.argument("ids", nargs=-1, required=True)
def cancel(data_dir: Path | None, ids: tuple[str, ...]) -> None:
    """Cancel jobs: at once, or at their next checkpoint where they run."""
    _each(data_dir, ids, lambda service, job_id: service.cancel(job_id), "cancelled", "has ended already")


@queue.command(short_help="Forget what ended long ago.")
@data_dir_option
@as_json_option
def purge(data_dir: Path | None, as_json: bool) -> None:
    """Forget what ended long ago (DOCUSNAP_KEEP_…_DAYS), and files that nothing refers to."""
    with _opened(data_dir) as (_, janitor):
        purged = asdict(janitor.purge())
    click.echo(json.dumps(purged) if as_json else f"forgot {purged['jobs']} jobs and {purged['files']} files")


@queue.command()
@data_dir_option
@click.argument("operation")
def pause(data_dir: Path | None, operation: str) -> None:
    """Begin no more jobs of OPERATION until it is resumed."""
    with _opened(data_dir) as (service, _):
        _check_operation(data_dir, service, operation)
        service.pause(operation)
    click.echo(f"{operation} is paused")


@queue.command()
@data_dir_option
@click.argument("operation")
def resume(data_dir: Path | None, operation: str) -> None:
    """Begin jobs of OPERATION again."""
    with _opened(data_dir) as (service, _):
        _check_operation(data_dir, service, operation)
        service.resume(operation)
    click.echo(f"{operation} goes on")


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[tuple[DocumentQueueService, Janitor]]:
    with told_plainly(), opened_queue(of_record(data_dir)) as opened:
        yield opened


def _check_operation(data_dir: Path | None, service: DocumentQueueService, operation: str) -> None:
    """Raises NotFound, with those that there are."""
    found = service.get_queue_stats()
    with_jobs = {name for counts in found.counts.values() for name in counts}
    known = operation_names(of_record(data_dir)) | with_jobs | set(found.paused)
    if operation not in known:
        raise NotFound(
            f"There is no operation {operation!r}; there are {', '.join(sorted(known))}. Those of other modules are "
            "known where DOCUSNAP_OPERATIONS names the modules, as it does for the server."
        )


def _each(
    data_dir: Path | None,
    ids: Iterable[str],
    act: Callable[[DocumentQueueService, str], bool],
    done: str,
    refused: str,
) -> None:
    """Acts on every job; ends with 1 when one of them could not be acted on."""
    wrong = 0
    with _opened(data_dir) as (service, _):
        for job_id in ids:
            if act(service, job_id):
                click.echo(f"{job_id}: {done}")
            else:
                wrong += 1
                click.echo(f"{job_id}: {refused}, its status is {service.item(job_id).status}", err=True)
    sys.exit(1 if wrong else 0)


def _item(job: Job) -> dict[str, Any]:
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


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['code']}: {value['detail']}"
    return "" if value is None else str(value)

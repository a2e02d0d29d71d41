"""`queue`: look at the queue of a data folder and change it, beside whatever else uses it."""

import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from docusnap.cli.options import (
    as_json_option,
    data_dir_option,
    given,
    of_record,
    stop,
    table,
    told_plainly,
)
from docusnap.cli.queue_past import administered, errors, history, item, send_again, show, shown, webhooks
from docusnap.domain.administration import WHOLE_QUEUE, Doomed, JobFilter
from docusnap.domain.clock import wall_clock
from docusnap.domain.errors import NotFound
from docusnap.domain.task import Status
from docusnap.logs import write_logs
from docusnap.queue.janitor import Janitor
from docusnap.queue.retry import DAY
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
        click.echo(f"{_named(operation)} is paused")


@queue.command("list")
@data_dir_option
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only these.")
@click.option("--operation", help="Only these.")
@click.option("--error", help="Only those with this error code.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most jobs.")
@as_json_option
def list_items(
    data_dir: Path | None, status: str | None, operation: str | None, error: str | None, limit: int, as_json: bool
) -> None:
    """The jobs, newest first."""
    with administered(data_dir) as administration:
        found = administration.items(JobFilter(Status(status) if status else None, operation, error), limit)
    if as_json:
        click.echo(json.dumps([item(job) for job in found], ensure_ascii=False))
        return
    columns = ["id", "operation", "status", "priority", "attempt", "created_at", "run_at", "error"]
    table(columns, ([shown(item(job)[column]) for column in columns] for job in found))


@queue.command()
@data_dir_option
@click.argument("ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All quarantined jobs, instead of IDS.")
@click.option("--error", help="All quarantined jobs with this error code, instead of IDS.")
@click.option("--operation", help="With --all or --error: only those of this operation.")
def retry(data_dir: Path | None, ids: tuple[str, ...], every: bool, error: str | None, operation: str | None) -> None:
    """Try quarantined or cancelled jobs afresh."""
    if bool(ids) == (every or error is not None):
        raise click.UsageError("Name jobs, or say --all or --error CODE.")
    if ids:
        _each(data_dir, ids, lambda service, job_id: service.retry(job_id), "tried again", "cannot be tried again")
        return
    with administered(data_dir) as administration:
        retried = administration.retry_all(error, operation)
    click.echo(f"{retried} jobs are tried again")


@queue.command()
@data_dir_option
@click.argument("job_id")
@click.argument("priority", type=click.IntRange(-100, 100))
def prioritise(data_dir: Path | None, job_id: str, priority: int) -> None:
    """Move a pending job forward or back in line: a step of PRIORITY is worth 5 minutes of waiting."""
    with administered(data_dir) as administration:
        moved = administration.reprioritise(job_id, priority)
        status = administration.story(job_id).job.status
    click.echo(f"{job_id}: {'moved' if moved else f'is not pending, its status is {status}'}", err=not moved)
    sys.exit(0 if moved else 1)


@queue.command()
@data_dir_option
@click.argument("ids", nargs=-1, required=True)
def cancel(data_dir: Path | None, ids: tuple[str, ...]) -> None:
    """Cancel jobs: at once, or at their next checkpoint where they run."""
    _each(data_dir, ids, lambda service, job_id: service.cancel(job_id), "cancelled", "has ended already")


@queue.command(short_help="Forget what ended long ago, or chosen jobs.")
@data_dir_option
@click.option("--status", type=click.Choice(["completed", "error", "cancelled"]), help="Delete jobs that ended so.")
@click.option("--error", help="With --status: only those with this error code.")
@click.option("--operation", help="With --status: only those of this operation.")
@click.option("--days", type=click.FloatRange(min=0), default=0.0, help="With --status: that ended so many days ago.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json_option
def purge(
    data_dir: Path | None,
    status: str | None,
    error: str | None,
    operation: str | None,
    days: float,
    yes: bool,
    as_json: bool,
) -> None:
    """Forget what ended long ago (DOCUSNAP_KEEP_…_DAYS), and files that nothing refers to.

    With --status: the jobs that ended so, with their tasks and results; they are counted first.
    """
    if status is None:
        with _opened(data_dir) as (_, janitor):
            purged = asdict(janitor.purge())
        click.echo(json.dumps(purged) if as_json else f"forgot {purged['jobs']} jobs and {purged['files']} files")
        return
    with administered(data_dir) as administration:
        doomed = Doomed(Status(status), wall_clock() - days * DAY, operation, error)
        count = administration.count_doomed(doomed)
        if not yes:
            click.confirm(f"Delete {count} jobs, with their tasks and results?", abort=True)
        deleted = administration.delete(doomed)
    click.echo(json.dumps({"jobs": deleted}) if as_json else f"deleted {deleted} jobs")


@queue.command()
@data_dir_option
@click.argument("operation", default=WHOLE_QUEUE)
def pause(data_dir: Path | None, operation: str) -> None:
    """Begin no more jobs of OPERATION, or none at all, until it is resumed."""
    with _opened(data_dir) as (service, _):
        _check_operation(data_dir, service, operation)
        service.pause(operation)
    click.echo(f"{_named(operation)} is paused")


@queue.command()
@data_dir_option
@click.argument("operation", default=WHOLE_QUEUE)
def resume(data_dir: Path | None, operation: str) -> None:
    """Begin jobs of OPERATION again, or end a pause of the whole queue."""
    with _opened(data_dir) as (service, _):
        _check_operation(data_dir, service, operation)
        service.resume(operation)
    click.echo(f"{_named(operation)} goes on")


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[tuple[DocumentQueueService, Janitor]]:
    with told_plainly(), opened_queue(of_record(data_dir)) as opened:
        yield opened


def _check_operation(data_dir: Path | None, service: DocumentQueueService, operation: str) -> None:
    """Raises NotFound, with those that there are."""
    if operation == WHOLE_QUEUE:
        return
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


def _named(operation: str) -> str:
    return "the whole queue" if operation == WHOLE_QUEUE else operation


for command in (show, errors, history, webhooks, send_again):
    queue.add_command(command)

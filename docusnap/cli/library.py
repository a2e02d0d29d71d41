"""`library`: the papers of a client in a data folder: found, compared, exported, deleted."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click

from docusnap.cli.options import as_json_option, data_dir_option, of_record, shown_time, table, told_plainly
from docusnap.delegation.library import PaperLibrary
from docusnap.delegation.spreadsheets import TableFormat
from docusnap.delegation.spreadsheets import table as spreadsheet
from docusnap.domain.errors import NotFound
from docusnap.domain.kinds import KINDS
from docusnap.domain.paper import KnownPaper, PaperFilter
from docusnap.domain.request import LOCAL
from docusnap.wiring.record import opened_erasure, settled

_client = click.option(
    "--client", metavar="CLIENT", default=LOCAL, show_default=True, help="Whose; without keys, all is of `local`."
)


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """Which papers, as options."""
    for option in (
        click.option("--until", type=click.DateTime(), help="Only those received before this time (UTC)."),
        click.option("--since", type=click.DateTime(), help="Only those received at this time (UTC) or later."),
        click.option("--tag", help="Only those with this tag."),
        click.option("--kind", type=click.Choice(KINDS), help="Only those of this kind of paper."),
        click.option("--text", default="", help="Only those with all these words, or words that begin so."),
    ):
        command = option(command)
    return command


@click.group(short_help="Search the papers of a client, and export them.")
def library() -> None:
    """Search the papers of a client in a data folder, and export them."""


@library.command()
@data_dir_option
@_client
@_filters
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most papers.")
@as_json_option
def search(data_dir: Path | None, client: str, limit: int, as_json: bool, **wanted: Any) -> None:
    """The papers that fit, newest first."""
    with _opened(data_dir) as papers:
        found = papers.search(client, _filter(**wanted), limit)
    if as_json:
        click.echo(json.dumps([_told(paper) for paper in found], ensure_ascii=False))
        return
    columns = ["task_id", "created_at", "kind", "title", "seller", "dated", "total", "currency", "copies"]
    table(columns, ([str(_told(paper)[column] or "") for column in columns] for paper in found))


@library.command()
@data_dir_option
@_client
@click.argument("task_id")
@as_json_option
def show(data_dir: Path | None, client: str, task_id: str, as_json: bool) -> None:
    """A paper, those that seem to be the same one, and those that belong with it."""
    with _opened(data_dir) as papers:
        found = papers.paper(client, task_id)
    beside = {"same": [one.task_id for one in found.copies], "related": [one.task_id for one in found.related]}
    told = _told(found.paper) | {"copies": len(found.copies)} | beside
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        click.echo(f"{name}: {', '.join(value) if isinstance(value, tuple | list) else value or ''}")


@library.command()
@data_dir_option
@_client
@_filters
@click.option("--format", "form", type=click.Choice(get_args(TableFormat)), default="csv", show_default=True)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(data_dir: Path | None, client: str, form: TableFormat, file: Path, **wanted: Any) -> None:
    """Write the papers that fit into FILE, a row for each, with all their values."""
    with _opened(data_dir) as papers:
        found = list(papers.results(client, _filter(**wanted), sys.maxsize))
    file.write_bytes(spreadsheet(found, form))
    click.echo(f"wrote {len(found)} papers into {file}")


@library.command()
@data_dir_option
@_client
@click.argument("task_ids", nargs=-1, required=True)
def delete(data_dir: Path | None, client: str, task_ids: tuple[str, ...]) -> None:
    """Delete papers, with all that was sent for them."""
    wrong = 0
    with told_plainly(), opened_erasure(of_record(data_dir)) as erasure:
        for task_id in task_ids:
            try:
                erasure.task(task_id, client_id=client)
            except NotFound as error:
                wrong += 1
                click.echo(f"{task_id}: {error}", err=True)
            else:
                click.echo(f"{task_id}: deleted")
    sys.exit(1 if wrong else 0)


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[PaperLibrary]:
    with told_plainly(), settled(of_record(data_dir)) as (record, _):
        yield PaperLibrary(record.database)


def _filter(
    text: str, kind: str | None, tag: str | None, since: datetime | None, until: datetime | None
) -> PaperFilter:
    first, last = (None if at is None else at.replace(tzinfo=UTC).timestamp() for at in (since, until))
    return PaperFilter(text, kind, tag, first, last)


def _told(paper: KnownPaper) -> dict[str, Any]:
    return asdict(paper) | {"created_at": shown_time(paper.created_at)}

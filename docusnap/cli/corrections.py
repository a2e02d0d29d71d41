"""`corrections`: what people set right in results, for whoever measures or trains with it."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from docusnap.cli.options import data_dir_option, of_record, shown_time, told_plainly
from docusnap.database import corrections as recorded
from docusnap.database import tasks
from docusnap.database.base import Database, Transaction
from docusnap.wiring.record import settled

_AT_ONCE = 200
_OF_EVIDENCE = ("page", "box", "text", "confidence")


@click.command(short_help="Print what people set right in results, as JSON Lines.")
@data_dir_option
@click.option("--client", help="Only this client's.")
@click.option("--since", type=click.DateTime(), help="Only those made at this time (UTC) or later.")
def corrections(data_dir: Path | None, client: str | None, since: datetime | None) -> None:
    """Print what people set right in results: one JSON object a line, the oldest first."""
    start = since.timestamp() if since else 0.0
    with told_plainly(), settled(of_record(data_dir)) as (record, _):
        for line in _lines(record.database, start, client):
            click.echo(json.dumps(line, ensure_ascii=False))


def _lines(database: Database, since: float, client: str | None) -> Iterator[Mapping[str, Any]]:
    after = (0.0, "", 0)
    while some := database.read(lambda tx, after=after: _some(tx, since, client, after)):  # type: ignore[misc]
        yield from (line for line, _ in some)
        after = some[-1][1]


def _some(
    tx: Transaction, since: float, client: str | None, after: tuple[float, str, int]
) -> list[tuple[Mapping[str, Any], tuple[float, str, int]]]:
    return [(_line(tx, one), one.place) for one in recorded.made_since(tx, since, client, after, _AT_ONCE)]


def _line(tx: Transaction, one: recorded.Corrected) -> Mapping[str, Any]:
    task, made = tasks.find(tx, one.task_id), one.correction
    result = (task.result if task else None) or {}
    evidence = result.get("evidence", {}).get(made.field) or {}
    return {
        "task_id": one.task_id,
        "client": one.client_id,
        "operation": task.operation if task else None,
        "kind": result.get("kind"),
        "model": result.get("model"),
        "field": made.field,
        "original": made.original,
        "value": made.value,
        **{name: evidence.get(name) for name in _OF_EVIDENCE},
        "made_by": made.made_by,
        "made_at": shown_time(made.made_at),
    }

"""`purge`: delete what a client left here, beside whatever else uses the data folder."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from docusnap.cli.options import as_json_option, data_dir_option, of_record, told_plainly
from docusnap.logs import write_logs
from docusnap.queue.erasure import Erasure
from docusnap.wiring.record import opened_erasure

_TRIES = 20
_WAIT_SECONDS = 0.1
_MOST_NAMED = 20


@click.command(short_help="Delete what a client left here.")
@data_dir_option
@click.option("--client", metavar="CLIENT", required=True, help="Whose; without keys, all is of the client `local`.")
@click.option("--operation", help="Only its tasks of this operation.")
@as_json_option
def purge(data_dir: Path | None, client: str, operation: str | None, as_json: bool) -> None:
    """Delete all tasks and documents of a client, and the files and words that nobody else needs.

    Work that runs is stopped. A server on the same data folder goes on.
    """
    with told_plainly():
        settings = of_record(data_dir)
        write_logs(settings.server.log_format)
        with opened_erasure(settings) as erasure:
            gone = asdict(erasure.client(client, operation=operation))
            clean = _scrubbed(erasure)
            others = [] if any(gone.values()) else erasure.clients(_MOST_NAMED)
    told = ", ".join(f"{number} {name}" for name, number in gone.items())
    click.echo(json.dumps(gone) if as_json else f"deleted {told} of {client}")
    if not any(gone.values()):
        known = f"Clients here: {', '.join(others)}." if others else "No client has sent anything yet."
        click.echo(f"Nothing of {client} was found. {known}", err=True)
    if not clean:
        click.echo("The database is in use: its log may hold traces of it until you do this again.", err=True)


def _scrubbed(erasure: Erasure) -> bool:
    for _ in range(_TRIES):
        if erasure.scrub():
            return True
        time.sleep(_WAIT_SECONDS)
    return False

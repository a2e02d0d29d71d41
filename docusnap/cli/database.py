"""`db`: the database of a data folder."""

from pathlib import Path

import click

from docusnap.cli.options import data_dir_option, of_record, told_plainly
from docusnap.wiring.record import upgrade_database


@click.group(short_help="Look after the database of a data folder.")
def db() -> None:
    """Look after the database of a data folder."""


@db.command()
@data_dir_option
def upgrade(data_dir: Path | None) -> None:
    """Bring the database to the schema of this docusnap, as every start does.

    Gives back, too, the version of its schema to a database that lost it, as it does by a copy with `.dump`.
    """
    with told_plainly():
        done = upgrade_database(of_record(data_dir))
    if done.before == done.after:
        click.echo(f"the database is up to date (schema {done.after})")
    else:
        click.echo(f"the database was brought from schema {done.before} to {done.after}")

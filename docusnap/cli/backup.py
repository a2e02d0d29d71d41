"""`backup` and `restore`: a data folder in one file."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from docusnap import backup as backups
from docusnap.cli.options import as_json_option, data_dir_option, given, of_record, shown_time, told_plainly
from docusnap.domain.errors import Misconfigured
from docusnap.settings.groups import Settings
from docusnap.wiring.data_folder import opened_as_it_is
from docusnap.wiring.record import on_server, private_key_file

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command(short_help="Copy a data folder into a file.")
@data_dir_option
@_file
@as_json_option
def backup(data_dir: Path | None, file: Path, as_json: bool) -> None:
    """Copy the database and the files of a data folder into FILE, beside whatever uses it.

    The private key for sealed requests is left out; keep a copy of it elsewhere.
    """
    with told_plainly():
        settings = _without_server(of_record(data_dir))
        with opened_as_it_is(settings.storage) as (database, files):
            contents = backups.back_up(database, files, file, now=time.time())
    told = f"{contents.files} files and the database (schema {contents.schema}) are in {file}"
    click.echo(json.dumps(asdict(contents)) if as_json else told)
    if contents.missing:
        click.echo(f"{len(contents.missing)} files that the database names were lost before", err=True)


@click.command(short_help="Put a backup back.")
@data_dir_option
@_file
@click.option("--replace", is_flag=True, help="Delete what the data folder holds.")
@as_json_option
def restore(data_dir: Path | None, file: Path, replace: bool, as_json: bool) -> None:
    """Check the backup FILE, and put it into a data folder that no process uses.

    API keys that were revoked since are valid again, and what was deleted since is there again.
    """
    with told_plainly():
        settings = _without_server(given({"DOCUSNAP_DATA_DIR": data_dir}))
        folder = settings.storage.data_dir
        contents = backups.restore(file, folder, replace=replace)
    told = f"{contents.files} files and the database of {shown_time(contents.made_at)} are in {folder}"
    click.echo(json.dumps(asdict(contents)) if as_json else told)
    if not settings.sealing.private_key.get_secret_value() and not private_key_file(settings).exists():
        click.echo(f"If clients seal their requests, put {private_key_file(settings)} back too.", err=True)


def _without_server(settings: Settings) -> Settings:
    """The settings. Raises Misconfigured where the database is a server's."""
    if on_server(settings.storage):
        raise Misconfigured(
            "The database is on a PostgreSQL server, which `docusnap backup` and `restore` do not copy: copy it with "
            "pg_dump, and after it the folder of files; put it back with pg_restore."
        )
    return settings

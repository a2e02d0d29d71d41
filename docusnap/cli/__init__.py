"""The command line: serve, worker, process, queue, purge, keys, db, settings."""

import click

from docusnap.cli.database import db
from docusnap.cli.keys import keys
from docusnap.cli.process import process
from docusnap.cli.purge import purge
from docusnap.cli.queue import queue
from docusnap.cli.serving import serve, worker
from docusnap.settings import variables


@click.group()
@click.version_option(package_name="docusnap")
def main() -> None:
    """Photos of documents and forms in, checked data out."""


@main.command()
def settings() -> None:
    """Print every setting as a Markdown table."""
    click.echo("| variable | default | meaning |\n| --- | --- | --- |")
    for variable in variables():
        default = f"`{variable.default}`" if variable.default else ""
        meaning = variable.description.replace("|", r"\|")
        click.echo(f"| `{variable.name}` | {default} | {meaning} |")


for command in (serve, worker, process, queue, purge, keys, db):
    main.add_command(command)

"""`settings`: what can be set."""

import click

from docusnap.settings import variables


@click.command(short_help="Print every setting as a Markdown table.")
def settings() -> None:
    """Print every setting as a Markdown table."""
    click.echo("| variable | default | meaning |\n| --- | --- | --- |")
    for variable in variables():
        default = f"`{variable.default}`" if variable.default else ""
        meaning = variable.description.replace("|", r"\|")
        click.echo(f"| `{variable.name}` | {default} | {meaning} |")

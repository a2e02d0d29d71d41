"""`settings`: what can be set."""

import click

from docusnap.settings import variables


@click.command(short_help="Print every setting as a Markdown table.")
def settings() -> None:
    """Print every setting as a Markdown table."""
    click.echo(settings_table())


def settings_table() -> str:
    """Every setting with its default and its meaning, as a Markdown table."""
    lines = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for variable in variables():
        default = f"`{variable.default}`" if variable.default else ""
        meaning = variable.description.replace("|", r"\|")
        lines.append(f"| `{variable.name}` | {default} | {meaning} |")
    return "\n".join(lines)

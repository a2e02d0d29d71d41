"""The command line. A command's module is imported when it is run: `docusnap --help` waits for none of them."""

import os
from importlib import import_module

import click

# Before numpy is loaded: on matrices as small as ours its threads mostly wait for each other, at five times the cost.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_COMMANDS = {
    "backup": ("backup", "Copy a data folder into a file."),
    "cache-files": ("cache_files", "Put files into Valkey before they are read."),
    "correct": ("remote", "Set values of a result right, at a server."),
    "corrections": ("corrections", "Print what people set right in results, as JSON Lines."),
    "db": ("database", "Look after the database of a data folder."),
    "fill": ("remote", "Fill a form from papers, by a server."),
    "folder": ("folder", "Send what is put into a folder to a server."),
    "get": ("remote", "Fetch a task's result from a server."),
    "keys": ("keys", "Make, list and revoke API keys."),
    "library": ("library", "Search the papers of a client, and export them."),
    "mcp": ("mcp", "Serve a language model's program over MCP."),
    "process": ("process", "Work on files here, without a server."),
    "purge": ("purge", "Delete what a client left here."),
    "queue": ("queue", "Look at the queue of a data folder, and change it."),
    "reprocess": ("remote", "Work on a task's files once more, by a server."),
    "restore": ("backup", "Put a backup back."),
    "serve": ("serving", "Run the server."),
    "settings": ("settings", "Print every setting as a Markdown table."),
    "submit": ("remote", "Send files to a server."),
    "watch": ("remote", "Wait for tasks of a server."),
    "worker": ("serving", "Work on the queue, beside the server."),
}
"""By name: the module here that holds the command as a function of that name, and what it is for, in a line."""


class Commands(click.Group):
    """The commands by their names, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"docusnap.cli.{module}"), cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the names and what they are for."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])


@click.group(cls=Commands)
@click.version_option(package_name="docusnap")
def main() -> None:
    """Photos of documents and forms in, checked data out."""

"""What commands share: options, tables, and ending."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docusnap.domain.errors import DocusnapError
from docusnap.settings import load_settings, variables
from docusnap.settings.groups import Settings
from docusnap.wiring.record import must_hold_record

Command = Callable[..., None]
_WIDE = 400

data_dir_option = click.option(
    "--data-dir", type=click.Path(file_okay=False, path_type=Path), help="The data folder (DOCUSNAP_DATA_DIR)."
)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def setting_options(*groups: str) -> Callable[[Command], Command]:
    """An option for every setting, or every one of these groups: DOCUSNAP_OCR_ENGINE is --ocr-engine.

    Secrets have none: whoever is on the machine sees what a command was given.
    """

    def add(command: Command) -> Command:
        for variable in reversed(variables()):
            if not variable.secret and (not groups or variable.group in groups):
                option = "--" + variable.name.removeprefix("DOCUSNAP_").lower().replace("_", "-")
                command = click.option(option, variable.name, help=variable.description, metavar="VALUE")(command)
        return command

    return add


def given(options: Mapping[str, Any]) -> Settings:
    """The settings of the environment and of these options, which win. Raises Misconfigured."""
    return load_settings({name: value for name, value in options.items() if value is not None})


def of_record(data_dir: Path | None) -> Settings:
    """The settings, with that data folder if one is given. Raises Misconfigured, also where nothing is kept yet."""
    settings = given({"DOCUSNAP_DATA_DIR": data_dir})
    must_hold_record(settings.storage)
    return settings


@contextmanager
def told_plainly() -> Iterator[None]:
    """An error that the house knows ends the command with its sentence, not with a traceback."""
    try:
        yield
    except DocusnapError as error:
        raise click.ClickException(f"{error} ({error.code})") from error


def shown_time(seconds: float | None) -> str | None:
    """ISO 8601, in UTC, of Unix seconds."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def table(columns: Iterable[str], rows: Iterable[list[str]]) -> None:
    """Prints it, nothing left out; the first column is never broken, and no column where the output is no terminal."""
    drawn = Table()
    for number, column in enumerate(columns):
        drawn.add_column(column, no_wrap=number == 0, overflow="fold")
    for row in rows:
        drawn.add_row(*map(escape, row))
    Console(width=None if sys.stdout.isatty() else _WIDE).print(drawn)


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Ends the process in good order: for SIGTERM."""
    raise SystemExit(0)

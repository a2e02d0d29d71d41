"""What commands share: settings as options, and ending."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import click

from docusnap.domain.errors import DocusnapError
from docusnap.settings import Settings, load_settings, variables

Command = Callable[..., None]


def setting_options(*groups: str) -> Callable[[Command], Command]:
    """An option for every setting, or every one of these groups: DOCUSNAP_OCR_ENGINE is --ocr-engine."""

    def add(command: Command) -> Command:
        for variable in reversed(variables()):
            if not groups or variable.group in groups:
                option = "--" + variable.name.removeprefix("DOCUSNAP_").lower().replace("_", "-")
                command = click.option(option, variable.name, help=variable.description, metavar="VALUE")(command)
        return command

    return add


def given(options: Mapping[str, Any]) -> Settings:
    """The settings of the environment and of these options, which win. Raises Misconfigured."""
    return load_settings({name: value for name, value in options.items() if value is not None})


@contextmanager
def told_plainly() -> Iterator[None]:
    """An error that the house knows ends the command with its sentence, not with a traceback."""
    try:
        yield
    except DocusnapError as error:
        raise click.ClickException(f"{error} ({error.code})") from error


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Ends the process in good order: for SIGTERM."""
    raise SystemExit(0)

"""The command line as a whole: it names its commands without waiting for what they need."""

import subprocess
import sys

import click
import pytest

from docusnap.cli import Commands, main

LOADED = "import sys; from docusnap.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"


def test_help_names_every_command_and_imports_none_of_them() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True).stdout
    listed, modules = told.rsplit("\n", 2)[0], set(told.rsplit("\n", 2)[1].split())
    assert isinstance(main, Commands)
    for name in main.list_commands(click.Context(main)):
        assert f"\n  {name} " in listed
    assert not {"pydantic", "numpy", "cv2", "rich", "flask", "docusnap.wiring", "docusnap.settings"} & modules


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_what_help_says_of_a_command_is_what_the_command_says_of_itself(name: str) -> None:
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is not None
    formatter = click.HelpFormatter(width=200)
    main.format_commands(context, formatter)
    assert f"  {name} " in formatter.getvalue()
    assert command.get_short_help_str(200) in formatter.getvalue()


def test_a_command_that_is_not_there_is_told() -> None:
    assert main.get_command(click.Context(main), "serv") is None

"""`submit`, `watch`, `get`, `reprocess`, `correct` and `fill`: a server's work from the command line, by the client."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from docusnap.client import Client, Refused, Task

LOOK_SECONDS = 1.0

url_option = click.option(
    "--url", envvar="DOCUSNAP_URL", default="http://127.0.0.1:5000", show_default=True, help="The server's address."
)
key_option = click.option("--key", envvar="DOCUSNAP_KEY", default="", help="The API key (DOCUSNAP_KEY).")
_files = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@contextmanager
def connected(url: str, key: str) -> Iterator[Client]:
    """A client of the server; what that refuses ends the command with its sentence."""
    with Client(url, key) as client:
        try:
            yield client
        except Refused as refused:
            raise click.ClickException(f"{refused} [{url}]") from refused


class Bars:
    """A bar for each task, with the steps that the server counts."""

    def __init__(self) -> None:
        """Drawn where standard error is a terminal."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        self.shown = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bars: dict[str, TaskID] = {}

    def tell(self, name: str, task: Task) -> None:
        """How the task stands."""
        if task.id not in self._bars:
            self._bars[task.id] = self.shown.add_task(name, total=None)
        bar = self._bars[task.id]
        if task.ended:
            self.shown.update(bar, description=f"{name}: {task.status}", completed=1, total=1)
        elif task.stage:
            self.shown.update(bar, description=f"{name}: {task.stage}", completed=task.done, total=task.total)
        else:
            self.shown.update(bar, description=f"{name}: waiting")


@click.command(short_help="Send files to a server.")
@_files
@click.option("--as", "operation", default="auto", show_default=True, help="The operation, such as `form`.")
@click.option("--together", is_flag=True, help="The files are the pages of one paper.")
@click.option("--tag", help="Given back with each task.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait for the results, and print them.")
@url_option
@key_option
def submit(
    files: tuple[Path, ...], operation: str, together: bool, tag: str | None, wait: bool, url: str, key: str
) -> None:
    """Send FILES to a server, and print a JSON object for each paper when its task has ended."""
    papers: Sequence[tuple[Path, ...]] = [files] if together else [(file,) for file in files]
    with connected(url, key) as client:
        tasks = [(paper[0].name, client.process(paper, operation, wait=False, tag=tag)) for paper in papers]
        if not wait:
            for name, task in tasks:
                click.echo(json.dumps({"file": name, "task_id": task.id, "status": task.status}))
            return
        _print_ended(client, tasks)


@click.command(short_help="Wait for tasks of a server.")
@click.argument("task_ids", metavar="TASK…", nargs=-1, required=True)
@url_option
@key_option
def watch(task_ids: tuple[str, ...], url: str, key: str) -> None:
    """Show how far tasks are until they have ended, then print a JSON object for each."""
    with connected(url, key) as client:
        _print_ended(client, [(task_id, client.task(task_id)) for task_id in task_ids])


@click.command(short_help="Fetch a task's result from a server.")
@click.argument("task_id", metavar="TASK")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "xlsx", "md", "txt", "pdf", "filled"]),
    default="json",
    show_default=True,
    help="`pdf`: the pages, searchable; `filled`: the form with its values, as PDF.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output.")
@url_option
@key_option
def get(task_id: str, form: str, output: Path | None, url: str, key: str) -> None:
    """Fetch the result of a task as a file."""
    with connected(url, key) as client:
        content = client.filled_form(task_id) if form == "filled" else client.export(task_id, form)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)


@click.command(short_help="Work on a task's files once more, by a server.")
@click.argument("task_id", metavar="TASK")
@click.option("--as", "operation", default="auto", show_default=True, help="The operation, such as `form`.")
@url_option
@key_option
def reprocess(task_id: str, operation: str, url: str, key: str) -> None:
    """Work on the files of TASK once more, as another kind of paper or with the server's rules of today."""
    with connected(url, key) as client:
        _print_ended(client, [(task_id, client.reprocess(task_id, operation))])


@click.command(short_help="Set values of a result right, at a server.")
@click.argument("task_id", metavar="TASK")
@click.argument("values", metavar="FIELD=VALUE…", nargs=-1, required=True)
@url_option
@key_option
def correct(task_id: str, values: tuple[str, ...], url: str, key: str) -> None:
    """Set values right beside what was read; `FIELD=` says that there is no such value. Prints the task."""
    right = [value.partition("=") for value in values]
    if unclear := [field for field, sign, _ in right if not (field and sign)]:
        raise click.BadParameter(f"{unclear[0]!r} is not of the form FIELD=VALUE.", param_hint="FIELD=VALUE")
    with connected(url, key) as client:
        task = client.correct(task_id, {field: value or None for field, _, value in right})
    click.echo(json.dumps(_told(task_id, task), ensure_ascii=False))


@click.command(short_help="Fill a form from papers, by a server.")
@click.argument("form", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "papers",
    multiple=True,
    required=True,
    help="A paper to fill it from: a file, or the id of a task. May be given several times.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write."
)
@url_option
@key_option
def fill(form: Path, papers: tuple[str, ...], output: Path, url: str, key: str) -> None:
    """Fill FORM from papers, write it as PDF, and print what stays empty and why."""
    with connected(url, key) as client, (bars := Bars()).shown:
        blank = client.process([form], "form", wait=False)
        library = [client.process([p], wait=False).id if Path(p).is_file() else p for p in papers]
        started = client.fill(blank.id, library, wait=False)
        task = client.wait(started.id, watch=lambda task: bars.tell(form.name, task), look=LOOK_SECONDS)
        if task.result is None:
            raise click.ClickException(f"{task.error} ({task.error_code})")
        output.write_bytes(client.filled_form(task.id))
    for field in task.result.get("fields") or ():
        if field.get("reason"):
            click.echo(f"{field['label']}: {field['reason']['detail']}")


def _print_ended(client: Client, tasks: Sequence[tuple[str, Task]]) -> None:
    failed = 0
    with (bars := Bars()).shown:
        for name, task in tasks:
            bars.tell(name, task)
        for name, task in tasks:
            done = client.wait(task.id, watch=lambda task, name=name: bars.tell(name, task), look=LOOK_SECONDS)  # type: ignore[misc]
            failed += done.status != "completed"
            click.echo(json.dumps(_told(name, done), ensure_ascii=False))
    sys.exit(1 if failed else 0)


def _told(name: str, task: Task) -> dict[str, Any]:
    error = {"code": task.error_code, "detail": task.error} if task.error_code else None
    return {"file": name, "task_id": task.id, "status": task.status, "result": task.result, "error": error}

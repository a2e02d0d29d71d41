"""`process`: work on files here and now."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from docusnap.cli.options import given, setting_options, told_plainly
from docusnap.domain.task import Task
from docusnap.logs import write_logs
from docusnap.report import draw_evidence, result_table
from docusnap.wiring import Services, build

_CLIENT = "local"
_POLL_SECONDS = 0.5


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "operation", type=click.Choice(["document", "form"]), default="document", help="What they are.")
@click.option("--together", is_flag=True, help="The files are the pages of one document.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each document.")
@click.option(
    "--picture", type=click.Path(dir_okay=False, path_type=Path), help="Draw the evidence on the page: a PNG."
)
@setting_options
def process(
    files: tuple[Path, ...], operation: str, together: bool, as_json: bool, picture: Path | None, **options: Any
) -> None:
    """Work on FILES here and now, without a server, and print what they say."""
    groups = [files] if together else [(file,) for file in files]
    console = Console(stderr=True)
    with told_plainly(), tempfile.TemporaryDirectory(prefix="docusnap-") as folder:
        write_logs("text", level=40)
        services = build(given(options | {"DOCUSNAP_DATA_DIR": folder}))
        services.start()
        try:
            failed = 0
            for group in groups:
                task = _finished(services, operation, group, console)
                failed += not _show(task, group, as_json=as_json)
                if picture is not None and task.result is not None:
                    _draw(services, task, picture, console)
        finally:
            services.stop(0)
    sys.exit(1 if failed else 0)


def _finished(services: Services, operation: str, files: tuple[Path, ...], console: Console) -> Task:
    """Submits the files as one task and shows a progress bar until it has ended."""
    delegator = services.delegator
    task = delegator.submit(operation, [f.read_bytes() for f in files], {}, client_id=_CLIENT)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task(f"{files[0].name}: waiting", total=1)
        while not task.status.ended:
            task = delegator.wait(task.id, _POLL_SECONDS, client_id=_CLIENT)
            if task.progress:
                stage = f"{files[0].name}: {task.progress.stage}"
                bars.update(bar, description=stage, completed=task.progress.done, total=task.progress.total)
    return task


def _show(task: Task, files: tuple[Path, ...], *, as_json: bool) -> bool:
    """Prints the result, or why there is none; whether there is one."""
    names = ", ".join(str(f) for f in files)
    if as_json:
        failure = task.failure and {"code": task.failure.code, "detail": task.failure.detail}
        click.echo(
            json.dumps({"files": [str(f) for f in files], "result": task.result, "error": failure}, ensure_ascii=False)
        )
    elif task.result is not None:
        Console().print(result_table(names, task.result))
    elif task.failure is not None:
        click.echo(f"{names}: {task.failure.detail} ({task.failure.code})", err=True)
    return task.result is not None


def _draw(services: Services, task: Task, picture: Path, console: Console) -> None:
    assert task.result is not None
    numbers = {e["page"] for e in task.result["evidence"].values() if e}
    numbers |= {b["page"] for b in task.result.get("field_boxes", ()) if b["page"]}
    for number in sorted(numbers | {1}):
        path = picture if number == 1 else picture.with_stem(f"{picture.stem}-{number}")
        image = services.delegator.page_image(task.id, number, client_id=_CLIENT)
        path.write_bytes(draw_evidence(image, number, task.result))
        console.print(f"drawn: {path}")

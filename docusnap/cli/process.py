"""`process`: work on files here and now."""

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from docusnap.cli.options import given, setting_options, told_plainly
from docusnap.domain.errors import BadRequest, InvalidSchema
from docusnap.domain.request import LOCAL, TaskRequest
from docusnap.domain.task import Failure, Task
from docusnap.logs import write_logs
from docusnap.operations.asked_schema import plain_schema
from docusnap.report import PICTURE_KINDS, draw_evidence, quality_sentences, result_table, tables_of
from docusnap.settings import misspelt
from docusnap.wiring import Services, build

_POLL_SECONDS = 0.5


def _drawable(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Refuses before the work what could not be written after it."""
    if path is not None:
        if path.suffix.lower() not in PICTURE_KINDS:
            raise click.BadParameter(f"{path.name} must end with one of {', '.join(PICTURE_KINDS)}.")
        if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
            raise click.BadParameter(f"{path.parent} is not a folder that can be written.")
    return path


def _schema(_context: click.Context, _option: click.Parameter, path: Path | None) -> Mapping[str, Any] | None:
    if path is None:
        return None
    try:
        return plain_schema(json.loads(path.read_bytes()))
    except InvalidSchema as error:
        raise click.BadParameter(str(error)) from None
    except ValueError as error:
        raise click.BadParameter(f"{path.name} is not JSON: {error}.") from None


@click.command(short_help="Work on files here, without a server.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "operation", default="document", show_default=True, help="The operation, such as `form`.")
@click.option("--together", is_flag=True, help="The files are the pages of one document.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each document.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_drawable,
    help="Draw the evidence on the page: PNG, JPEG or WebP, by its ending. Several files: one picture each.",
)
@click.option(
    "--schema",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_schema,
    help="JSON Schema of your own fields, answered beside the rest (`document` and `form`).",
)
@setting_options("limits", "ocr", "llm", "locale")
def process(
    files: tuple[Path, ...],
    operation: str,
    together: bool,
    as_json: bool,
    picture: Path | None,
    schema: Mapping[str, Any] | None,
    **options: Any,
) -> None:
    """Work on FILES here and now, without a server, and print what they say."""
    groups = [files] if together else [(file,) for file in files]
    pictures = _pictures(picture, groups)
    console = Console(stderr=True)
    failed = 0
    with told_plainly(), tempfile.TemporaryDirectory(prefix="docusnap-") as folder:
        write_logs("text", level=40)
        for message in misspelt(os.environ):
            console.print(message, highlight=False)
        # Whoever waits at a terminal is told of an outage, not kept waiting for its end.
        services = build(given(options | {"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OUTAGE_DAYS": 0}))
        if operation not in services.intake.operations:
            services.stop(0)
            known = ", ".join(services.intake.operations)
            raise click.BadParameter(f"{operation!r} is no operation; known are {known}.", param_hint="--as")
        if schema and "schema" not in services.intake.operations[operation].parameters.names():
            services.stop(0)
            raise click.BadParameter(f"The operation `{operation}` takes none.", param_hint="--schema")
        services.start()
        try:
            for group, drawn in zip(groups, pictures, strict=True):
                try:
                    task = _finished(services, operation, group, schema, console)
                except BadRequest as error:  # the other files are read all the same
                    _show(None, Failure(error.code, str(error)), group, as_json=as_json)
                    failed += 1
                    continue
                _show(task.result, task.failure, group, as_json=as_json)
                failed += task.result is None
                if drawn is not None and task.result is not None:
                    _draw(services, task, task.result, drawn, console)
        finally:
            services.stop(0)
    sys.exit(1 if failed else 0)


def _pictures(picture: Path | None, groups: Sequence[tuple[Path, ...]]) -> list[Path | None]:
    """The picture of each document: named by its file too where there are several, and numbered where names repeat."""
    if picture is None or len(groups) == 1:
        return [picture] * len(groups)
    repeated = any(count > 1 for count in Counter(files[0].stem for files in groups).values())
    return [
        picture.with_stem(f"{picture.stem}{f'-{number}' if repeated else ''}-{files[0].stem}")
        for number, files in enumerate(groups, 1)
    ]


def _finished(
    services: Services,
    operation: str,
    files: tuple[Path, ...],
    schema: Mapping[str, Any] | None,
    console: Console,
) -> Task:
    """Submits the files as one task and shows a progress bar until it has ended. Raises BadRequest."""
    uploads, parameters = tuple(f.read_bytes() for f in files), {"schema": schema} if schema else {}
    task = services.intake.submit(TaskRequest(operation, uploads=uploads, parameters=parameters))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task(f"{files[0].name}: waiting", total=1)
        while not task.status.ended:
            task = services.tasks.wait(task.id, _POLL_SECONDS, client_id=LOCAL)
            if task.progress:
                stage = f"{files[0].name}: {task.progress.stage}"
                bars.update(bar, description=stage, completed=task.progress.done, total=task.progress.total)
    return task


def _show(result: Mapping[str, Any] | None, failure: Failure | None, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Prints the result, or why there is none."""
    names = ", ".join(str(f) for f in files)
    if as_json:
        error = failure and {"code": failure.code, "detail": failure.detail}
        told = {"files": [str(f) for f in files], "result": result, "error": error}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif result is not None:
        console = Console()
        for sentence in quality_sentences(result):
            console.print(sentence, style="yellow", markup=False, highlight=False)
        for table in (result_table(names, result), *tables_of(result)):
            console.print(table)
    elif failure is not None:
        click.echo(f"{names}: {failure.detail} ({failure.code})", err=True)


def _draw(services: Services, task: Task, result: Mapping[str, Any], picture: Path, console: Console) -> None:
    numbers = {e["page"] for e in result["evidence"].values() if e}
    numbers |= {b["page"] for b in result.get("field_boxes", ()) if b["page"]}
    for number in sorted(numbers | {1}):
        path = picture if number == 1 else picture.with_stem(f"{picture.stem}-page-{number}")
        image = services.tasks.page_image(task.id, number, client_id=LOCAL)
        path.write_bytes(draw_evidence(image, number, result, PICTURE_KINDS[path.suffix.lower()]))
        console.print(f"drawn: {path}")

"""A task's result as a file for people: data, tables, text, a searchable PDF, and a form with its values written in."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docusnap.delegation.spreadsheets import MEDIA_TYPES, sheet
from docusnap.delegation.tasks import Tasks
from docusnap.domain.errors import BadRequest, NotFound, NotReady, UnreadableFile
from docusnap.domain.page import Page
from docusnap.domain.task import Task
from docusnap.export.filled_form import filled_pdf, filled_png
from docusnap.export.form_layout import Layout, ToWrite, layout, values_to_write
from docusnap.export.searchable_pdf import PicturedPage, searchable_pdf

log = logging.getLogger(__name__)

FilledPdf = Callable[[str, Sequence[Mapping[str, Any]]], bytes]
"""Fills the own fields of the stored PDF of that name; empty where it cannot take all values."""
ExportFormat = Literal["json", "csv", "xlsx", "md", "txt", "pdf"]
_HEADINGS = ("field", "value", "type", "normalized", "currency", "page", "confidence", "warnings")


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file, and what it is called."""

    name: str
    media_type: str
    content: bytes


class Exports:
    """Every call is for one client; what people set right stands in place of what was read."""

    def __init__(self, tasks: Tasks, own_fields: FilledPdf) -> None:
        """The tasks and their pages come from `tasks`; `own_fields` fills those of a stored PDF."""
        self._tasks = tasks
        self._own_fields = own_fields

    def export(self, task_id: str, form: ExportFormat, *, client_id: str) -> ExportedFile:
        """The result of the client's task in that format.

        Raises NotFound, Deleted, NotReady before the task has ended, BadRequest where its result has no such thing.
        """
        task, result = self._completed(task_id, client_id)
        name = f"{task_id}.{form}"
        if form == "json":
            return ExportedFile(name, "application/json", json.dumps(result, ensure_ascii=False, indent=2).encode())
        if form in ("csv", "xlsx"):
            content = sheet([_HEADINGS, *_rows(result)], form)
            return ExportedFile(name, MEDIA_TYPES[form], content)
        if form == "pdf":
            pages = self._pictured(task, client_id)
            return ExportedFile(name, "application/pdf", searchable_pdf(str(result.get("title", "")), pages))
        kind, text = ("markdown", result.get("markdown")) if form == "md" else ("plain", result.get("text"))
        if not isinstance(text, str):
            raise BadRequest("This result holds no text: it is of a form that was filled, or an older version made it.")
        return ExportedFile(name, f"text/{kind}", text.encode())

    def filled_pdf(self, task_id: str, *, client_id: str) -> ExportedFile:
        """The form of a task of `form_filling` with its values, all pages. Raises as `export`."""
        task, result = self._completed(task_id, client_id)
        pages, placed = self._laid_out(task, result, client_id)
        if native := self._in_own_fields(task, result, pages):
            return ExportedFile(f"{task_id}-filled.pdf", "application/pdf", native)
        return ExportedFile(f"{task_id}-filled.pdf", "application/pdf", filled_pdf("", pages, placed))

    def filled_png(self, task_id: str, number: int, *, client_id: str) -> ExportedFile:
        """Page `number` (from 1) of the same as a picture. Raises as `export`."""
        task, result = self._completed(task_id, client_id)
        pages, placed = self._laid_out(task, result, client_id, only=number)
        return ExportedFile(f"{task_id}-filled-{number}.png", "image/png", filled_png(pages[0], placed))

    def _completed(self, task_id: str, client_id: str) -> tuple[Task, dict[str, Any]]:
        task = self._tasks.task(task_id, client_id=client_id)
        if not task.status.ended:
            raise NotReady
        result = task.corrected_result
        if result is None:
            raise NotFound(f"The task has no result: its status is {task.status}.")
        return task, dict(result)

    def _laid_out(
        self, task: Task, result: dict[str, Any], client_id: str, only: int | None = None
    ) -> tuple[Sequence[PicturedPage], Layout]:
        if "filled" not in result:
            raise BadRequest("This is no form that was filled: ask for `form_filling`.")
        pages = self._pictured(task, client_id, only)
        return pages, layout(values_to_write(result), [one.page for one in pages])

    def _in_own_fields(self, task: Task, result: dict[str, Any], pages: Sequence[PicturedPage]) -> bytes:
        """The form's own PDF with the values in its fields; empty where it has none for one, or no letters for it."""
        wanted = values_to_write(result)
        if len(task.files) != 1 or task.files[0].media_type != "application/pdf" or not wanted:
            return b""
        if any(not (value.box and value.page) or (not value.value.isascii() and not value.tick) for value in wanted):
            return b""
        sizes = {one.page.number: (one.page.width, one.page.height) for one in pages}
        try:
            return self._own_fields(task.files[0].sha256, [_target(value, sizes) for value in wanted])
        except UnreadableFile as error:
            log.info("a form is drawn, as its fields cannot be filled: %s", error, extra={"action": "form_drawn"})
            return b""

    def _pictured(self, task: Task, client_id: str, only: int | None = None) -> list[PicturedPage]:
        read = self._tasks.pages_read(task.id, client_id=client_id)
        numbers = range(1, read + 1) if only is None else range(only, only + 1)
        if not read:
            raise NotFound("No page of this task is kept: its input came without pictures, or sealed.")
        return [self._page(task, number, client_id) for number in numbers]

    def _page(self, task: Task, number: int, client_id: str) -> PicturedPage:
        page: Page = self._tasks.page(task.id, number, client_id=client_id)
        return PicturedPage(page, self._tasks.page_image(task.id, number, client_id=client_id))


def _target(value: ToWrite, sizes: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    """As `pages.pdf_filling` wants it."""
    assert value.page is not None
    assert value.box is not None
    (x0, y0, x1, y1), (width, height) = value.box, sizes[value.page]
    middle = {"x": (x0 + x1) / 2 / width, "y": (y0 + y1) / 2 / height}
    return {"page": value.page - 1, **middle, "text": value.value, "tick": value.tick}


def _rows(result: dict[str, Any]) -> list[list[str]]:
    """A row for each value; of a form that was filled, for each of its fields."""
    if "filled" in result:
        fields = result.get("fields") or ()
        return [_row(f["label"], f.get("value"), f.get("type"), None, f.get("page"), None, ()) for f in fields]
    values = {value["label"]: value for value in result.get("values") or ()}
    return [_of_value(label, text, values.get(label, {})) for label, text in result.get("kv", {}).items()]


def _of_value(label: str, text: str, told: Mapping[str, Any]) -> list[str]:
    warnings = told.get("warnings", ())
    return _row(
        label, text, told.get("type"), told.get("normalized"), told.get("page"), told.get("confidence"), warnings
    )


def _row(
    label: str, value: str | None, type_: str | None, normalized: Any, page: Any, confidence: Any, warnings: Any
) -> list[str]:
    amount, currency = normalized, None
    if isinstance(normalized, dict):
        amount, currency = normalized["amount"], normalized["currency"]
    told = (label, value, type_, amount, currency, page, confidence, ", ".join(warnings))
    return ["" if one is None else str(one) for one in told]

"""What the client already knows: entries as sent, or made from the client's own finished tasks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from docusnap.domain.errors import NotFound
from docusnap.domain.task import Status, Task
from docusnap.http.problem import FieldProblem, InvalidRequest
from docusnap.operations.declaration import Declaration
from docusnap.operations.inputs import entry_of, form_of, reference
from docusnap.operations.parameters import Entry, Form, Library

OwnTask = Callable[[str], Task]


def parameters_of(given: BaseModel, declaration: Declaration, own_task: OwnTask) -> dict[str, Any]:
    """The operation's own parameters as it is called with them, ids of tasks replaced by what those tasks gave.

    A task that has not ended stays named: the work waits for it. Raises InvalidRequest where a task id is not that of a
    task of the client's that ended well or may still do so.
    """
    found = {name: getattr(given, field) for name, field in declaration.parameters.names().items()}
    form = found.pop(declaration.instead_of_images, None) if declaration.instead_of_images else None
    found["library"] = _library(found["library"], own_task)
    if form is not None and declaration.instead_of_images:
        found[declaration.instead_of_images] = _form_to_fill(form, own_task)
    return {name: value for name, value in found.items() if value is not None}


def as_named(given: BaseModel, declaration: Declaration) -> dict[str, Any]:
    """The same as the client sent them, tasks by their ids: however far those are, the request is the same."""
    fields = declaration.parameters.names()
    return given.model_dump(mode="json", include=set(fields.values()), exclude_unset=True)


def form_task(given: BaseModel, declaration: Declaration) -> str | None:
    """The id of the task that stands in for images, where one does."""
    name = declaration.instead_of_images
    form = getattr(given, name) if name else None
    return form if isinstance(form, str) else None


def _library(library: Library | Sequence[Entry | str], own_task: OwnTask) -> list[dict[str, Any]]:
    """The library as one list, each entry with type, id, title, tags, description and kv."""
    if isinstance(library, Library):
        docs = _entries(library.docs, "doc", "library.docs", own_task)
        forms = _entries(library.forms, "form", "library.forms", own_task)
        return [*docs, *forms]
    return list(_entries(library, None, "library", own_task))


def _form_to_fill(form: Form | str, own_task: OwnTask) -> dict[str, Any]:
    """The form's fields, title, tags, description and kv."""
    if isinstance(form, Form):
        return form.model_dump()
    task = _usable(form, "form", own_task)
    if not task.status.ended:
        return reference(task.id)
    try:
        return form_of(task.corrected_result)
    except ValueError:
        raise _unusable("form", task) from None


def _entries(
    items: Sequence[Entry | str], kind: Literal["doc", "form"] | None, where: str, own_task: OwnTask
) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if isinstance(item, str):
            place = f"{where}[{index}]"
            if item in seen:
                raise _wrong(place, "This task is in the list already.")
            seen.add(item)
            yield _entry_of(_usable(item, place, own_task), place, kind)
        else:
            yield item.kept() | {"type": kind or item.type or "doc"}


def _entry_of(task: Task, where: str, kind: str | None) -> dict[str, Any]:
    if not task.status.ended:
        return reference(task.id, kind)
    try:
        return entry_of(task.id, task.corrected_result)
    except ValueError:
        raise _unusable(where, task) from None


def _usable(task_id: str, where: str, own_task: OwnTask) -> Task:
    try:
        task = own_task(task_id)
    except NotFound as error:
        raise _wrong(where, str(error)) from None
    if task.status in (Status.ERROR, Status.CANCELLED):
        raise _wrong(where, f"This task did not end well: its status is {task.status}.")
    return task


def _unusable(where: str, task: Task) -> InvalidRequest:
    return _wrong(where, f"The result of a task of `{task.operation}` cannot be used here.")


def _wrong(where: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldProblem(field=where, message=message)])

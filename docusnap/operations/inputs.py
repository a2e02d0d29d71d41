"""Results of tasks as input of other work: kept in a job's parameters as they are, or by the task's id until it ends.

A job that names tasks waits until all of them have ended (`job_inputs` in the schema); then their results take the
place of their ids.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from docusnap.domain.errors import InputFailed
from docusnap.operations.parameters import Entry, Form

_TASK = "task_id"

ResultOf = Callable[[str], Mapping[str, Any]]
"""The result of a task that has ended. Raises InputFailed, or InputPending while it has not."""


class InputPending(Exception):  # noqa: N818 - not an error: the work waits
    """A task whose result is needed has not ended yet."""


def reference(task_id: str, kind: str | None = None) -> dict[str, Any]:
    """Stands for the result of a task that is still worked on. `kind`: the entry's type, where the caller says it."""
    return {_TASK: task_id, "type": kind}


def referred(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the tasks that stand in the parameters."""
    return tuple(dict.fromkeys(task_id for one in _values(parameters) if (task_id := _referred(one))))


def with_inputs(given: Mapping[str, Any], result_of: ResultOf) -> Mapping[str, Any]:
    """What the operation is called with, each task replaced by what it gave. Raises as `result_of`, and InputFailed."""
    if not referred(given):
        return given
    resolved = dict(given)
    form = given.get("form")
    if (task_id := _referred(form)) is not None:
        resolved["form"] = _usable(task_id, lambda task_id: form_of(result_of(task_id)))
    resolved["library"] = [_known(entry, result_of) for entry in given.get("library", ())]
    return resolved


def entry_of(task_id: str, result: Mapping[str, Any] | None, kind: str | None = None) -> dict[str, Any]:
    """The result of a task as an entry of the library. Raises ValueError where it is none."""
    if result is None or "kv" not in result:
        raise ValueError("a result without key-values")
    kind = kind or ("form" if "fields" in result else "doc")
    return Entry.model_validate({**result, "id": task_id, "type": kind}).kept()


def form_of(result: Mapping[str, Any] | None) -> dict[str, Any]:
    """The result of a task as the form to fill. Raises ValueError where it is none."""
    return Form.model_validate(result).model_dump()


def _known(entry: Mapping[str, Any], result_of: ResultOf) -> Mapping[str, Any]:
    if (task_id := _referred(entry)) is None:
        return entry
    return _usable(task_id, lambda task_id: entry_of(task_id, result_of(task_id), entry["type"]))


def _usable(task_id: str, made: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    try:
        return made(task_id)
    except ValueError:
        raise InputFailed(f"The result of the task {task_id} cannot be used here; give another.") from None


def _values(parameters: Mapping[str, Any]) -> Iterator[Any]:
    yield parameters.get("form")
    yield from parameters.get("library") or ()


def _referred(value: Any) -> str | None:
    """The id of the task that stands there in place of its result."""
    return value[_TASK] if isinstance(value, Mapping) and _TASK in value else None

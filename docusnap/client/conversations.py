"""What a client does with a server: submits, waits, fetches."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docusnap.client.protocol import Answer, Ask, Conversation, Pause, asked
from docusnap.client.results import Task

Picture = str | Path | bytes
Watch = Callable[[Task], object]
"""Called with the task whenever it was looked at."""

LOOK_SECONDS = 10.0
"""How long one poll waits for the end of a task."""


def submitted(
    pictures: Sequence[Picture],
    operation: str,
    *,
    tag: str | None = None,
    library: Iterable[Any] = (),
    form: str | Mapping[str, Any] | None = None,
    schema: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Conversation[Task]:
    """Adds a task, once however often it must be sent."""
    given = {"operation": operation, "tag": tag, "form": form, "schema": schema, "library": list(library) or None}
    headers = {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
    told = {name: value for name, value in given.items() if value is not None}
    if pictures:
        data = {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
        ask = Ask("POST", "/tasks", headers=headers, data=data, files=[_named(one) for one in pictures])
    else:
        ask = Ask("POST", "/tasks", headers=headers, json=told)
    answer = yield from asked(ask)
    return Task(answer.told["task_id"], operation, answer.told["status"], tag=tag)


def again(task_id: str, operation: str) -> Conversation[Task]:
    """Adds a task on the files of another, once however often it must be sent."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    ask = Ask("POST", f"/task/{task_id}/reprocess", headers=headers, json={"operation": operation})
    answer = yield from asked(ask)
    return Task(answer.told["task_id"], operation, answer.told["status"])


def found(task_id: str, *, wait: float = 0) -> Conversation[Task]:
    """The task as it stands, or when it has ended within `wait` seconds."""
    answer = yield from asked(Ask("GET", f"/task/{task_id}", params={"wait": wait} if wait else {}))
    return Task.of(answer.told)


def ended(task_id: str, watch: Watch, *, look: float = LOOK_SECONDS) -> Conversation[Task]:
    """The task when it has ended; `watch` is told how it stands at least every `look` seconds."""
    while True:
        task = yield from found(task_id, wait=look)
        watch(task)
        if task.ended:
            return task
        yield Pause(0.1)  # a server that lets too many wait answers at once


def processed(
    pictures: Sequence[Picture], operation: str, watch: Watch, *, wait: bool, look: float, **given: Any
) -> Conversation[Task]:
    """Adds a task and, with `wait`, gives it when it has ended."""
    task = yield from submitted(pictures, operation, **given)
    return (yield from ended(task.id, watch, look=look)) if wait else task


def fetched(path: str, **params: Any) -> Conversation[bytes]:
    """The content there."""
    answer: Answer = yield from asked(Ask("GET", path, params=params))
    return answer.content


def told(method: str, path: str, json: Any = None, **params: Any) -> Conversation[Any]:
    """The JSON that is answered; None where there is none."""
    answer = yield from asked(Ask(method, path, params=params, json=json))
    return answer.told


def _named(picture: Picture) -> tuple[str, bytes]:
    if isinstance(picture, bytes):
        return "picture", picture
    path = Path(picture)
    return path.name, path.read_bytes()

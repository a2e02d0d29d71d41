"""The client and its async twin: they send what the conversations ask for, and do nothing else."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self, TypeVar

import httpx2

from docusnap.client import conversations as talk
from docusnap.client.conversations import LOOK_SECONDS, Picture, Watch
from docusnap.client.protocol import Answer, Ask, Conversation, Pause
from docusnap.client.results import Task

T = TypeVar("T")
_TIMEOUT = 60.0


def _watch_nothing(_: Task) -> None:
    """For who does not want to be told."""


class Client:
    """Talks to a server. Safe to use from many threads; to be closed, or used as a context manager.

    Every method raises Refused where the server refuses, and Unreachable where it cannot be reached for some minutes.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:5000",
        key: str = "",
        *,
        timeout: float = _TIMEOUT,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """`key`: of `docusnap keys create`, where the server wants one. `timeout`: seconds for one answer."""
        self._http = httpx2.Client(base_url=url, headers=_headers(key), timeout=timeout, transport=transport)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes its connections."""
        self._http.close()

    def process(
        self,
        pictures: Sequence[Picture],
        operation: str = "auto",
        *,
        wait: bool = True,
        watch: Watch = _watch_nothing,
        look: float = LOOK_SECONDS,
        **given: Any,
    ) -> Task:
        """Has the pictures of one paper worked on: paths or bytes, in page order.

        Returns the task when it has ended or, without `wait`, at once. `watch` is called with the task at least every
        `look` seconds. `given`: `tag`, `library`, `form`, `schema`, and `idempotency_key`, as the API's reference has
        them.
        """
        return self._run(talk.processed(pictures, operation, watch, wait=wait, look=look, **given))

    def fill(self, form: str, library: Iterable[Any], **more: Any) -> Task:
        """Fills a form, named by the id of its task, from ids of tasks or entries; `more` as `process` takes it.

        Neither the form's task nor the others need have ended: the filling waits for them.
        """
        return self.process([], "form_filling", form=form, library=library, **more)

    def task(self, task_id: str, *, wait: float = 0) -> Task:
        """The task as it stands, or when it has ended within `wait` seconds."""
        return self._run(talk.found(task_id, wait=wait))

    def wait(self, task_id: str, *, watch: Watch = _watch_nothing, look: float = LOOK_SECONDS) -> Task:
        """The task when it has ended."""
        return self._run(talk.ended(task_id, watch, look=look))

    def tasks(self, **wanted: Any) -> list[Mapping[str, Any]]:
        """A page of the client's own tasks, newest first; `wanted`: filters of `GET /tasks`."""
        return list(self._run(talk.told("GET", "/tasks", **wanted))["tasks"])

    def search(self, text: str = "", **wanted: Any) -> list[Mapping[str, Any]]:
        """Papers of the library that hold the text, newest first; `wanted`: filters of `GET /library/papers`."""
        return list(self._run(talk.told("GET", "/library/papers", text=text, **wanted))["papers"])

    def reprocess(self, task_id: str, operation: str = "auto") -> Task:
        """Does the operation on the files of a task, as a new task, which has not ended."""
        return self._run(talk.again(task_id, operation))

    def correct(self, task_id: str, values: Mapping[str, str | None]) -> Task:
        """Sets values right, beside what was read."""
        return Task.of(self._run(talk.told("PATCH", f"/task/{task_id}/result", {"values": dict(values)})))

    def export(self, task_id: str, form: str = "json") -> bytes:
        """The result as a file of that format."""
        return self._run(talk.fetched(f"/task/{task_id}/export", format=form))

    def filled_form(self, task_id: str) -> bytes:
        """The form of a task of `form_filling` with its values, as PDF."""
        return self._run(talk.fetched(f"/task/{task_id}/filled.pdf"))

    def delete(self, task_id: str) -> None:
        """Deletes the task and all that came of it."""
        self._run(talk.told("DELETE", f"/task/{task_id}"))

    def _run(self, conversation: Conversation[T]) -> T:
        answer: Answer | None = None
        while True:
            try:
                step = conversation.send(answer)
            except StopIteration as end:
                value: T = end.value
                return value
            answer = None
            if isinstance(step, Pause):
                self._sleep(step.seconds)
            else:
                answer = self._sent(step)

    def _sent(self, ask: Ask) -> Answer:
        try:
            return _answer(self._http.request(ask.method, ask.path, **_options(ask)))
        except httpx2.TransportError:
            return Answer(0)


class AsyncClient:
    """The same for asyncio: `process`, `task`, `wait` and `export` as `Client` has them, to be awaited."""

    def __init__(self, url: str = "http://127.0.0.1:5000", key: str = "", *, timeout: float = _TIMEOUT) -> None:
        """As `Client`."""
        self._http = httpx2.AsyncClient(base_url=url, headers=_headers(key), timeout=timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def process(
        self,
        pictures: Sequence[Picture],
        operation: str = "auto",
        *,
        wait: bool = True,
        watch: Watch = _watch_nothing,
        look: float = LOOK_SECONDS,
        **given: Any,
    ) -> Task:
        """See `Client`."""
        return await self._run(talk.processed(pictures, operation, watch, wait=wait, look=look, **given))

    async def task(self, task_id: str, *, wait: float = 0) -> Task:
        """See `Client`."""
        return await self._run(talk.found(task_id, wait=wait))

    async def wait(self, task_id: str, *, watch: Watch = _watch_nothing, look: float = LOOK_SECONDS) -> Task:
        """See `Client`."""
        return await self._run(talk.ended(task_id, watch, look=look))

    async def export(self, task_id: str, form: str = "json") -> bytes:
        """See `Client`."""
        return await self._run(talk.fetched(f"/task/{task_id}/export", format=form))

    async def _run(self, conversation: Conversation[T]) -> T:
        answer: Answer | None = None
        while True:
            try:
                step = conversation.send(answer)
            except StopIteration as end:
                value: T = end.value
                return value
            answer = None
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            else:
                answer = await self._sent(step)

    async def _sent(self, ask: Ask) -> Answer:
        try:
            return _answer(await self._http.request(ask.method, ask.path, **_options(ask)))
        except httpx2.TransportError:
            return Answer(0)


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _options(ask: Ask) -> dict[str, Any]:
    options: dict[str, Any] = {"params": dict(ask.params), "headers": dict(ask.headers)}
    if ask.files:
        options["files"] = [("images", file) for file in ask.files]
        options["data"] = dict(ask.data)
    elif ask.json is not None:
        options["json"] = ask.json
    return options


def _answer(given: httpx2.Response) -> Answer:
    is_json = "json" in given.headers.get("Content-Type", "")
    after = given.headers.get("Retry-After", "")
    return Answer(
        given.status_code,
        given.content,
        given.json() if is_json and given.content else None,
        float(after) if after.replace(".", "", 1).isdigit() and given.status_code >= 400 else None,
    )

"""Server-sent events of a task: its stages, pages as they are read with what is seen on them at once, and its values.

A stream holds one of the places that long polls hold, for as long as one may; then it ends, and the browser comes back
by itself, telling the last id that it has seen. Where no place is free, it is told how the task stands and comes back.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from docusnap.api import task_events_openapi as notes
from docusnap.api.task_answers import TaskBody
from docusnap.api.waiting import Waiting
from docusnap.delegation.tasks import Tasks
from docusnap.domain.clock import SteadyClock, steady_clock
from docusnap.domain.errors import NotFound
from docusnap.domain.task import Task
from docusnap.http.authentication import Access, client_of, requires, share_of
from docusnap.http.openapi import described
from docusnap.operations.first_look import FirstLook

LOOK_SECONDS = 0.25
"""How often a stream looks how far its task is."""
_ALIVE_SECONDS = 5.0
_SOON, _LATER = 500, 3000
"""Milliseconds after which a browser comes back: when its time was up, and where no place was free."""
_ENDED = "end"
_LOOKED_AT_EARLY = frozenset({"auto", "document", "form"})
"""Operations whose results hold what stands on the pages."""


def blueprint(tasks: Tasks, waiting: Waiting, first_look: FirstLook, *, clock: SteadyClock = steady_clock) -> Blueprint:
    """`GET /task/<id>/events`."""
    routes = Blueprint("task_events", __name__)

    @routes.get("/task/<task_id>/events")
    @requires(Access.READ)
    @described(notes.EVENTS)
    def task_events(task_id: str) -> Response:
        last_seen = request.headers.get("Last-Event-ID", "")
        if last_seen == _ENDED:
            return Response(status=204)  # a browser comes back no more
        client = client_of(request)
        task = tasks.task(task_id, client_id=client)
        listening = _Listening(tasks, task, first_look, _number(last_seen))
        return Response(listening.stream(waiting, share_of(request), clock), mimetype=notes.EVENT_STREAM)

    return routes


class _Listening:
    """What one listener was told, and what is to be told next."""

    def __init__(self, tasks: Tasks, task: Task, first_look: FirstLook, pages: int) -> None:
        self._tasks = tasks
        self._task = task
        self._first_look = first_look
        self._pages = pages
        self._read = 0
        self._looked_at = 0
        self._told: Mapping[str, Any] = {}
        self._address = url_for("tasks.task", task_id=task.id)

    def stream(self, waiting: Waiting, share: str, clock: SteadyClock) -> Iterator[bytes]:
        """The events, until the task has ended or the time of one listener is up."""
        with waiting.place(share) as free:
            yield b"retry: %d\n\n" % (_SOON if free else _LATER)
            try:
                yield from self._until_end(clock, waiting.max_seconds if free else 0)
            except NotFound as error:  # deleted meanwhile
                yield self._event("end", {"task_id": self._task.id, "error": error.code}, _ENDED)

    def _until_end(self, clock: SteadyClock, seconds: float) -> Iterator[bytes]:
        yield from self._news()
        until, alive = clock() + seconds, clock() + _ALIVE_SECONDS
        while not self._task.status.ended and clock() < until:
            self._task = self._tasks.wait(self._task.id, LOOK_SECONDS, client_id=self._task.client_id)
            early = b"" if self._task.status.ended else b"".join(self._seen_early())
            news = early + b"".join(self._news())
            if not news and clock() >= alive:
                news, alive = b":\n\n", clock() + _ALIVE_SECONDS  # else nobody would notice that they are gone
            if news:
                yield news

    def _news(self) -> Iterator[bytes]:
        """What changed since it was called last."""
        task = self._task
        body = TaskBody.of(task)
        self._read = self._tasks.pages_read(task.id, client_id=task.client_id)
        for number in range(self._pages + 1, self._read + 1):
            self._pages = number
            yield self._event("page", self._page(number))
        stands = json.loads(body.model_dump_json(include={"task_id", "status", "progress", "waiting", "error"}))
        if stands != self._told:
            self._told = stands
            yield self._event("status", stands)
        if task.status.ended:
            for value in (task.result or {}).get("values", ()):
                yield self._event("value", value)
            yield self._event("end", stands, _ENDED)

    def _seen_early(self) -> Iterator[bytes]:
        """What is seen on the next page that was told of already, one page at a time: it takes computing."""
        if self._looked_at >= min(self._pages, self._read) or self._task.operation not in _LOOKED_AT_EARLY:
            return
        page = self._tasks.page(self._task.id, self._looked_at + 1, client_id=self._task.client_id)
        values = self._first_look.values(page)
        if values is None:
            return
        self._looked_at += 1
        for value in values:
            yield self._event("preliminary", value)

    def _page(self, number: int) -> Mapping[str, Any]:
        page = self._tasks.page(self._task.id, number, client_id=self._task.client_id)
        picture = f"{self._address}/pages/{number}"
        return {
            "page": number,
            "width": page.width,
            "height": page.height,
            "picture_url": picture,
            "words_url": f"{picture}/words",
        }

    def _event(self, name: str, data: Mapping[str, Any], id_: str = "") -> bytes:
        told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return f"event: {name}\nid: {id_ or self._pages}\ndata: {told}\n\n".encode()


def _number(last_seen: str) -> int:
    return int(last_seen) if last_seen.isascii() and last_seen.isdigit() and len(last_seen) < 6 else 0

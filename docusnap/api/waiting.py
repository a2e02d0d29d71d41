"""Long polling: `?wait=SECONDS` answers when the task has ended, or as it stands after that time."""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask import Request

from docusnap.delegation.tasks import Tasks
from docusnap.domain.task import Task
from docusnap.http.authentication import client_of, share_of
from docusnap.http.problem import FieldProblem, InvalidRequest


class Waiting:
    """Lets requests wait for tasks, but not so many that waiting takes the last HTTP thread, nor all of one key."""

    def __init__(self, tasks: Tasks, *, max_seconds: float, at_once: int) -> None:
        """`max_seconds` that one request may wait; `at_once`: how many may; others are answered at once.

        A quarter of the places, and one at least where there are two, is out of reach of a single key or address.
        """
        self._tasks = tasks
        self.max_seconds = max_seconds
        self._most = at_once
        self._most_of_one = max(1, at_once - max(1, at_once // 4))
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    def seconds(self, request: Request) -> float:
        """How long the request wants to wait and may; 0 where it does not say. Raises InvalidRequest."""
        try:
            seconds = float(request.args.get("wait", "0"))
        except ValueError:
            seconds = math.nan
        if not (math.isfinite(seconds) and seconds >= 0):
            raise InvalidRequest([FieldProblem(field="wait", message="Send a number of seconds, 0 or more.")])
        return min(seconds, self.max_seconds)

    def wait(self, request: Request, task_id: str, seconds: float) -> Task:
        """The client's task when it has ended, or as it stands after `seconds`. Raises NotFound or Deleted."""
        client = client_of(request)
        with self.place(share_of(request)) as free:
            if seconds and free:
                return self._tasks.wait(task_id, seconds, client_id=client)
        return self._tasks.task(task_id, client_id=client)

    @contextmanager
    def place(self, share: str) -> Iterator[bool]:
        """Whether a request of this key or address may hold its thread while this is entered."""
        with self._lock:
            free = self._held.total() < self._most and self._held[share] < self._most_of_one
            self._held[share] += free
        try:
            yield free
        finally:
            with self._lock:
                self._held[share] -= free
                self._held = +self._held

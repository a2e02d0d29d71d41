"""Long polling: `?wait=SECONDS` answers when the task has ended, or as it stands after that time."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Request

from docusnap.delegation.tasks import Tasks
from docusnap.domain.task import Task
from docusnap.http.authentication import client_of
from docusnap.http.problem import FieldProblem, InvalidRequest


class Waiting:
    """Lets requests wait for tasks, and never so many that waiting takes the last HTTP thread."""

    def __init__(self, tasks: Tasks, *, max_seconds: float, at_once: int) -> None:
        """`max_seconds` that one request may wait; `at_once`: how many may; others are answered at once."""
        self._tasks = tasks
        self.max_seconds = max_seconds
        self._free = BoundedSemaphore(at_once)

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
        with self.place() as free:
            if seconds and free:
                return self._tasks.wait(task_id, seconds, client_id=client)
        return self._tasks.task(task_id, client_id=client)

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Whether a request may hold its thread while this is entered."""
        free = self._free.acquire(blocking=False)
        try:
            yield free
        finally:
            if free:
                self._free.release()

"""Callbacks: who is told when a task ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from docusnap.domain.task import Status

EVENTS = tuple(f"task.{status}" for status in (Status.COMPLETED, Status.ERROR, Status.CANCELLED))
"""What can be told."""


@dataclass(frozen=True, slots=True)
class NewCallback:
    """To be told when the task ends: a webhook to `url`, or without one the Python callback of the operation.

    `uri`: what the task asked for; `arguments`: given back to the Python callback; `events`: only these are told.
    """

    id: str
    task_id: str
    uri: str
    url: str | None = None
    arguments: Sequence[Any] = ()
    events: Sequence[str] = EVENTS

    @property
    def receiver(self) -> str:
        """The host and port that `url` names; empty without one."""
        return urlsplit(self.url or "").netloc.lower()


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A callback whose time has come, claimed. `attempt` counts from 1; times are Unix seconds.

    `job_id` is None once the task was forgotten.
    """

    id: str
    task_id: str
    url: str | None
    receiver: str
    uri: str
    arguments: Sequence[Any]
    event: str
    round: int
    ended_at: float
    attempt: int
    job_id: str | None
    operation: str

    @property
    def message_id(self) -> str:
        """The same at every attempt to tell this end of this task."""
        return f"msg_{self.id}_{self.round}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An attempt to tell. `url` is None for a Python callback, `error` None when it was told. `at` in Unix seconds."""

    url: str | None
    event: str
    attempt: int
    at: float
    error: str | None

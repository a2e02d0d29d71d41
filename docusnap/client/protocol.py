"""Conversations with a server, apart from how their requests are sent: the same for the client and its async twin.

A conversation is a generator: it yields what to send, or how long to pause, and is given the answer.
"""

import random
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

ATTEMPTS = 6
_AGAIN = frozenset({0, 429, 502, 503, 504})
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Refused(Exception):  # noqa: N818 - what the server said, not a fault of the client
    """The server refused a request: `status` of HTTP, `code` as the API's reference lists them, and a sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """As the server told it."""
        super().__init__(f"{detail} ({code})")
        self.status = status
        self.code = code
        self.detail = detail


class Unreachable(Refused):
    """The server could not be reached, or gave no answer, however often it was asked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `files`: name and content of each picture. `json` is None where there is no body of JSON."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[tuple[str, bytes]] = ()
    json: Any = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `status` 0: nothing. `told` is the body where that is JSON, else None."""

    status: int
    content: bytes = b""
    told: Any = None
    retry_after: float | None = None


Conversation = Generator[Ask | Pause, Answer | None, T]


def asked(ask: Ask) -> Conversation[Answer]:
    """The answer, sent again while the server is away or asks to wait. Raises Refused or Unreachable.

    Requests must be safe to repeat: those that add something carry an Idempotency-Key.
    """
    answer = Answer(0)
    for attempt in range(ATTEMPTS):
        answer = (yield ask) or answer
        if answer.status not in _AGAIN:
            break
        if attempt + 1 < ATTEMPTS:
            pause = min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1)  # nosec B311
            yield Pause(pause if answer.retry_after is None else min(answer.retry_after, 2 * _LONGEST_PAUSE))
    if answer.status == 0:
        raise Unreachable(0, "unreachable", "The server could not be reached.")
    if answer.status >= 400:
        told = answer.told if isinstance(answer.told, dict) else {}
        raise Refused(answer.status, told.get("code", "error"), told.get("detail", f"HTTP status {answer.status}."))
    return answer

"""The contract of tracing: spans within spans, over threads and processes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

Kind = Literal["internal", "server", "client", "consumer"]
"""Of a span: a part of the work, an answer to a request, a request to another server, work taken from a queue."""

Note = Callable[[str, str | int], None]
"""Adds an attribute, by its name, to a span that is under way."""

NO_ATTRIBUTES: Mapping[str, str | int] = {}


class Tracing(Protocol):
    """Safe to use from many threads. Spans hold ids, names and numbers, never what stands in a document."""

    @property
    def enabled(self) -> bool:
        """Whether spans go anywhere."""
        ...

    def span(
        self,
        name: str,
        attributes: Mapping[str, str | int] = NO_ATTRIBUTES,
        *,
        kind: Kind = "internal",
        parent: str = "",
    ) -> AbstractContextManager[Note]:
        """What runs within is this span, a part of the span around it, or of `parent`, a W3C `traceparent`.

        An exception that leaves it marks the span as failed, with the error's code or type and not its message.
        """
        ...

    def here(self) -> str:
        """The W3C `traceparent` of the span around, empty outside of one."""
        ...

    def close(self) -> None:
        """Sends what was not sent yet; may be called twice."""
        ...


class NoTracing:
    """Implements `Tracing` by doing nothing."""

    enabled = False

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Mapping[str, str | int] = NO_ATTRIBUTES,
        *,
        kind: Kind = "internal",
        parent: str = "",
    ) -> Iterator[Note]:
        """See `Tracing`."""
        yield _ignore

    def here(self) -> str:
        """Empty."""
        return ""

    def close(self) -> None:
        """See `Tracing`."""


def _ignore(name: str, value: str | int) -> None:
    pass

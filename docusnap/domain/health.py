"""What a server that works all the same cannot do, or does badly."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Degraded:
    """One part that is not as it should be: its name ("heartbeat", "llm"), and a sentence for people."""

    part: str
    detail: str


@runtime_checkable
class Remote(Protocol):
    """An engine that works on another server."""

    def check(self) -> None:
        """Asks whether that server answers, for a few seconds at most and at no cost. Raises DocusnapError if not."""
        ...


@runtime_checkable
class Local(Protocol):
    """An engine whose models are loaded into this process, beside its start."""

    @property
    def missing(self) -> str | None:
        """What it cannot work without and has not got yet, as a sentence for people; None when it can work."""
        ...

    def rest(self) -> None:
        """Gives back memory that only work needs: nothing was done for a while."""
        ...

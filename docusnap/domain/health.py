"""What a server that works all the same cannot do, or does badly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Degraded:
    """One part that is not as it should be: its name ("heartbeat", "llm"), and a sentence for people."""

    part: str
    detail: str

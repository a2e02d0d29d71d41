"""Metrics and traces together, as they are handed to the rooms."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from docusnap.telemetry.metrics import Metrics
from docusnap.telemetry.tracing import NoTracing, Tracing


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What one process measures; by itself, metrics that nobody reads and no traces."""

    metrics: Metrics = field(default_factory=Metrics)
    tracing: Tracing = field(default_factory=NoTracing)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times what runs within as that stage of a job ("decode", "ocr", "llm", "evidence"), and traces it."""
        with self.metrics.stage(name), self.tracing.span(name):
            yield

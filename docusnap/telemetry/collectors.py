"""What is asked for whenever the page of metrics is made: how the queue stands, and whether the duties are done."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from docusnap.domain.errors import StorageFailure
from docusnap.domain.queue import QueueFigures


class Duty(Protocol):
    """Work that is done again every few seconds on a thread of its own."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def age(self) -> float:
        """Seconds since it last succeeded, or since it was started."""
        ...

    def overdue(self) -> float | None:
        """The same where that is too long, else None."""
        ...


class QueueCollector(Collector):
    """How the queue stands in the database: every process that is asked tells the same."""

    def __init__(self, figures: Callable[[], QueueFigures]) -> None:
        """`figures` asks the database, and raises StorageFailure when it cannot be read."""
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that the database is not asked when this is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Only that the database is away, when it is."""
        up = GaugeMetricFamily("docusnap_database_up", "Whether the database could be asked for what follows.")
        try:
            found = self._figures()
        except StorageFailure:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from _of_jobs(found)
        callbacks = GaugeMetricFamily(
            "docusnap_callbacks_pending", "Callbacks to be told: due now, or later after a failure.", labels=["state"]
        )
        callbacks.add_metric(["due"], found.callbacks_due)
        callbacks.add_metric(["later"], found.callbacks_later)
        yield callbacks


def _of_jobs(found: QueueFigures) -> Iterator[Metric]:
    jobs = GaugeMetricFamily(
        "docusnap_queue_jobs",
        "Jobs: waiting for a worker, waiting to be tried again later, processing, quarantined.",
        labels=["operation", "state"],
    )
    for state, of_each in found.jobs.items():
        for operation, count in of_each.items():
            jobs.add_metric([operation, state], count)
    yield jobs
    oldest = GaugeMetricFamily(
        "docusnap_queue_oldest_seconds",
        "Age of the oldest job that waits, for a worker or a retry.",
        labels=["operation"],
    )
    for operation, age in found.oldest.items():
        oldest.add_metric([operation], age)
    yield oldest
    paused = GaugeMetricFamily("docusnap_operation_paused", "1: nothing of it is claimed.", labels=["operation"])
    for operation in found.paused:
        paused.add_metric([operation], 1)
    yield paused


class DutyCollector(Collector):
    """How long ago each duty of this process was done."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        """They need not be started yet."""
        self._duties = duties

    def collect(self) -> Iterator[Metric]:
        """See the class."""
        age = GaugeMetricFamily("docusnap_duty_age_seconds", "Since it last succeeded.", labels=["duty"])
        overdue = GaugeMetricFamily(
            "docusnap_duty_overdue", "1: for more than two turns and a minute.", labels=["duty"]
        )
        for duty in self._duties:
            age.add_metric([duty.name], duty.age())
            overdue.add_metric([duty.name], duty.overdue() is not None)
        yield from (age, overdue)

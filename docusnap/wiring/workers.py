"""What runs the jobs of this process, and what is done every few seconds beside them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from docusnap.dispatch.drain import Drain
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.rescue import Rescue
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.dispatch.worker import Worker
from docusnap.domain.clock import steady_clock, wall_clock
from docusnap.domain.errors import Misconfigured
from docusnap.operations.registry import Registry
from docusnap.queue.erasure import Erasure
from docusnap.queue.janitor import Janitor
from docusnap.queue.retry import DAY
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import QueueSettings, ValkeySettings
from docusnap.telemetry.telemetry import Telemetry
from docusnap.wiring.brokers import Broker
from docusnap.wiring.record import Record
from docusnap.wiring.valkey_server import once_at_a_time

RENEW_SECONDS = 5.0
RESCUE_SECONDS = 10.0
PURGE_SECONDS = 3600.0
SCRUB_SECONDS = 10.0
DELETION_SECONDS = 10.0
SWEEP_SECONDS = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Workers:
    """Threads that run jobs as they come (`dispatcher`) and until none is due (`drain`), both by one `worker`."""

    worker: Worker
    dispatcher: ThreadDispatcher
    drain: Drain
    wake_ups: WakeUps
    """Of the database's signals."""


def workers_of(
    record: Record,
    queue: DocumentQueueService,
    operations: Registry,
    chosen: QueueSettings,
    broker: Broker,
    deadlines: Mapping[str, float],
    telemetry: Telemetry,
) -> Workers:
    """`deadlines`: seconds that an attempt at an operation may take."""
    worker = Worker(
        queue,
        record.database,
        operations,
        clock=steady_clock,
        wall_clock=wall_clock,
        deadlines=deadlines,
        results_kept=chosen.reuse_results_days * DAY,
        telemetry=telemetry,
    )
    dispatcher = ThreadDispatcher(queue, worker, broker.wake_ups, threads=broker.threads, clock=steady_clock)
    at_once = max(1, broker.threads)
    drain = Drain(queue, worker, clock=steady_clock, threads=at_once, stopping=lambda: dispatcher.stopping)
    return Workers(worker, dispatcher, drain, broker.wake_ups if broker.by_database else WakeUps(1))


def periodic_threads(
    record: Record,
    queue: DocumentQueueService,
    workers: Workers,
    janitor: Janitor,
    erasure: Erasure,
    valkey: ValkeySettings,
    *,
    on_end: Callable[[str], None],
) -> Sequence[PeriodicThread]:
    """What is done every few seconds or hours while the process runs. `on_end`: of jobs that ended elsewhere.

    Raises Misconfigured.
    """
    heartbeat = workers.dispatcher.heartbeat
    rescue = Rescue(queue, heartbeat, clock=steady_clock, patience=RESCUE_SECONDS + RENEW_SECONDS)
    return (
        *record.hear(workers.wake_ups, on_end),
        PeriodicThread("heartbeat", RENEW_SECONDS, heartbeat),
        PeriodicThread("rescue", RESCUE_SECONDS, rescue.look),
        PeriodicThread("retention", PURGE_SECONDS, once_at_a_time(valkey, "retention", janitor.purge)),
        PeriodicThread("deletion", DELETION_SECONDS, janitor.delete_bytes),
        PeriodicThread("library", PURGE_SECONDS, once_at_a_time(valkey, "library", janitor.fill_library)),
        PeriodicThread("scrub", SCRUB_SECONDS, erasure.scrub),
        PeriodicThread("sweep", SWEEP_SECONDS, once_at_a_time(valkey, "sweep", janitor.sweep)),
    )


def deadlines_of(chosen: QueueSettings, operations: Collection[str]) -> Mapping[str, float]:
    """Of each operation. Raises Misconfigured where one is set for none of them."""
    if unknown := sorted(set(chosen.deadlines) - set(operations)):
        known = ", ".join(sorted(operations))
        raise Misconfigured(f"DOCUSNAP_DEADLINES: there is no operation {', '.join(unknown)}; known are {known}.")
    return dict.fromkeys(operations, chosen.deadline) | dict(chosen.deadlines)

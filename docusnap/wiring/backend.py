"""What runs jobs: the record, the engines, the operations, the queue, the workers; nothing that answers requests."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from urllib.parse import urlsplit

from docusnap.delegation.hooks import Hooks, combined, hooks_of_modules
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.health import Degraded
from docusnap.operations.registry import Registry
from docusnap.queue.erasure import Erasure
from docusnap.queue.janitor import Janitor
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import Settings
from docusnap.telemetry.telemetry import Telemetry
from docusnap.wiring.brokers import broker_of, only_operations
from docusnap.wiring.engines import Engines, open_engines
from docusnap.wiring.notifications import Notifications, notifications_of
from docusnap.wiring.operations import OWN_NAMES, operation_names, registered_operations
from docusnap.wiring.record import (
    Record,
    closed_on_failure,
    erasure_of,
    janitor_of,
    new_id,
    on_server,
    open_record,
    queue_over,
    recorder_of,
)
from docusnap.wiring.telemetry import telemetry_of
from docusnap.wiring.workers import Workers, deadlines_of, periodic_threads, workers_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backend:
    """`engines`: None where no operation here needs them.

    `periodic`: threads to be started and stopped with it; `closing`: to be called at the end, in this order.
    `due`: tells the broker of a job, by its id, that became due. `degraded`: what does not work as it should of the
    record, the broker and the engines.
    """

    record: Record
    engines: Engines | None
    operations: Registry
    recorder: Recorder
    notifications: Notifications
    queue: DocumentQueueService
    workers: Workers
    erasure: Erasure
    janitor: Janitor
    periodic: Sequence[PeriodicThread]
    closing: Sequence[Callable[[], None]]
    hooks: Hooks
    due: Callable[[str], None]
    degraded: Callable[[], Sequence[Degraded]]
    telemetry: Telemetry


def open_backend(settings: Settings, hooks: Hooks, *, doors: bool) -> Backend:
    """What the settings ask for, not yet started; what dead processes left is taken up. Raises Misconfigured.

    Without `doors`, only the operations of which this process takes jobs are made, and the engines if these need them.
    """
    hooks = combined([hooks, hooks_of_modules(settings.operations.operations)])
    record = open_record(settings)
    with closed_on_failure(record):
        log.info("%s", _description(settings), extra={"action": "starting"})
        telemetry = telemetry_of(settings)
        only = None if doors else only_operations(settings)
        engines = open_engines(settings, record, telemetry) if only is None or OWN_NAMES & only else None
        operations = registered_operations(settings.operations, engines, record, only)
        known = operations if only is None else operation_names(settings)
        hooks.check(known)
        name = new_id()
        broker = broker_of(settings, known, name=name)
        if not broker.by_database:
            record = replace(record, tell_due=lambda _: None)
        notifications = notifications_of(record, settings.outside, hooks, telemetry, callbacks_due=broker.callbacks_due)
        recorder = recorder_of(settings.queue, operations, has_callback=hooks.have_callback)
        queue = queue_over(
            record,
            settings.queue,
            recorder,
            on_due=broker.due,
            on_end=notifications.job_ended,
            on_quarantine=hooks.on_quarantine,
            hand_over=broker.quarantined,
            policies=hooks.retry_policies,
            takes=broker.takes,
            name=name,
            telemetry=telemetry,
        )
        record.settle(queue)
        deadlines = deadlines_of(settings.queue, known)
        workers = workers_of(record, queue, operations, settings.queue, broker, deadlines, telemetry)
        on_end = notifications.job_ended
        erasure = erasure_of(record, on_end=on_end)
        janitor = janitor_of(record, settings.queue)
        duties = periodic_threads(record, queue, workers, janitor, erasure, settings.valkey, on_end=on_end)
        return Backend(
            record=record,
            engines=engines,
            operations=operations,
            recorder=recorder,
            notifications=notifications,
            queue=queue,
            workers=workers,
            erasure=erasure,
            janitor=janitor,
            periodic=(notifications.thread, *broker.duties(queue), *duties, *(engines.duties if engines else ())),
            closing=(
                notifications.callbacks.close,
                broker.closing,
                *(engines.closing if engines else ()),
                record.close,
                telemetry.tracing.close,
            ),
            hooks=hooks,
            due=broker.due,
            degraded=lambda: [*record.degraded(), *broker.degraded(), *(engines.degraded() if engines else ())],
            telemetry=telemetry,
        )


def _description(settings: Settings) -> str:
    """Version, database, data folder, engine and model: the first line of a log."""
    llm = settings.llm
    model = "the offline reader" if llm.offline else f"{llm.model} at {urlsplit(llm.base_url).hostname or 'OpenAI'}"
    model += ", which is sent the pictures of pages, too" if llm.sends_pictures else ""
    where = f"{settings.storage.data_dir.resolve()}{' and on PostgreSQL' if on_server(settings.storage) else ''}"
    return f"DocuSnap {version('docusnap')}: data in {where}, read by {settings.ocr.engine}, understood by {model}"

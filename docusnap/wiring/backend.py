"""What runs jobs: the record, the engines, the operations, the queue, the workers; nothing that answers requests."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

from docusnap.delegation.hooks import Hooks, combined, hooks_of_modules
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.operations.registry import Registry
from docusnap.queue.erasure import Erasure
from docusnap.queue.janitor import Janitor
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import Settings
from docusnap.telemetry.telemetry import Telemetry
from docusnap.wiring.engines import Engines, open_engines
from docusnap.wiring.notifications import Notifications, notifications_of
from docusnap.wiring.operations import registered_operations
from docusnap.wiring.record import (
    Record,
    closed_on_failure,
    erasure_of,
    janitor_of,
    on_server,
    open_record,
    queue_over,
    recorder_of,
)
from docusnap.wiring.telemetry import telemetry_of
from docusnap.wiring.workers import Workers, periodic_threads, workers_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backend:
    """`periodic`: threads to be started and stopped with it; `closing`: to be called at the end, in this order."""

    record: Record
    engines: Engines
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
    telemetry: Telemetry


def open_backend(settings: Settings, hooks: Hooks) -> Backend:
    """What the settings ask for, not yet started; what dead processes left is taken up. Raises Misconfigured."""
    hooks = combined([hooks, hooks_of_modules(settings.operations.operations)])
    record = open_record(settings)
    with closed_on_failure(record):
        log.info("%s", _description(settings), extra={"action": "starting"})
        telemetry = telemetry_of(settings)
        engines = open_engines(settings, record, telemetry)
        operations = registered_operations(settings.operations, engines, record)
        hooks.check(operations)
        threads = settings.ocr.concurrency + settings.llm.concurrency
        wake_ups = WakeUps(threads)
        notifications = notifications_of(record, settings.outside, hooks, telemetry)
        recorder = recorder_of(settings.queue, operations, has_callback=hooks.have_callback)
        queue = queue_over(
            record,
            settings.queue,
            recorder,
            on_due=wake_ups.put,
            on_end=notifications.job_ended,
            on_quarantine=hooks.on_quarantine,
            policies=hooks.retry_policies,
            telemetry=telemetry,
        )
        record.settle(queue)
        workers = workers_of(record, queue, operations, settings.queue, wake_ups, threads=threads, telemetry=telemetry)
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
            periodic=(notifications.thread, *duties),
            closing=(notifications.callbacks.close, *engines.closing, record.close, telemetry.tracing.close),
            hooks=hooks,
            telemetry=telemetry,
        )


def _description(settings: Settings) -> str:
    """Version, database, data folder, engine and model: the first line of a log."""
    llm = settings.llm
    model = "the offline reader" if llm.offline else f"{llm.model} at {urlsplit(llm.base_url).hostname or 'OpenAI'}"
    model += ", which is sent the pictures of pages, too" if llm.sends_pictures else ""
    where = f"{settings.storage.data_dir.resolve()}{' and on PostgreSQL' if on_server(settings.storage) else ''}"
    return f"DocuSnap {version('docusnap')}: data in {where}, read by {settings.ocr.engine}, understood by {model}"

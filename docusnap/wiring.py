"""Settings to services: the only place that chooses implementations."""

import queue
import random
import secrets
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

from docusnap.database.base import Database
from docusnap.database.ownership import FolderOwnership
from docusnap.database.sqlite import SqliteDatabase
from docusnap.delegation.callbacks import Callbacks, TaskCallable
from docusnap.delegation.commands import Recorder
from docusnap.delegation.delegator import Delegator, Mitigation, never
from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.outside import Outside
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.duty import Duty
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.dispatch.worker import Worker
from docusnap.domain.errors import Misconfigured
from docusnap.files.base import FileStore
from docusnap.files.local import LocalFiles
from docusnap.llm.client import LanguageModel
from docusnap.ocr.engine import OcrEngine
from docusnap.operations.added import GROUP, from_entry_points, from_modules
from docusnap.operations.document import DocumentOperation
from docusnap.operations.form import FormOperation
from docusnap.operations.form_filling import FormFillingOperation
from docusnap.operations.reading import Reader
from docusnap.operations.registry import Registry
from docusnap.operations.understanding import Understanding
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader
from docusnap.queue.janitor import Janitor, Retention
from docusnap.queue.retry import DAY, RetryPolicy
from docusnap.queue.service import DocumentQueueService, QuarantineConsumer
from docusnap.settings import (
    LimitSettings,
    LlmSettings,
    LocaleSettings,
    OcrSettings,
    OperationSettings,
    OutsideSettings,
    QueueSettings,
    Settings,
)

LEASE_SECONDS = 30.0
RENEW_SECONDS = 5.0
RESCUE_SECONDS = 10.0
PURGE_SECONDS = 3600.0
CALLBACK_SECONDS = 5.0
CALLBACK_TIMEOUT = 15.0
CALLBACKS_AT_ONCE = 8


@dataclass(frozen=True)
class Services:
    """The running house: `delegator` and `queue` for the doors, and what must be started and stopped."""

    delegator: Delegator
    queue: DocumentQueueService
    janitor: Janitor
    dispatcher: ThreadDispatcher
    duties: Sequence[Duty]
    closing: Sequence[Callable[[], None]]

    def start(self) -> None:
        """Takes up what the last boot left running, then begins to work on what waits."""
        self.queue.rescue(sole_owner=True)
        self.dispatcher.start()
        for duty in self.duties:
            duty.start()

    def stop(self, grace: float) -> None:
        """Lets running work end for up to `grace` seconds, gives the rest back, then closes everything."""
        self.dispatcher.stop(grace)
        for duty in self.duties:
            duty.stop()
        for close in self.closing:
            close()


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a program that runs the house inside itself may add.

    `callables`: called with `(operation, uri, result_or_failure, *callback_args)` when a task of that operation ends.
    `quarantined`: told of jobs that gave up. `mitigation`: decides which misses are done at once, by whoever asks.
    """

    callables: Mapping[str, TaskCallable] = field(default_factory=dict)
    quarantined: QuarantineConsumer = lambda *_: None
    mitigation: Mitigation = never


NO_HOOKS = Hooks()


def build(settings: Settings, hooks: Hooks = NO_HOOKS) -> Services:
    """The services that the settings ask for, not yet started. Raises Misconfigured."""
    ownership = FolderOwnership(settings.storage.data_dir)
    database, files = _storage(settings.storage.data_dir)
    loader = PageLoader(_page_limits(settings.limits), processes=settings.ocr.concurrency)
    engine = _ocr_engine(settings.ocr)
    reader = Reader(
        loader, engine, files, database, slots=settings.ocr.concurrency, max_pages=settings.limits.max_pages
    )
    understanding = _understanding(settings.llm, settings.locale)
    operations = _operations(reader, understanding)
    _add_operations(operations, settings.operations)
    wakes: queue.Queue[str | None] = queue.Queue()
    waiters = Waiters()
    webhooks = _webhooks(settings.outside)
    callbacks = Callbacks(
        database, webhooks, hooks.callables, at_once=CALLBACKS_AT_ONCE, clock=time.time, uniform=random.uniform
    )
    telling = Duty("callbacks", CALLBACK_SECONDS, callbacks.deliver_due)

    def ended(job_id: str) -> None:
        waiters.notify(job_id)
        telling.wake()

    service = _queue(
        settings.queue, database, operations, on_due=wakes.put, on_end=ended, on_quarantine=hooks.quarantined
    )
    deadlines = dict.fromkeys(operations, settings.queue.deadline)
    results_kept = settings.queue.reuse_results_days * DAY
    worker = Worker(service, database, operations, clock=time.time, deadlines=deadlines, results_kept=results_kept)
    threads = settings.ocr.concurrency + settings.llm.concurrency
    dispatcher = ThreadDispatcher(service, worker, wakes, threads=threads, clock=time.time)
    retention = Retention(settings.queue.keep_completed_days * DAY, settings.queue.keep_quarantined_days * DAY)
    janitor = Janitor(database, files, clock=time.time, retention=retention)
    delegator = Delegator(
        database,
        Uploads(files, max_file_bytes=settings.limits.max_file_bytes, max_files=settings.limits.max_pages),
        operations,
        waiters,
        Recorder(operations, results_kept=results_kept, called=set(hooks.callables), new_id=_new_id),
        _fetcher(settings, database, files),
        webhooks,
        service,
        worker,
        picture=reader.picture,
        wake=wakes.put,
        ended=ended,
        clock=time.time,
        mitigation=hooks.mitigation,
    )
    duties = (
        telling,
        Duty("heartbeat", RENEW_SECONDS, dispatcher.heartbeat),
        Duty("rescue", RESCUE_SECONDS, lambda: service.rescue(sole_owner=False)),
        Duty("retention", PURGE_SECONDS, janitor.purge),
    )
    closing = (
        callbacks.close,
        reader.close,
        understanding.close,
        loader.close,
        engine.close,
        database.close,
        ownership.close,
    )
    return Services(delegator, service, janitor, dispatcher, duties, closing)


def _new_id() -> str:
    """A UUID of version 7: it cannot be guessed (74 random bits), and stands in an index beside those of its time."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return str(uuid.UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62))


def _queue(
    chosen: QueueSettings,
    database: Database,
    operations: Registry,
    *,
    on_due: Callable[[str], None],
    on_end: Callable[[str], None],
    on_quarantine: QuarantineConsumer,
) -> DocumentQueueService:
    return DocumentQueueService(
        database,
        owner=_new_id(),
        clock=time.time,
        new_id=_new_id,
        uniform=random.uniform,
        operations=operations,
        lease=LEASE_SECONDS,
        policy=RetryPolicy(attempts=chosen.attempts, patience=chosen.outage_days * DAY),
        on_due=on_due,
        on_end=on_end,
        on_quarantine=on_quarantine,
    )


def _storage(folder: Path) -> tuple[Database, FileStore]:
    files = LocalFiles(folder / "files")
    return SqliteDatabase(folder / "docusnap.db"), files


def _page_limits(limits: LimitSettings) -> Limits:
    return Limits(
        max_pages=limits.max_pages,
        max_page_pixels=limits.max_page_pixels,
        seconds=limits.decode_seconds,
        memory_bytes=limits.decode_memory,
    )


def _operations(reader: Reader, understanding: Understanding) -> Registry:
    registry = Registry()
    for operation in (DocumentOperation, FormOperation, FormFillingOperation):
        registry.register(operation.name, operation(reader, understanding))
    return registry


def _add_operations(registry: Registry, chosen: OperationSettings) -> None:
    for name, operation in from_entry_points(entry_points(group=GROUP)):
        registry.register(name, operation)
    for name, operation in from_modules(chosen.operations):
        registry.register(name, operation)


def _webhooks(chosen: OutsideSettings) -> Webhooks | None:
    secrets = chosen.webhook_secret.get_secret_value().split()
    if not secrets:
        return None
    outside = Outside(allow=chosen.callbacks_allow, seconds=CALLBACK_TIMEOUT)
    return Webhooks(outside, secrets, public_url=chosen.public_url, clock=time.time)


def _fetcher(settings: Settings, database: Database, files: FileStore) -> Fetcher:
    chosen = settings.outside
    return Fetcher(
        database,
        files,
        Outside(allow=chosen.fetch_allow, seconds=chosen.fetch_seconds) if chosen.fetch_urls else None,
        seconds=chosen.fetch_seconds,
        max_bytes=settings.limits.max_file_bytes,
        max_total_bytes=settings.limits.max_request_bytes,
        remembered=chosen.fetch_remembered,
        at_once=max(1, settings.server.http_threads // 4),
        clock=time.time,
    )


def _ocr_engine(ocr: OcrSettings) -> OcrEngine:
    """The adapter is imported only when it is chosen: its libraries are heavy."""
    if ocr.engine == "rapid":
        from docusnap.ocr.rapid import RapidEngine

        return RapidEngine(languages=ocr.languages)
    if ocr.engine == "tesseract":
        from docusnap.ocr.tesseract import TesseractEngine

        return TesseractEngine(languages=ocr.languages, timeout=ocr.timeout)
    if ocr.engine == "remote":
        from docusnap.ocr.remote import RemoteEngine

        if not ocr.url:
            raise Misconfigured("The OCR engine `remote` needs DOCUSNAP_OCR_URL, the address of the OCR server.")
        return RemoteEngine(url=ocr.url, timeout=ocr.timeout)
    from docusnap.ocr.null import NullEngine

    return NullEngine()


def _understanding(llm: LlmSettings, locale: LocaleSettings) -> Understanding:
    return Understanding(_language_model(llm, locale), slots=llm.concurrency, day_first=locale.day_first)


def _language_model(llm: LlmSettings, locale: LocaleSettings) -> LanguageModel:
    if llm.offline:
        from docusnap.llm.offline.extractor import OfflineModel

        return OfflineModel(day_first=locale.day_first)
    from docusnap.llm.openai import OpenAIModel

    return OpenAIModel(
        model=llm.model,
        base_url=llm.base_url or None,
        api_key=llm.api_key.get_secret_value(),
        timeout=llm.timeout,
        max_tokens=llm.max_tokens,
        day_first=locale.day_first,
    )

"""Settings to services: the only place that chooses implementations."""

import queue
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from docusnap.database.base import Database
from docusnap.database.ownership import FolderOwnership
from docusnap.database.sqlite import SqliteDatabase
from docusnap.delegation.delegator import Delegator
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.dispatch.duty import Duty
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.dispatch.worker import Worker
from docusnap.domain.errors import Misconfigured
from docusnap.files.base import FileStore
from docusnap.files.local import LocalFiles
from docusnap.llm.client import LanguageModel
from docusnap.ocr.engine import OcrEngine
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
from docusnap.queue.service import DocumentQueueService
from docusnap.settings import LimitSettings, LlmSettings, LocaleSettings, OcrSettings, QueueSettings, Settings

LEASE_SECONDS = 30.0
RENEW_SECONDS = 5.0
RESCUE_SECONDS = 10.0
PURGE_SECONDS = 3600.0


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


def build(settings: Settings) -> Services:
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
    wakes: queue.Queue[str | None] = queue.Queue()
    waiters = Waiters()
    service = _queue(settings.queue, database, operations, on_due=wakes.put, on_end=waiters.notify)
    deadlines = dict.fromkeys(operations, settings.queue.deadline)
    worker = Worker(service, database, operations, clock=time.monotonic, deadlines=deadlines)
    threads = settings.ocr.concurrency + settings.llm.concurrency
    dispatcher = ThreadDispatcher(service, worker, wakes, threads=threads, clock=time.monotonic)
    retention = Retention(settings.queue.keep_completed_days * DAY, settings.queue.keep_quarantined_days * DAY)
    janitor = Janitor(database, files, clock=time.time, retention=retention)
    delegator = Delegator(
        database,
        Uploads(files, max_file_bytes=settings.limits.max_file_bytes, max_files=settings.limits.max_pages),
        operations,
        waiters,
        results_kept=settings.queue.reuse_results_days * DAY,
        picture=reader.picture,
        wake=wakes.put,
        clock=time.time,
        new_id=_new_id,
    )

    def rescue() -> None:
        dispatcher.heartbeat()  # after a jump of the clock or a full disk, nothing that lives may look dead
        service.rescue(sole_owner=False)

    duties = (
        Duty("heartbeat", RENEW_SECONDS, dispatcher.heartbeat),
        Duty("rescue", RESCUE_SECONDS, rescue),
        Duty("retention", PURGE_SECONDS, janitor.purge),
    )
    closing = (reader.close, understanding.close, loader.close, engine.close, database.close, ownership.close)
    return Services(delegator, service, janitor, dispatcher, duties, closing)


def _new_id() -> str:
    """An id that cannot be guessed."""
    return str(uuid.uuid4())


def _queue(
    chosen: QueueSettings,
    database: Database,
    operations: Registry,
    *,
    on_due: Callable[[str], None],
    on_end: Callable[[str], None],
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

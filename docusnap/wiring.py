"""Settings to services: the only place that chooses implementations."""

import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from docusnap.database.base import Database
from docusnap.database.ownership import FolderOwnership
from docusnap.database.sqlite import SqliteDatabase
from docusnap.delegation.delegator import Delegator
from docusnap.delegation.waiters import Waiters
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
from docusnap.settings import LimitSettings, LlmSettings, LocaleSettings, OcrSettings, Settings


@dataclass(frozen=True)
class Services:
    """The running house: `delegator` for the doors, and what must be started and stopped."""

    delegator: Delegator
    dispatcher: ThreadDispatcher
    reader: Reader
    loader: PageLoader
    engine: OcrEngine
    database: Database
    ownership: FolderOwnership

    def start(self) -> None:
        """Begins to work on what waits."""
        self.dispatcher.start()

    def stop(self, grace: float = 20.0) -> None:
        """Lets running work reach its end or a checkpoint for up to `grace` seconds, then closes everything."""
        self.dispatcher.stop(grace)
        self.reader.close()
        self.loader.close()
        self.engine.close()
        self.database.close()
        self.ownership.close()


def build(settings: Settings) -> Services:
    """The services that the settings ask for, not yet started. Raises Misconfigured."""
    ownership = FolderOwnership(settings.storage.data_dir)
    database, files = _storage(settings.storage.data_dir)
    loader = PageLoader(_page_limits(settings.limits))
    engine = _ocr_engine(settings.ocr)
    reader = Reader(
        loader, engine, files, database, slots=settings.ocr.concurrency, max_pages=settings.limits.max_pages
    )
    operations = _operations(reader, _understanding(settings.llm, settings.locale))
    waiters, stopping = Waiters(), threading.Event()
    worker = Worker(database, operations, clock=time.time, stopping=stopping, on_end=waiters.notify)
    dispatcher = ThreadDispatcher(
        database,
        worker,
        threads=settings.ocr.concurrency + settings.llm.concurrency,
        owner=str(uuid.uuid4()),
        clock=time.time,
        stopping=stopping,
    )
    delegator = Delegator(
        database,
        files,
        operations,
        waiters,
        max_file_bytes=settings.limits.max_file_bytes,
        max_pages=settings.limits.max_pages,
        wake=dispatcher.wake,
        clock=time.time,
        new_id=lambda: str(uuid.uuid4()),
    )
    return Services(delegator, dispatcher, reader, loader, engine, database, ownership)


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

        return RapidEngine(concurrency=ocr.concurrency, languages=ocr.languages)
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

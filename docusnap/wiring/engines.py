"""What reads and understands pages: decoders, the OCR engine, the offline reader, the language model if one is set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.clock import steady_clock
from docusnap.domain.errors import Misconfigured
from docusnap.domain.health import Degraded, Local, Remote
from docusnap.extraction.reader import OfflineReader
from docusnap.llm.client import LanguageModel
from docusnap.ocr.engine import OcrEngine
from docusnap.operations.first_look import FirstLook
from docusnap.operations.reading import Reader
from docusnap.operations.understanding import Understanding
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader
from docusnap.sealing.envelope import Opener
from docusnap.sealing.failed_openings import FailedOpenings
from docusnap.sealing.key_pair import KeyPair
from docusnap.settings.groups import LimitSettings, LlmSettings, OcrSettings, Settings
from docusnap.telemetry.telemetry import Telemetry
from docusnap.wiring.limits import llm_resource, ocr_resource, shared_slots
from docusnap.wiring.record import Record, private_key_file

REST_SECONDS = 15.0
"""Whatever reads nothing for so long gives memory back."""


@dataclass(frozen=True, slots=True)
class Engines:
    """What the operations work with.

    `remote`: by part ("ocr", "llm"), those that work on another server. `warm_up`: starts in the background what the
    first page would wait for. `degraded`: what does not work yet. `duties`: what is done beside. `closing`: to be
    called at the end.
    """

    reader: Reader
    understanding: Understanding
    first_look: FirstLook
    key_pair: KeyPair
    opener: Opener
    remote: Mapping[str, Remote]
    warm_up: Callable[[], None]
    degraded: Callable[[], Sequence[Degraded]]
    duties: Sequence[PeriodicThread]
    closing: Sequence[Callable[[], None]]


def open_engines(settings: Settings, record: Record, telemetry: Telemetry) -> Engines:
    """What the settings choose. Raises Misconfigured."""
    slots = settings.ocr.concurrency
    loader = PageLoader(_page_limits(settings.limits), processes=slots)
    if settings.limits.sandbox == "required":
        loader.require_sandbox()
    engine = ocr_engine(settings.ocr)
    max_pages = settings.limits.max_pages
    reader = Reader(
        loader,
        engine,
        record.files,
        record.database,
        slots=slots,
        max_pages=max_pages,
        telemetry=telemetry,
        turns=shared_slots(settings.valkey, ocr_resource(settings.ocr), slots),
    )
    offline = OfflineReader(day_first=settings.locale.day_first)
    model = language_model(settings.llm)
    understanding = Understanding(
        offline,
        model,
        slots=settings.llm.concurrency,
        day_first=settings.locale.day_first,
        pictures=settings.llm.sends_pictures,
        telemetry=telemetry,
        turns=shared_slots(settings.valkey, llm_resource(settings.llm), settings.llm.concurrency),
    )
    key_pair = KeyPair(private_key_file(settings), given=settings.sealing.private_key.get_secret_value())
    parts: Mapping[str, object] = {"ocr": engine, "llm": model}
    remote = {part: server for part, server in parts.items() if isinstance(server, Remote)}
    return Engines(
        reader=reader,
        understanding=understanding,
        first_look=FirstLook(offline, day_first=settings.locale.day_first),
        key_pair=key_pair,
        opener=Opener(key_pair, FailedOpenings(steady_clock)),
        remote=remote,
        warm_up=loader.warm_up,
        degraded=lambda: [
            Degraded(part, missing)
            for part, one in parts.items()
            if isinstance(one, Local) and (missing := one.missing)
        ],
        duties=(PeriodicThread("rest", REST_SECONDS, reader.rest),),
        closing=(reader.close, understanding.close, loader.close, engine.close),
    )


def ocr_engine(ocr: OcrSettings) -> OcrEngine:
    """The adapter is imported only when it is chosen: its libraries are heavy. Raises Misconfigured."""
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
        return RemoteEngine(url=ocr.url, key=ocr.key.get_secret_value(), timeout=ocr.timeout)
    from docusnap.ocr.null import NullEngine

    return NullEngine()


def language_model(llm: LlmSettings) -> LanguageModel | None:
    """None where neither an address nor a key is set: the offline reader understands alone. Raises Misconfigured."""
    if llm.offline:
        return None
    from docusnap.llm.openai import OpenAIModel

    return OpenAIModel(
        model=llm.model,
        base_url=llm.base_url or None,
        api_key=llm.api_key.get_secret_value(),
        timeout=llm.timeout,
        max_tokens=llm.max_tokens,
    )


def _page_limits(limits: LimitSettings) -> Limits:
    return Limits(
        max_pages=limits.max_pages,
        max_page_pixels=limits.max_page_pixels,
        seconds=limits.decode_seconds,
        memory_bytes=limits.decode_memory,
        confined=limits.sandbox != "off",
    )

"""Which OCR engine reads, and what understands: the offline reader, and the language model where one is set."""

from docusnap.domain.errors import Misconfigured
from docusnap.extraction.reader import OfflineReader
from docusnap.llm.client import LanguageModel
from docusnap.ocr.engine import OcrEngine
from docusnap.operations.understanding import Understanding
from docusnap.settings.groups import LlmSettings, LocaleSettings, OcrSettings


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


def understanding(llm: LlmSettings, locale: LocaleSettings) -> Understanding:
    """The offline reader, and the language model of the settings behind its limit. Raises Misconfigured."""
    offline = OfflineReader(day_first=locale.day_first)
    return Understanding(offline, _language_model(llm), slots=llm.concurrency, day_first=locale.day_first)


def _language_model(llm: LlmSettings) -> LanguageModel | None:
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

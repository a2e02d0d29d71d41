"""What the foot of every page tells: what reads and understands, what leaves this machine, how long papers are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from docusnap.settings.groups import LlmSettings, OcrSettings, Settings
from docusnap.web.words import ENGINES

_HERE = ("localhost", "127.0.0.1", "::1")
_DEFAULT_HOST = "api.openai.com"


@dataclass(frozen=True, slots=True)
class Notice:
    """Sentences for people."""

    reader: str
    leaves: str
    kept: str

    @classmethod
    def of(cls, settings: Settings) -> "Notice":
        """As these settings have it."""
        llm = "the offline reader" if settings.llm.offline else settings.llm.model
        reader = f"Read with {ENGINES[settings.ocr.engine]}, understood by {llm}."
        leaves = " ".join(_leaving(settings.ocr, settings.llm)) or "Nothing leaves this machine."
        done, failed = settings.queue.keep_completed_days, settings.queue.keep_quarantined_days
        return cls(reader, leaves, _kept(done, failed))


def _leaving(ocr: OcrSettings, llm: LlmSettings) -> Iterator[str]:
    ocr_host = urlsplit(ocr.url).hostname or ""
    if ocr.engine == "remote" and ocr_host not in _HERE:
        yield f"Pictures of pages are sent to {ocr_host}."
    llm_host = urlsplit(llm.base_url).hostname or _DEFAULT_HOST
    if not llm.offline and llm_host not in _HERE:
        yield f"The text of pages{' and their pictures are' if llm.sends_pictures else ' is'} sent to {llm_host}."


def _kept(done: float, failed: float) -> str:
    if not done:
        rest = f", failed ones for {_days(failed)}" if failed else ""
        return f"Papers are kept until someone deletes them{rest}."
    rest = f"failed ones after {_days(failed)}" if failed else "failed ones only by hand"
    return f"Papers are deleted after {_days(done)}, {rest}."


def _days(days: float) -> str:
    return "1 day" if days == 1 else f"{days:g} days"

"""The operations, and what they share: decoders, the OCR engine, the language model, the key pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points

from docusnap.operations.document import DocumentOperation
from docusnap.operations.form import FormOperation
from docusnap.operations.form_filling import FormFillingOperation
from docusnap.operations.plugins import GROUP, from_entry_points, from_modules
from docusnap.operations.reading import Reader
from docusnap.operations.registry import Registry
from docusnap.operations.sealed import Sealable
from docusnap.operations.understanding import Understanding
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader
from docusnap.sealing.envelope import Opener
from docusnap.sealing.key_pair import KeyPair
from docusnap.settings.groups import LimitSettings, Settings
from docusnap.wiring.data_folder import Folder
from docusnap.wiring.readers import ocr_engine, understanding

_KEY_FILE = "private_key.pem"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the operations share with the doors, and what must be closed."""

    reader: Reader
    key_pair: KeyPair
    opener: Opener
    closing: Sequence[Callable[[], None]]


def register_operations(operations: Registry, folder: Folder, settings: Settings) -> Shared:
    """Registers the house's own operations, those of other packages and those of the settings. Raises Misconfigured."""
    slots = settings.ocr.concurrency
    loader = PageLoader(_page_limits(settings.limits), processes=slots)
    engine = ocr_engine(settings.ocr)
    max_pages = settings.limits.max_pages
    reader = Reader(loader, engine, folder.files, folder.database, slots=slots, max_pages=max_pages)
    understands = understanding(settings.llm, settings.locale)
    key_pair = KeyPair(settings.storage.data_dir / _KEY_FILE, given=settings.sealing.private_key.get_secret_value())
    opener = Opener(key_pair)
    _register_own(operations, reader, understands, folder, opener)
    for name, operation in from_entry_points(entry_points(group=GROUP)):
        operations.register(name, operation)
    for name, operation in from_modules(settings.operations.operations):
        operations.register(name, operation)
    return Shared(reader, key_pair, opener, (reader.close, understands.close, loader.close, engine.close))


def _register_own(
    operations: Registry, reader: Reader, understands: Understanding, folder: Folder, opener: Opener
) -> None:
    for kind in (DocumentOperation, FormOperation, FormFillingOperation):
        operations.register(kind.name, Sealable(kind.name, kind(reader, understands), folder.files, opener))


def _page_limits(limits: LimitSettings) -> Limits:
    return Limits(
        max_pages=limits.max_pages,
        max_page_pixels=limits.max_page_pixels,
        seconds=limits.decode_seconds,
        memory_bytes=limits.decode_memory,
    )

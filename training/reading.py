"""Pictures read as the product reads them, each once: what was read is kept on disk by content and recipe."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from docusnap.database.readings import page_from_json, page_to_json
from docusnap.domain.page import Page, ReadingKey
from docusnap.domain.quality import Quality
from docusnap.ocr.rapid import RapidEngine
from docusnap.operations.base import Context
from docusnap.operations.reading import Reader
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader


class _NoContext:
    """A context for reading outside of any job."""

    def progress(self, stage: str, done: int, total: int, *, quality: Sequence[Quality] = ()) -> None:
        """Nobody asks."""

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        """Nothing is kept."""


class CachedReader:
    """The product's whole way from a file's bytes to pages, with one engine of its own. For one process."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds what was read, one JSON file a picture; safe for several processes at once."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._engine = RapidEngine()
        self._loader = PageLoader(Limits(), processes=1)
        nothing = cast(Any, None)  # bytes are read without a file store or a database
        self._reader = Reader(self._loader, self._engine, nothing, nothing, slots=1, max_pages=100)

    def read(self, content: bytes) -> list[Page]:
        """The pages of the file, from 1; those that were read before come from the disk."""
        recipe = hashlib.sha256(self._reader.recipe.encode()).hexdigest()[:8]
        kept = self._folder / f"{hashlib.sha256(content).hexdigest()[:40]}-{recipe}.json"
        if kept.exists():
            return [page_from_json(text, number) for number, text in enumerate(json.loads(kept.read_text()), 1)]
        pages = self._reader.read([content], cast(Context, _NoContext()))
        part = kept.with_suffix(f".{id(self)}.part")
        part.write_text(json.dumps([page_to_json(page) for page in pages]))
        part.replace(kept)
        return pages

    def pictures(self, content: bytes, pages: Sequence[Page], longest: int) -> list[bytes]:
        """The upright pictures of these pages of the file, as JPEG, no side longer than `longest`."""
        return self._reader.pictures([content], pages, longest=longest)

    def close(self) -> None:
        """Ends the decoder process and frees the engine."""
        self._reader.close()
        self._loader.close()
        self._engine.close()

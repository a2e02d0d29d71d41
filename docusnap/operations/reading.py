"""The reading step that every operation shares: stored files to pages with words, each page read once."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from docusnap.database import readings
from docusnap.database.base import Database
from docusnap.database.readings import Reading, ReadingKey
from docusnap.domain.errors import TooManyPages
from docusnap.domain.page import Page, Segment
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore
from docusnap.ocr.engine import Image, OcrEngine
from docusnap.ocr.turned import looks_turned
from docusnap.operations.base import Clock, Context
from docusnap.pages.encode import PAGE_MEDIA_TYPE, encode_page
from docusnap.pages.load import LoadedPage, PageLoader
from docusnap.pages.marks import find_marks
from docusnap.pages.straighten import deskewed, skew_angle, turned

_READING_VERSION = "1"


class Reader:
    """Turns stored files into read pages; at most `slots` pages are at the OCR engine at once, over all tasks."""

    def __init__(
        self,
        loader: PageLoader,
        engine: OcrEngine,
        files: FileStore,
        database: Database,
        *,
        slots: int,
        max_pages: int,
        clock: Clock = time.time,
    ) -> None:
        """`max_pages`: over all files of one task."""
        self._loader = loader
        self._engine = engine
        self._files = files
        self._database = database
        self._slots = threading.BoundedSemaphore(slots)
        self._ahead = slots
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="page")
        self._max_pages = max_pages
        self._clock = clock

    @property
    def recipe(self) -> str:
        """Of the words: how pages are prepared, and the engine's own."""
        return f"reading-{_READING_VERSION}/{self._engine.recipe}"

    def read(self, files: Sequence[StoredFile], context: Context) -> list[Page]:
        """All pages of the files, in order, numbered from 1.

        Raises TooManyPages, UnreadableFile and its kin, OcrFailure, and what the context's checkpoint raises.
        """
        waiting: deque[Future[Reading]] = deque()
        keys: list[ReadingKey] = []
        pages: list[Page] = []
        try:
            for key, read in self._sources(files):
                keys.append(key)
                if len(keys) > self._max_pages:
                    raise TooManyPages(f"More than {self._max_pages} pages; send fewer at a time.")
                waiting.append(self._pool.submit(read))
                if len(waiting) > self._ahead:
                    self._collect(waiting, pages, context)
            while waiting:
                self._collect(waiting, pages, context)
        finally:
            for future in waiting:
                future.cancel()
        context.note_pages(keys)
        return pages

    def close(self) -> None:
        """Lets the pages that are being read finish."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _collect(self, waiting: deque[Future[Reading]], pages: list[Page], context: Context) -> None:
        number = len(pages) + 1
        pages.append(replace(waiting.popleft().result().page, number=number))
        context.progress("reading", number, number + len(waiting))

    def _sources(self, files: Sequence[StoredFile]) -> Iterator[tuple[ReadingKey, Callable[[], Reading]]]:
        for file in files:
            with self._files.local_path(file.sha256) as path:
                for loaded in self._loader.load(path):
                    key = ReadingKey(file.sha256, loaded.index, self.recipe)
                    yield key, lambda k=key, p=loaded: self._kept(k, p)  # type: ignore[misc]

    def _kept(self, key: ReadingKey, loaded: LoadedPage) -> Reading:
        if found := self._database.read(lambda tx: readings.find(tx, key)):
            return found
        page, image = self._read_page(loaded)
        stored = self._files.put(encode_page(image), PAGE_MEDIA_TYPE)
        reading = Reading(page, stored)
        now = self._clock()
        self._database.write(lambda tx: readings.keep(tx, key, reading, now))
        return reading

    def _read_page(self, loaded: LoadedPage) -> tuple[Page, Image]:
        image = loaded.image
        if loaded.segments is None:
            image, read = self._ocr(image)
            segments, engine = tuple(read), self._engine.name
        else:
            segments, engine = loaded.segments, "text_layer"
        height, width = image.shape[:2]
        marks = loaded.fields + find_marks(image)
        return Page(loaded.index + 1, width, height, segments, marks, engine, loaded.damaged), image

    def _ocr(self, image: Image) -> tuple[Image, list[Segment]]:
        """The upright picture and what stands on it; a page that looks turned is turned and read again."""
        upright = _levelled(image)
        with self._slots:
            segments = self._engine.read(upright)
            height, width = upright.shape[:2]
            if not looks_turned(segments, width, height):
                return upright, segments
            degrees = self._engine.turn(upright)
            if degrees:
                upright = _levelled(turned(image, degrees))
                segments = self._engine.read(upright)
        return upright, segments


def _levelled(image: Image) -> Image:
    angle = skew_angle(image)
    return deskewed(image, angle) if angle else image

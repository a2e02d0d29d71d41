"""The reading step that every operation shares: stored files to pages with words, each page read once."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, nullcontext
from contextvars import copy_context
from dataclasses import replace
from itertools import takewhile
from typing import Any

from docusnap.database import readings
from docusnap.database.base import Database
from docusnap.domain.clock import WallClock, wall_clock
from docusnap.domain.errors import TooManyPages
from docusnap.domain.health import Local
from docusnap.domain.page import Page, ReadingKey, Segment, resized
from docusnap.domain.quality import Quality
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore
from docusnap.ocr.engine import Image, OcrEngine
from docusnap.ocr.orientation import looks_turned
from docusnap.operations.base import Context, Input
from docusnap.operations.upright import Upright, levelled, picture_of
from docusnap.pages.encode import encode_page
from docusnap.pages.load import LoadedPage, PageLoader
from docusnap.pages.marks import find_marks
from docusnap.pages.media import Source
from docusnap.pages.quality import assess
from docusnap.pages.word_ink import with_ink
from docusnap.telemetry.telemetry import Telemetry

TEXT_LAYER = "text_layer"
"""The engine of a page whose words the file itself told."""

_READING_VERSION = "5"
_BY_PICTURE = "/by-picture"


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
        clock: WallClock = wall_clock,
        telemetry: Telemetry | None = None,
        turns: AbstractContextManager[object] | None = None,
    ) -> None:
        """`max_pages`: over all files of one task. `turns`: held while the engine reads, instead of one of `slots`."""
        self._loader = loader
        self._engine = engine
        self._files = files
        self._database = database
        self._slots = turns or threading.BoundedSemaphore(slots)
        self._ahead = slots
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="page")
        self._max_pages = max_pages
        self._used = True
        self._pictures = threading.BoundedSemaphore(1)  # a page of 100 megapixels takes a lot of memory
        self._clock = clock
        self._telemetry = telemetry or Telemetry()

    @property
    def recipe(self) -> str:
        """Of the words: how pages are prepared, and the engine's own."""
        return f"reading-{_READING_VERSION}/{self._engine.recipe}"

    def read(
        self, files: Sequence[Input], context: Context, *, by_picture: frozenset[int] = frozenset(), noted: bool = True
    ) -> list[Page]:
        """All pages of the files, in order, numbered from 1; of those that are bytes, nothing is kept.

        The text of the file itself is not believed on the pages `by_picture`. `noted`: these are the pages of the job,
        to which the boxes of its result refer.

        Raises TooManyPages, UnreadableFile and its kin, OcrFailure, StorageFailure, and what the context's checkpoint
        raises.
        """
        with ExitStack() as opened:  # each fetched once, from wherever it is
            sources = [(file, opened.enter_context(self._opened(file))) for file in files]
            return self._read_all(sources, context, by_picture, noted)

    def _read_all(
        self, files: Sequence[tuple[Input, Source]], context: Context, by_picture: frozenset[int], noted: bool
    ) -> list[Page]:
        counts = self._counts([source for _, source in files])
        total = sum(counts)
        keys: list[ReadingKey | None] = []
        read_pages: list[Future[Page]] = []
        pending: set[Future[Page]] = set()
        seen: list[Quality] = []
        shown = 0

        def tell(quality: Sequence[Quality] = ()) -> None:
            """How many pages are read; the first of them can be looked at before the others are read."""
            nonlocal shown
            context.progress("reading", len(read_pages) - len(pending), total, quality=quality)
            ready = next((n for n, page in enumerate(read_pages) if page in pending), len(read_pages))
            if noted and not by_picture and shown < ready < total:
                shown = ready
                context.note_pages([key for key in keys[:ready] if key])

        context.progress("reading", 0, total)
        try:
            for key, page in self._sources(files, counts, by_picture):
                keys.append(key)
                if isinstance(page, Page):
                    read_pages.append(_done(page))
                    seen.append(page.quality)
                else:
                    seen.append(_quality(page))
                    read_pages.append(self._pool.submit(copy_context().run, self._read, key, page, seen[-1]))
                    pending.add(read_pages[-1])
                tell(seen)
                if len(pending) > self._ahead:
                    pending = _after_one(pending)
                    tell()
            while pending:
                pending = _after_one(pending)
                tell()
        finally:
            for future in pending:
                future.cancel()
        if noted:
            context.note_pages([key for key in keys if key])
        pages = (future.result() for future in read_pages)
        return [
            replace(page, number=n, quality=seen[n - 1], text_layer_differs=n in by_picture)
            for n, page in enumerate(pages, 1)
        ]

    def rest(self) -> None:
        """Gives back memory that only reading needs, where nothing was read since the last call."""
        if not self._used:
            self._loader.rest()
            if isinstance(self._engine, Local):
                self._engine.rest()
        self._used = False

    def note(self, files: Sequence[StoredFile], context: Context) -> None:
        """Has these be the pages of the job, to which the boxes of its result refer; read now only if never before.

        Raises as `read`.
        """
        of_each = self._database.read(lambda tx: [readings.of_file(tx, file.sha256, self.recipe) for file in files])
        if all(of_each):
            context.note_pages([key for keys in of_each for key in keys])
        else:
            self.read(files, context)

    def read_picture(self, content: bytes) -> Page:
        """What stands on the first page of a file, in the frame of the file's picture; nothing is kept.

        Raises UnreadableFile and its kin, OcrFailure.
        """
        loaded = next(self._loader.load(content, flat=False))
        segments = tuple(self.read_image(loaded.image)) if loaded.segments is None else loaded.segments
        height, width = loaded.image.shape[:2]
        return resized(Page(1, width, height, segments, engine=self._engine.name), *loaded.size)

    def read_image(self, image: Image) -> list[Segment]:
        """What the engine reads there, as it is. Raises OcrFailure."""
        with self._slots:
            return self._engine.read(image)

    def image_of(self, files: Sequence[Input], number: int) -> Image:
        """Page `number` (from 1) of the files as it is shown. Raises UnreadableFile and its kin, IndexError."""
        before = 0
        for file in files:
            with self._opened(file) as source:
                pages = self._loader.probe(source).pages
                if number <= before + pages:
                    return self._loader.whole(source, number - before - 1).image
                before += pages
        raise IndexError(number)

    def picture(self, key: ReadingKey, page: Page) -> bytes:
        """The upright picture that the page's boxes refer to, as `PAGE_MEDIA_TYPE`, made from the file again.

        Raises NotFound when the file is gone.
        """
        with self._files.opened(key.sha256) as source, self._pictures:
            return encode_page(picture_of(page, self._loader.whole(source, key.index).image))

    def filled_pdf(self, sha256: str, values: Sequence[Mapping[str, Any]]) -> bytes:
        """The stored PDF with the values in its own fields (`pages.pdf_filling`); empty where it cannot take them all.

        Raises NotFound when the file is gone, UnreadableFile and its kin.
        """
        with self._files.opened(sha256) as source:
            return self._loader.filled(source, values)

    def pictures(self, files: Sequence[Input], pages: Sequence[Page], *, longest: int) -> list[bytes]:
        """The upright pictures of these of the files' pages, as `PAGE_MEDIA_TYPE`, no side longer than `longest`.

        Raises UnreadableFile and its kin, StorageFailure.
        """
        return [self._small(files, page, longest) for page in pages]

    def _small(self, files: Sequence[Input], page: Page, longest: int) -> bytes:
        with self._pictures:
            return encode_page(picture_of(page, self.image_of(files, page.number), longest))

    def close(self) -> None:
        """Lets the pages that are being read finish."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _counts(self, sources: Sequence[Source]) -> list[int]:
        """How many pages each file has, by its header."""
        counts: list[int] = []
        for source in sources:
            counts.append(self._loader.probe(source).pages)
            if sum(counts) > self._max_pages:
                raise TooManyPages(f"More than {self._max_pages} pages; send fewer at a time.")
        return counts

    def _opened(self, file: Input) -> AbstractContextManager[Source]:
        return nullcontext(file) if isinstance(file, bytes) else self._files.opened(file.sha256)

    def _sources(
        self, files: Sequence[tuple[Input, Source]], counts: Sequence[int], by_picture: frozenset[int]
    ) -> Iterator[tuple[ReadingKey | None, LoadedPage | Page]]:
        """Each page as it was read before, or else decoded, to be read. `counts`: how many pages each file has."""
        first = 1
        for (file, source), count in zip(files, counts, strict=True):
            pictured = [number in by_picture for number in range(first, first + count)]
            first += count
            keys = [None if isinstance(file, bytes) else self._key(file, *page) for page in enumerate(pictured)]
            known = self._known(keys)
            yield from zip(keys, known, strict=False)
            for loaded in self._decoded(source, len(known), count):
                read = replace(loaded, segments=None) if pictured[loaded.index] else loaded
                yield keys[loaded.index], read

    def _key(self, file: StoredFile, index: int, pictured: bool) -> ReadingKey:
        return ReadingKey(file.sha256, index, self.recipe + _BY_PICTURE if pictured else self.recipe)

    def _known(self, keys: Sequence[ReadingKey | None]) -> list[Page]:
        """The first pages of a file that were read before: as many as come before one that was not, or is damaged."""
        if not any(keys):
            return []  # of bytes, nothing is kept
        found = self._database.read(lambda tx: [readings.find(tx, key) if key else None for key in keys])
        known = list(takewhile(lambda page: page and not page.damaged, found))
        for _ in known:
            self._telemetry.metrics.page_read("kept")
        return [page for page in known if page]

    def _decoded(self, source: Source, first: int, count: int) -> Iterator[LoadedPage]:
        if first == count:
            return
        pages = self._loader.load(source, first=first)
        for _ in range(first, count):
            self._used = True
            with self._telemetry.stage("decode"):
                loaded = next(pages)
            yield loaded

    def _read(self, key: ReadingKey | None, loaded: LoadedPage, quality: Quality) -> Page:
        """The page read now and kept; or as it was read meanwhile, for another task. Without a key nothing is kept."""
        if key is None:
            return self._read_page(loaded)
        if found := self._database.read(lambda tx: readings.find(tx, key)):
            self._telemetry.metrics.page_read("kept")
            return found
        page = replace(self._read_page(loaded), quality=quality)
        now = self._clock()
        self._database.write(lambda tx: readings.keep(tx, key, page, now))
        return page

    def _read_page(self, loaded: LoadedPage) -> Page:
        """The page in the frame of its upright picture, at the size that it has in the file."""
        level = not loaded.fields  # a PDF that knows where its fields are stands upright
        if loaded.segments is None:
            upright, segments = self._ocr(loaded.image, level=level)
            engine = self._engine.name
        else:
            upright, segments, engine = Upright(loaded.image), loaded.segments, TEXT_LAYER
        self._telemetry.metrics.page_read(engine)
        segments = with_ink(upright.image, segments)
        height, width = upright.image.shape[:2]
        marks = loaded.fields + find_marks(upright.image)
        page = Page(
            loaded.index + 1,
            width,
            height,
            segments,
            marks,
            engine,
            loaded.damaged,
            upright.turn,
            upright.skew,
            loaded.corners,
        )
        return resized(page, *upright.size_of(*loaded.size))

    def _ocr(self, image: Image, *, level: bool) -> tuple[Upright, tuple[Segment, ...]]:
        """The upright picture and what stands on it; a page that looks turned is turned and read again."""
        self._used = True
        upright = levelled(image) if level else Upright(image)
        with self._slots, self._telemetry.stage("ocr"):
            segments = self._engine.read(upright.image)
            height, width = upright.image.shape[:2]
            if not level or not looks_turned(segments, width, height):
                return upright, tuple(segments)
            degrees = self._engine.turn(upright.image)
            if degrees:
                upright = levelled(image, degrees)
                segments = self._engine.read(upright.image)
        return upright, tuple(segments)


def _done(page: Page) -> Future[Page]:
    known: Future[Page] = Future()
    known.set_result(page)
    return known


def _after_one(pending: set[Future[Page]]) -> set[Future[Page]]:
    """What is still being read once another page was. Raises what reading that page raised."""
    done, left = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    return left


def _quality(loaded: LoadedPage) -> Quality:
    """The verdict on a picture; a PDF's own text needs none, and of a page that is missing other warnings tell."""
    return Quality() if loaded.segments is not None or loaded.fault else assess(loaded.image)

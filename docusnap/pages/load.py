"""Stored files to upright page images; the decoding runs in processes that can be killed."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.errors import DocusnapError, FileTooCostly, Misconfigured, Stopping, UnreadableFile
from docusnap.domain.page import Mark, Polygon, Segment, Word, polygon_of
from docusnap.domain.polygons import flat_size
from docusnap.pages.decoder_process import Child, NamedFile
from docusnap.pages.flatten import laid_flat, paper_corners, widened
from docusnap.pages.limits import Limits
from docusnap.pages.media import Source

_SECONDS_PER_PAGE = 1.0
"""What each further page adds to the time that a whole file may take."""
_MISSING_SIDE = 100
"""Of the page in place of a damaged one, in pixels."""

_MOST_WHOLE = 40_000_000
"""Pixels of a picture that is taken whole again for a paper on it."""

_UNCONFINED = {
    "landlock": "keep it from this user's files (Landlock: Linux 5.13)",
    "seccomp": "keep it from the network and from other processes (seccomp: Linux on x86-64 or ARM64)",
    "limits": "limit what it opens and writes",
    "memory": "limit its memory, of which a hostile file may use much",
}
"""What this system cannot do to a decoder process, by what `Child.missing` calls it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file is and how many pages it has."""

    media_type: str
    pages: int


@dataclass(frozen=True, slots=True, eq=False)
class LoadedPage:
    """One page of a file. `index` counts from 0 within the file, which has `pages` of them.

    `image` is upright by what the file says, height x width x 3, RGB. `segments` is a PDF's own text in pixels of
    the image; None means that the text must be read from the image. `fields` are a PDF's interactive fields
    (`field`, and `check_box` with value "on" or "off"), labelled by tooltip or else by name. `damaged`: part of
    the picture is missing. `size` is the page's upright size (width, height) in the file itself: of a large photo,
    more than the image's. `corners`: where the paper lies in the file's picture, which shows a table too; `image` and
    `size` are then of the paper alone, laid flat.
    """

    index: int
    pages: int
    image: NDArray[np.uint8]
    size: tuple[int, int]
    segments: tuple[Segment, ...] | None = None
    fields: tuple[Mark, ...] = ()
    damaged: bool = False
    fault: UnreadableFile | None = None
    corners: Polygon | None = None


class PageLoader:
    """Turns files into pages. Built once, used by many threads at the same time; holds its decoder processes."""

    def __init__(self, limits: Limits | None = None, *, processes: int = 2) -> None:
        """Starts nothing yet. At most `processes` pages are decoded at the same time; the others wait."""
        self._limits = limits or Limits()
        self._free = BoundedSemaphore(processes)
        self._lock = Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = Event()
        self._warming: Thread | None = None
        self._told = False

    def require_sandbox(self) -> None:
        """Starts a decoder process. Raises Misconfigured where this system cannot confine it wholly."""
        with self._free:
            child = self._take("")
            self._give_back(child)
        if child.missing:
            self.close()
            raise Misconfigured(f"DOCUSNAP_SANDBOX=required: {_unconfined(child.missing)}")

    def probe(self, source: Source) -> Probe:
        """Reads the headers of a file, decodes nothing. Raises as `load` does."""
        file = NamedFile.of(source)
        with self._child(file) as child:
            header, _ = child.ask(file, None, self._limits.seconds)
        return Probe(header["media_type"], header["pages"])

    def load(self, source: Source, *, first: int = 0, flat: bool = True) -> Iterator[LoadedPage]:
        """The pages of the file from the `first` on, which it must have.

        Each is decoded when it is asked for; damaged ones are white if others are not.

        `flat`: of a paper photographed on a table, the paper alone, as if it lay flat under the camera.

        Raises UnsupportedFile, UnreadableFile, TooManyPages, TooLarge or FileTooCostly, for whatever is in the file;
        Stopping when the loader is closed; OSError if the file is not there.
        """
        file = NamedFile.of(source)
        index, pages, left = first, first + 1, self._limits.seconds
        faults: list[UnreadableFile] = []
        while index < pages:
            try:
                with self._child(file) as child:
                    started = time.monotonic()
                    header, image = child.ask(file, index, min(left, self._limits.seconds))
                    left += _SECONDS_PER_PAGE - (time.monotonic() - started)
                page = _loaded(index, header, image)
                if flat and header["media_type"] != "application/pdf" and not page.damaged:
                    page = self._laid_flat(source, page)
            except UnreadableFile as error:
                page = self._missing(source, index, error)
                faults.append(error)
            pages = page.pages
            if len(faults) == pages:
                raise faults[0]
            yield page
            index += 1

    def warm_up(self) -> None:
        """Starts a decoder process in the background, so that the first page need not wait for it."""
        self._warming = Thread(target=self._start_one, name="warm-up", daemon=True)
        self._warming.start()

    def rest(self) -> None:
        """Ends the decoder processes that wait for work, but for one."""
        with self._lock:
            self._idle, ended = self._idle[-1:], self._idle[:-1]
        for child in ended:
            child.kill()

    def _start_one(self) -> None:
        with suppress(Stopping), self._free:
            self._give_back(self._take(""))

    def whole(self, source: Source, index: int) -> LoadedPage:
        """One page, from 0, at the size that it has in the file; a damaged one is white. Raises as `load` does."""
        file = NamedFile.of(source)
        try:
            with self._child(file) as child:
                header, image = child.ask(file, index, self._limits.seconds, whole=True)
        except UnreadableFile as error:
            return self._missing(source, index, error)
        return _loaded(index, header, image)

    def _laid_flat(self, source: Source, page: LoadedPage) -> LoadedPage:
        """From the picture at its size in the file, where memory allows: a paper far from the camera is small."""
        found = paper_corners(page.image)
        if found is None:
            return page
        corners = widened(found)
        width, height = page.size
        x, y = width / page.image.shape[1], height / page.image.shape[0]
        in_file = polygon_of((x * left, y * top) for left, top in corners)
        image, where = page.image, corners
        if max(page.size) > max(image.shape[:2]) and width * height <= _MOST_WHOLE:
            with suppress(FileTooCostly):  # then its smaller picture must do
                image, where = self.whole(source, page.index).image, in_file
        return replace(
            page, image=laid_flat(image, where, self._limits.max_side), size=flat_size(in_file), corners=in_file
        )

    def filled(self, source: Source, values: Sequence[Mapping[str, Any]]) -> bytes:
        """The PDF with the values in its own fields, see `pages.pdf_filling`; empty where it cannot take all of them.

        Raises as `load` does.
        """
        file = NamedFile.of(source)
        with self._child(file) as child:
            return child.fill(file, values, self._limits.seconds)

    def _missing(self, source: Source, index: int, fault: UnreadableFile) -> LoadedPage:
        """In place of a damaged page. Raises what is wrong with the file where that is more than a page."""
        if isinstance(fault, FileTooCostly):
            raise fault
        pages = self.probe(source).pages
        white = np.full((_MISSING_SIDE, _MISSING_SIDE, 3), 255, np.uint8)
        size = (_MISSING_SIDE, _MISSING_SIDE)
        return LoadedPage(index, pages, white, size, segments=(), damaged=True, fault=fault)

    def close(self) -> None:
        """Ends all decoder processes; loads under way raise Stopping. May be called twice."""
        with self._lock:
            self._closed.set()
            idle, self._idle = self._idle, []
            for child in self._busy:
                child.stop()
        for child in idle:
            child.kill()
        if self._warming:
            self._warming.join()

    @contextmanager
    def _child(self, file: NamedFile) -> Iterator[Child]:
        """A decoder process for one question; the one that has the file open, if it is free."""
        with self._free:
            child = self._take(file.name)
            try:
                yield child
            except DocusnapError:
                raise
            except BaseException:
                child.kill()  # its answer may still be under way
                raise
            finally:
                self._give_back(child)

    def _take(self, name: str) -> Child:
        with self._lock:
            if self._closed.is_set():
                raise Stopping
            self._idle.sort(key=lambda c: c.name == name)
            child = self._idle.pop() if self._idle else None
        if child is None or not child.alive:
            child = self._start(replaces=child)
        with self._lock:
            self._busy.add(child)
            if self._closed.is_set():
                child.stop()
        return child

    def _start(self, replaces: Child | None) -> Child:
        if replaces is not None:
            _log.warning("A decoder process died while idle; another is started.", extra={"action": "decoder_died"})
            replaces.kill()
        child = Child(self._limits)
        if child.missing and not self._told:
            self._told = True
            _log.warning("%s", _unconfined(child.missing), extra={"action": "decoder_unconfined"})
        return child

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._busy.discard(child)
            if child.alive and not self._closed.is_set():
                self._idle.append(child)
                return
        child.kill()


def _unconfined(missing: Sequence[str]) -> str:
    """What to tell of a system that cannot confine a decoder process."""
    cannot = "; nor ".join(_UNCONFINED[m] for m in missing)
    return f"This system cannot confine a process that decodes files. It cannot {cannot}."


def _loaded(index: int, header: dict[str, Any], image: NDArray[np.uint8]) -> LoadedPage:
    segments = header.get("segments")
    return LoadedPage(
        index,
        header["pages"],
        image,
        tuple(header.get("size", (header["width"], header["height"]))),
        None if segments is None else tuple(_segment(s) for s in segments),
        tuple(Mark(**{**m, "box": tuple(m["box"])}) for m in header.get("fields", ())),
        header.get("damaged", False),
    )


def _segment(told: dict[str, Any]) -> Segment:
    return Segment(told["text"], tuple(Word(w["text"], tuple(w["box"]), w["confidence"]) for w in told["words"]))

"""The decoder process: reads files that may be hostile, where it can be killed.

Run as `python -m docusnap.pages.decoder LIMITS`, LIMITS in JSON, with a Unix socket as stdin. First confines itself
and writes a ready line {"missing"}: what this system could not take from it. Then answers each request, its length
(8 bytes, big-endian) and {"name", "size", "page", "whole", "fill"}, with one JSON line on stdout, after which come the
pixels of the page (height x width x 3 bytes). The file is the descriptor that comes with the request when the size is
null; else so many bytes follow, the file itself. Page null asks for the header alone; with `fill`, values for the form
fields of a PDF, the filled file follows, as many bytes as the header's "length" says. Ends when stdin closes.
"""

import json
import logging
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from PIL import Image

from docusnap.domain.errors import BadRequest, FileTooCostly, TooLarge, UnreadableFile
from docusnap.pages.limits import REQUEST_LENGTH_BYTES, Limits
from docusnap.pages.media import HEAD_BYTES, media_type
from docusnap.pages.pdf import PdfFile
from docusnap.pages.pdf_filling import filled
from docusnap.pages.pictures import PictureFile
from docusnap.pages.sandbox import confine

_LEAST_SIDE = 8
_GRACE_SECONDS = 2
"""By how much an orphan outlives the limit at which its parent would have killed it."""

MISSING_MEMORY = "memory"

_KINDS: dict[type[Exception], type[BadRequest]] = {
    MemoryError: FileTooCostly,
    Image.DecompressionBombError: TooLarge,
}


class Decoder:
    """Answers requests, keeping the last file open: pages are asked for one after the other."""

    def __init__(self, limits: Limits) -> None:
        """`limits` that hold for every file."""
        self._limits = limits
        self._name: str | None = None
        self._file: PdfFile | PictureFile | None = None
        self._media_type = ""

    def answer(
        self, name: str, content: Callable[[], bytes], page: int | None, *, whole: bool
    ) -> tuple[dict[str, Any], bytes]:
        """The header and the pixels of one page. Raises the domain's errors, and anything that a decoder may.

        `content` is read when the file of this `name` is not open. `whole`: a picture is wanted at its own size.
        """
        file = self._opened(name, content, again=bool(page))
        header: dict[str, Any] = {"media_type": self._media_type, "pages": file.pages}
        if page is None:
            return header, b""
        if isinstance(file, PdfFile):
            image, text, fields = file.page(page)
            header |= {"segments": None if text is None else [asdict(s) for s in text]}
            header |= {"fields": [asdict(m) for m in fields]}
        else:
            shown = file.page(page, whole=whole)
            image = shown.image
            header |= {"damaged": shown.damaged, "size": shown.size}
        if min(image.size) < _LEAST_SIDE:
            raise UnreadableFile(f"A page of {image.width} x {image.height} pixels is too small to hold text.")
        header |= {"width": image.width, "height": image.height}
        if page + 1 == file.pages:
            self.close()
        return header, image.tobytes()

    def filled(self, content: Callable[[], bytes], values: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], bytes]:
        """The header and the PDF with the values in its own fields; empty where it is none, or lacks a field."""
        read = content()
        out = filled(read, values) if media_type(read[:HEAD_BYTES]) == "application/pdf" else b""
        return {"length": len(out)}, out

    def close(self) -> None:
        """Frees the open file, if any."""
        file, self._file, self._name = self._file, None, None
        if file is not None:
            file.close()

    def _opened(self, name: str, content: Callable[[], bytes], *, again: bool) -> PdfFile | PictureFile:
        """`again`: the file may be open already. A first page is always read afresh."""
        if again and self._file is not None and name == self._name:
            return self._file
        self.close()
        read = content()
        self._media_type = media_type(read[:HEAD_BYTES])
        opener = PdfFile if self._media_type == "application/pdf" else PictureFile
        self._file, self._name = opener(read, self._media_type, self._limits), name
        return self._file


@dataclass(frozen=True, slots=True)
class _Request:
    name: str
    page: int | None
    whole: bool
    fill: Sequence[Mapping[str, Any]] | None
    content: Callable[[], bytes]
    close: Callable[[], None]


def _requests(connection: socket.socket) -> Iterator[_Request]:
    """What the parent asks for, until it ends."""
    while True:
        length, descriptors, _, _ = socket.recv_fds(connection, REQUEST_LENGTH_BYTES, 1)
        if not length:
            return
        told = json.loads(_received(connection, int.from_bytes(length)))
        asked = told["name"], told["page"], told["whole"], told.get("fill")
        if told["size"] is None:
            file = os.fdopen(descriptors[0], "rb")
            yield _Request(*asked, file.read, file.close)
        else:
            content = _received(connection, told["size"])
            yield _Request(*asked, lambda content=content: content, lambda: None)  # type: ignore[misc]


def _received(connection: socket.socket, size: int) -> bytes:
    """So many bytes. Raises EOFError if the parent ends before."""
    content = bytearray(size)
    left = memoryview(content)
    while left:
        read = connection.recv_into(left)
        if not read:
            raise EOFError
        left = left[read:]
    return bytes(content)


def _limit_memory(limit: int) -> bool:
    """Whether this system could be told to refuse more than `limit` bytes of address space."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        return False
    return sys.platform == "linux"


def _alarm(seconds: float) -> None:
    """Ends this process after `seconds` (0 = never), should the parent no longer be there to do so."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _failure(error: BaseException) -> dict[str, Any]:
    """What to tell the parent. What is not ours to name is a damaged file: decoders fail in a hundred ways."""
    if isinstance(error, BadRequest):
        return {"error": type(error).code, "message": str(error)}
    kind = next((k for known, k in _KINDS.items() if isinstance(error, known)), UnreadableFile)
    return {"error": kind.code, "message": "", "cause": "".join(traceback.format_exception(error, limit=-8))}


def serve(connection: socket.socket, answers: BinaryIO, limits: Limits) -> None:
    """Answers until the other end of the `connection` closes."""
    decoder = Decoder(limits)
    for request in _requests(connection):
        _alarm(limits.seconds + _GRACE_SECONDS)
        pixels = b""
        try:
            if request.fill is None:
                header, pixels = decoder.answer(request.name, request.content, request.page, whole=request.whole)
            else:
                header, pixels = decoder.filled(request.content, request.fill)
        except Exception as error:  # noqa: BLE001 - told to the parent whole
            header = _failure(error)
            decoder.close()
        request.close()
        answers.write(json.dumps(header).encode() + b"\n")
        answers.write(pixels)
        answers.flush()
        _alarm(0)


def main() -> None:
    """Runs the process: moves its ends out of the libraries' reach, confines itself, serves."""
    connection, answers = socket.socket(fileno=os.dup(0)), os.fdopen(os.dup(1), "wb")
    sys.stderr = os.fdopen(os.dup(2), "w")  # Python's own last words; a file must not fill the log with libtiff's
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on
    logging.disable()  # what libraries say about a strange file is told to the parent if it matters
    limits = Limits(**json.loads(sys.argv[1]))
    Image.MAX_IMAGE_PIXELS = limits.max_page_pixels
    missing = [] if _limit_memory(limits.memory_bytes) else [MISSING_MEMORY]
    if limits.confined:
        missing += confine()
    answers.write(json.dumps({"missing": missing}).encode() + b"\n")
    answers.flush()
    serve(connection, answers, limits)


if __name__ == "__main__":
    main()

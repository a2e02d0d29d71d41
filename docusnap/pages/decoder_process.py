"""The parent's end of one decoder process: starts it, asks it, kills it."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from threading import Timer
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

import docusnap
from docusnap.domain.errors import (
    BadRequest,
    DocusnapError,
    FileTooCostly,
    Stopping,
    TooLarge,
    TooManyPages,
    UnreadableFile,
    UnsupportedFile,
)
from docusnap.pages.limits import REQUEST_LENGTH_BYTES, Limits
from docusnap.pages.media import Source

_ERRORS: dict[str, type[BadRequest]] = {
    kind.code: kind for kind in (UnsupportedFile, UnreadableFile, TooManyPages, TooLarge, FileTooCostly)
}
# killed by the system or its own alarm; pdfium aborts where memory is refused
_COSTLY_DEATHS = {-signal.SIGKILL, -signal.SIGALRM, -signal.SIGABRT} if os.name == "posix" else set()
_LONGEST_HEADER = 64 * 2**20
_LONGEST_FILLED = 256 * 2**20
_PIPE_BYTES = 256 * 2**10
_LARGE_BYTES = 2**20
_START_SECONDS = 60.0
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMPDIR", "LANG", "LC_ALL")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to decode: at the path `name`, or with this content, after which it is named then."""

    name: str
    content: bytes | None

    @classmethod
    def of(cls, source: Source) -> "NamedFile":
        """The file there."""
        if isinstance(source, bytes):
            return cls(f"sha256:{hashlib.sha256(source).hexdigest()}", source)
        return cls(os.fspath(source), None)


class Child:
    """One decoder process. One thread asks it at a time; any may kill it.

    `missing`: of what confines it, that which this system cannot do.
    """

    def __init__(self, limits: Limits) -> None:
        """Starts the process and waits until it is ready. Raises RuntimeError if it cannot start."""
        self.name = ""
        self._limits = limits
        self._expired = self._stopped = False
        self._requests, theirs = socket.socketpair()
        with theirs:
            # our own interpreter and module, no shell, and nothing of a request
            self._process: subprocess.Popen[bytes] = subprocess.Popen(  # nosec B603
                [sys.executable, "-P", "-W", "ignore", "-m", "docusnap.pages.decoder", json.dumps(asdict(limits))],
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                bufsize=0,
                pipesize=_PIPE_BYTES,
                env=_environment(),
            )
        assert self._process.stdout is not None
        self._answers = BufferedReader(cast(RawIOBase, self._process.stdout))
        with self._within(_START_SECONDS):
            ready = self._header()
        if ready is None:
            self.kill()
            raise RuntimeError("The decoder process did not start; what it wrote to stderr says why.")
        self.missing: tuple[str, ...] = tuple(ready["missing"])

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(
        self, file: NamedFile, page: int | None, seconds: float, *, whole: bool = False
    ) -> tuple[dict[str, Any], NDArray[np.uint8]]:
        """The header of the answer, and the pixels of the page (of none: an empty array), within `seconds`.

        `whole`: a picture is wanted at its own size.

        Raises what is wrong with the file; the process is dead after a failure that nobody foresaw, since it may be no
        accident. Raises Stopping if it was stopped, OSError if the file is not there.
        """
        self.name = file.name
        with self._within(seconds):
            header = self._exchange(file, {"page": page, "whole": whole, "fill": None})
            pixels = None if header is None else self._pixels(header, whole=whole)
        if header is None or pixels is None:
            raise self._death()
        self._check(header)
        return header, pixels

    def fill(self, file: NamedFile, values: Sequence[Mapping[str, Any]], seconds: float) -> bytes:
        """The PDF with the values in its own fields, see `pages.pdf_filling`; empty where it cannot take all of them.

        Raises as `ask`.
        """
        self.name = file.name
        with self._within(seconds):
            header = self._exchange(file, {"page": None, "whole": False, "fill": list(values)})
            length = 0 if header is None else header.get("length", 0)
            content = self._answers.read(length) if length <= _LONGEST_FILLED else b""
        if header is None or len(content) < length:
            raise self._death()
        self._check(header)
        return content

    def _check(self, header: Mapping[str, Any]) -> None:
        """Raises what is wrong with the file."""
        if "error" not in header:
            return
        kind = _ERRORS.get(header["error"], UnreadableFile)
        if "cause" in header:
            self.kill()
        raise kind(header["message"]) from (_DecoderError(header["cause"]) if "cause" in header else None)

    def stop(self) -> None:
        """Kills it because the server stops: no fault of the file it is reading."""
        self._stopped = True
        self._process.kill()

    def kill(self) -> None:
        """Ends the process and leaves nothing of it; only by the thread that asks. May be called twice."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        timer = Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def _exchange(self, file: NamedFile, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """The header of the answer to one request, or None if the process died before it was whole."""
        size = None if file.content is None else len(file.content)
        request = json.dumps({"name": file.name, "size": size, **asked}).encode()
        length = len(request).to_bytes(REQUEST_LENGTH_BYTES)
        try:
            if file.content is None:
                with Path(file.name).open("rb") as opened:
                    socket.send_fds(self._requests, [length], [opened.fileno()])
            else:
                self._requests.sendall(length)
            self._requests.sendall(request + (file.content or b""))
        except (BrokenPipeError, ConnectionResetError):
            return None
        return self._header()

    def _header(self) -> dict[str, Any] | None:
        """One line of the process, or None if it died before it was whole."""
        line = self._answers.readline(_LONGEST_HEADER)
        try:
            header = json.loads(line)
        except ValueError:
            return None
        return header if isinstance(header, dict) else None

    def _pixels(self, header: dict[str, Any], *, whole: bool) -> NDArray[np.uint8] | None:
        width, height = header.get("width", 0), header.get("height", 0)
        most = self._limits.max_page_pixels if whole else self._limits.max_side**2
        if width * height > most:
            return None
        pixels = np.empty((height, width, 3), np.uint8)
        return pixels if self._answers.readinto(pixels.data) == pixels.nbytes else None

    def _death(self) -> DocusnapError:
        """Why there is no whole answer."""
        self.kill()
        if self._stopped:
            return Stopping()
        if self._expired or self._process.returncode in _COSTLY_DEATHS:
            return FileTooCostly()
        return UnreadableFile(f"The file is damaged: its reader crashed on it (exit {self._process.returncode}).")


class _DecoderError(Exception):
    """The traceback in the decoder process, as text."""


def _environment() -> dict[str, str]:
    """What the process needs to run, and no secrets."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    # one arena: glibc would reserve address space by the gigabyte for each thread; of which there is but one
    threads = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    # pictures are given back when they are freed: by itself glibc keeps more the larger they were
    memory = {"MALLOC_MMAP_THRESHOLD_": str(_LARGE_BYTES), "MALLOC_TRIM_THRESHOLD_": str(_LARGE_BYTES)}
    return kept | {"PYTHONPATH": str(Path(docusnap.__file__).parents[1])} | threads | memory

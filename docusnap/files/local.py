"""Files in a folder: ab/abcd…, written aside, synced and renamed, so that a name always means whole bytes."""

import math
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from docusnap.domain.errors import Misconfigured, NotFound, StorageFailure, StorageFull
from docusnap.domain.task import StoredFile
from docusnap.files.base import sha256_of
from docusnap.private_files import make_folder

_SHA256 = re.compile(r"[0-9a-f]{64}")


class LocalFiles:
    """Implements `FileStore` in one folder."""

    def __init__(self, folder: Path, *, keep_free: int = 0) -> None:
        """Makes the folder, readable by its owner only. Raises Misconfigured when it cannot be written.

        `keep_free`: bytes of the disk that `check_room` leaves free.
        """
        self._keep_free = keep_free
        self._folder = folder
        self._incoming = folder / "incoming"
        try:
            make_folder(folder, ["incoming"])
            for made in (self._incoming, *(folder / f"{first:02x}" for first in range(256))):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder)
        except OSError as error:
            raise Misconfigured(f"The folder {folder} cannot be written ({error.strerror}).") from error

    def clear_incoming(self, before: float = math.inf) -> None:
        """See `FileStore`; without `before` only while no other process uses the folder."""
        for left in self._incoming.iterdir():
            if _written_at(left) < before:
                left.unlink(missing_ok=True)

    def older_than(self, before: float) -> Iterator[Sequence[str]]:
        """See `FileStore`."""
        for folder in self._folder.glob("[0-9a-f][0-9a-f]"):
            stored = (path for path in folder.iterdir() if _SHA256.fullmatch(path.name))
            yield [path.name for path in stored if _written_at(path) < before]

    def put(self, content: bytes, media_type: str, *, sha256: str | None = None) -> StoredFile:
        """See `FileStore`."""
        sha256 = sha256 or sha256_of(content)
        stored = StoredFile(sha256, len(content), media_type)
        path = self._path(sha256)
        try:
            if not path.exists():
                self._write(path, content)
            _sync_folder(path.parent)  # also when it was there: whoever wrote it may not have come so far
        except OSError as error:
            raise StorageFailure(f"The file could not be stored ({error.strerror}); nothing was accepted.") from error
        return stored

    def check_room(self, size: int) -> None:
        """See `FileStore`."""
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError as error:
            raise StorageFailure(f"The folder of files is gone ({error.strerror}); nothing was accepted.") from error
        if free - size < self._keep_free:
            raise StorageFull

    def holds(self, sha256: str) -> bool:
        """See `FileStore`."""
        return self._path(sha256).is_file()

    def get(self, sha256: str) -> bytes:
        """See `FileStore`."""
        with self.opened(sha256) as path:
            return path.read_bytes()

    def delete(self, sha256: str) -> None:
        """See `FileStore`."""
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise StorageFailure(f"The file {sha256} could not be deleted ({error.strerror}).") from error

    @contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        """See `FileStore`."""
        if not self.holds(sha256):
            raise NotFound(f"There is no file {sha256}.")
        yield self._path(sha256)

    def _write(self, path: Path, content: bytes) -> None:
        aside = self._incoming / secrets.token_hex(8)
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFound("That is not the name of a file.")
        return self._folder / sha256[:2] / sha256


def _written_at(path: Path) -> float:
    """When it was written, in Unix seconds; never, if it has just gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _sync_folder(folder: Path) -> None:
    """A new name in a folder is on disk only when the folder itself is synced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

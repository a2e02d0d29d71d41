"""Uploaded bytes to stored files, after the checks that cost nothing."""

from collections.abc import Sequence

from docusnap.domain.errors import BadRequest, TooLarge, TooManyPages
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore
from docusnap.pages.media import HEAD_BYTES, media_type

SEALED = "application/octet-stream"
"""The media type of sealed content."""


class Uploads:
    """Takes bytes in."""

    def __init__(self, files: FileStore, *, max_file_bytes: int, max_files: int) -> None:
        """`max_files`: of one task or document."""
        self._files = files
        self._max_file_bytes = max_file_bytes
        self._max_files = max_files

    def store(self, uploads: Sequence[bytes]) -> tuple[StoredFile, ...]:
        """Stores them, in order; on disk when it returns.

        Raises TooLarge, TooManyPages, UnsupportedFile, UnreadableFile (all before anything is stored), StorageFailure.
        """
        types = self.check(uploads)
        return tuple(self._files.put(content, kind) for content, kind in zip(uploads, types, strict=True))

    def store_sealed(self, content: bytes) -> StoredFile:
        """Stores sealed content as it is; on disk when it returns. Raises StorageFailure."""
        return self._files.put(content, SEALED)

    def check(self, uploads: Sequence[bytes]) -> list[str]:
        """The media type of each. Raises TooLarge, TooManyPages, UnsupportedFile, UnreadableFile."""
        if len(uploads) > self._max_files:
            raise TooManyPages(f"{len(uploads)} files; one task takes {self._max_files} (DOCUSNAP_MAX_PAGES).")
        return [self._checked(number, content) for number, content in enumerate(uploads, 1)]

    def ensure(self, stored: Sequence[StoredFile], uploads: Sequence[bytes]) -> None:
        """Stores again what retention took between `store` and the record that refers to it."""
        for file, content in zip(stored, uploads, strict=True):
            if not self._files.holds(file.sha256):
                self._files.put(content, file.media_type)

    def _checked(self, number: int, content: bytes) -> str:
        if len(content) > self._max_file_bytes:
            most = f"{self._max_file_bytes} is the most (DOCUSNAP_MAX_FILE_BYTES)"
            raise TooLarge(f"File {number} has {len(content)} bytes; {most}.")
        try:
            return media_type(content[:HEAD_BYTES])
        except BadRequest as error:
            raise type(error)(f"File {number}: {error}") from error

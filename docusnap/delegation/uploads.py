"""Uploaded bytes to stored files, after the checks that cost nothing."""

from collections.abc import Sequence

from docusnap.domain.errors import BadRequest, TooLarge, TooManyPages
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore
from docusnap.pages.media import HEAD_BYTES, media_type


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
        if len(uploads) > self._max_files:
            raise TooManyPages(f"{len(uploads)} files; one task takes {self._max_files} (DOCUSNAP_MAX_PAGES).")
        types = [self._checked(number, content) for number, content in enumerate(uploads, 1)]
        return tuple(self._files.put(content, kind) for content, kind in zip(uploads, types, strict=True))

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

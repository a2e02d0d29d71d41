"""Uploads to stored files: fetched where they are addresses, and checked before anything is stored."""

from collections.abc import Sequence

from docusnap.delegation.fetching import Fetcher
from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.errors import BadRequest, TooLarge, TooManyPages
from docusnap.domain.request import Upload
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore
from docusnap.pages.media import HEAD_BYTES, media_type

SEALED = "application/octet-stream"
"""The media type of sealed content."""


class Uploads:
    """Takes bytes in."""

    def __init__(self, files: FileStore, fetcher: Fetcher, *, max_file_bytes: int, max_files: int) -> None:
        """`max_files`: of one task or document."""
        self._files = files
        self._fetcher = fetcher
        self._max_file_bytes = max_file_bytes
        self._max_files = max_files

    def fetched(self, uploads: Sequence[Upload | str]) -> list[Upload]:
        """The uploads, each web address replaced by its content.

        Raises FetchingOff, AddressRefused, TooLarge, FetchFailed or Busy.
        """
        return self._fetcher.contents(uploads)

    def store(self, uploads: Sequence[Upload]) -> tuple[StoredFile, ...]:
        """Stores them, in order; on disk when it returns.

        Raises TooLarge, TooManyPages, UnsupportedFile, UnreadableFile (all before anything is stored), StorageFailure.
        """
        types = self.check([upload.content for upload in uploads])
        return tuple(self._put(upload, kind) for upload, kind in zip(uploads, types, strict=True))

    def store_sealed(self, upload: Upload) -> StoredFile:
        """Stores sealed content as it is; on disk when it returns. Raises StorageFailure."""
        return self._put(upload, SEALED)

    def check(self, contents: Sequence[bytes]) -> list[str]:
        """The media type of each. Raises TooLarge, TooManyPages, UnsupportedFile, UnreadableFile."""
        if len(contents) > self._max_files:
            raise TooManyPages(f"{len(contents)} files; one task takes {self._max_files} (DOCUSNAP_MAX_PAGES).")
        return [self._checked(number, content) for number, content in enumerate(contents, 1)]

    def ensure(self, stored: Sequence[StoredFile], uploads: Sequence[Upload]) -> None:
        """Stores again what retention took between `store` and the record that refers to it."""
        media_types = {file.sha256: file.media_type for file in stored}
        for upload in uploads:
            if not self._files.holds(upload.sha256):
                self._put(upload, media_types[upload.sha256])

    def _put(self, upload: Upload, media_type: str) -> StoredFile:
        return self._files.put(upload.content, media_type, sha256=upload.sha256)

    def _checked(self, number: int, content: bytes) -> str:
        if len(content) > self._max_file_bytes:
            most = f"{readable_size(self._max_file_bytes)} is the most (DOCUSNAP_MAX_FILE_BYTES)"
            raise TooLarge(f"File {number} has {readable_size(len(content))}; {most}.")
        try:
            return media_type(content[:HEAD_BYTES])
        except BadRequest as error:
            raise type(error)(f"File {number}: {error}") from error

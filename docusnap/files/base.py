"""The contract of the file store; `tests/conformance/test_file_store.py` holds every implementation to it."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from docusnap.domain.task import StoredFile


class FileStore(Protocol):
    """Bytes under their SHA-256; the same bytes are kept once."""

    def put(self, content: bytes, media_type: str, *, sha256: str | None = None) -> StoredFile:
        """Stores the bytes; they are on disk when it returns. Raises StorageFailure; then nothing was stored.

        `sha256`: theirs, where the caller has worked it out already.
        """
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises NotFound, or StorageFailure while the store is away."""
        ...

    def check_room(self, size: int) -> None:
        """Raises StorageFull when so many bytes more would leave less space than is to stay free."""
        ...

    def holds(self, sha256: str) -> bool:
        """Whether the bytes are there. Raises StorageFailure while the store is away."""
        ...

    def delete(self, sha256: str) -> None:
        """Forgets the bytes; what is not there is no error. Raises StorageFailure; then they may still be there."""
        ...

    def older_than(self, before: float) -> Iterator[Sequence[str]]:
        """The names of all that was stored before that time (Unix seconds), some at a time."""
        ...

    def clear_incoming(self, before: float = math.inf) -> None:
        """Removes what began to be stored before that time (Unix seconds) and never was, as its process died."""
        ...

    def opened(self, sha256: str) -> AbstractContextManager[Path | bytes]:
        """Where to read the bytes, good until the context ends: on this machine's disk, or else in memory.

        Raises NotFound or StorageFailure.
        """
        ...


def sha256_of(content: bytes) -> str:
    """The name of these bytes: SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()

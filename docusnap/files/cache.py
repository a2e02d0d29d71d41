"""Files that are about to be read, in Valkey for a while: nearer than a store elsewhere, and never the only place."""

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from docusnap.domain.clock import SteadyClock, SteadyTime, steady_clock
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore, sha256_of
from docusnap.valkey import RedisDB, RedisDistributedLock

log = logging.getLogger(__name__)

KEPT_SECONDS: Final = 12 * 60
"""How long a file stays in Valkey."""
_AWAY_SECONDS: Final = 15.0
"""How long no file is asked for after the server was found away."""
_LOADING_SECONDS: Final = 120.0
"""After which another may load a file that one began to load."""


class FileCache:
    """Bytes in Valkey under their SHA-256; what comes out is what was stored, or nothing."""

    def __init__(self, db: RedisDB, *, clock: SteadyClock = steady_clock) -> None:
        """Asks nothing yet."""
        self._db = db
        self._clock = clock
        self._ask_again_at = SteadyTime(-math.inf)

    def get(self, sha256: str) -> bytes | None:
        """The bytes; None when they are not there, or the server is away, which holds nobody up again and again."""
        if self._clock() < self._ask_again_at:
            return None
        content = self._db.get_bytes(_key(sha256))
        if content is None:
            if self._db.away:
                self._ask_again_at = SteadyTime(self._clock() + _AWAY_SECONDS)
            return None
        if sha256_of(content) != sha256:
            log.warning("dropped a file from Valkey that is not %s", sha256, extra={"action": "cached_file_wrong"})
            self._db.delete(_key(sha256))
            return None
        return content

    def holds(self, sha256: str) -> bool:
        """Whether they are there; False when the server is away."""
        return self._db.exist(_key(sha256))

    def put(self, sha256: str, content: bytes) -> bool:
        """Keeps them for `KEPT_SECONDS`. Whether they were put; False when they are there, or the server is away."""
        return self._db.transaction(_key(sha256), content, KEPT_SECONDS)

    def drop(self, sha256: str) -> bool:
        """Forgets them. False when the server is away; then they go by themselves."""
        if self._clock() < self._ask_again_at:
            return False
        return self._db.delete(_key(sha256))

    @contextmanager
    def loading(self, sha256: str) -> Iterator[bool]:
        """Whether it is our turn to load this file; others are told False until the context ends."""
        lock = RedisDistributedLock(
            f"{_key(sha256)}:loading", timeout=_LOADING_SECONDS, blocking_timeout=0, db=self._db
        )
        ours = lock.acquire()
        try:
            yield ours
        finally:
            if ours:
                lock.release()

    def is_alive(self) -> bool:
        """Whether the server answers."""
        return self._db.is_alive()

    @property
    def away(self) -> bool:
        """Whether the server is away as far as the last question tells."""
        return self._db.away


class CachedFiles:
    """Implements `FileStore` over another one: reads the cache first, and goes on without it."""

    def __init__(self, store: FileStore, cache: FileCache) -> None:
        """`store` is the one that promises; the cache only hastens."""
        self._store = store
        self._cache = cache

    def put(self, content: bytes, media_type: str, *, sha256: str | None = None) -> StoredFile:
        """See `FileStore`."""
        return self._store.put(content, media_type, sha256=sha256)

    def get(self, sha256: str) -> bytes:
        """See `FileStore`."""
        found = self._cache.get(sha256)
        return self._store.get(sha256) if found is None else found

    @contextmanager
    def opened(self, sha256: str) -> Iterator[Path | bytes]:
        """See `FileStore`."""
        found = self._cache.get(sha256)
        if found is not None:
            yield found
            return
        with self._store.opened(sha256) as source:
            yield source

    def check_room(self, size: int) -> None:
        """See `FileStore`."""
        self._store.check_room(size)

    def holds(self, sha256: str) -> bool:
        """See `FileStore`; of the store alone, as the cache promises nothing."""
        return self._store.holds(sha256)

    def delete(self, sha256: str) -> None:
        """See `FileStore`; from the cache too, where they else stay for some minutes if the server is away."""
        self._store.delete(sha256)
        self._cache.drop(sha256)

    def older_than(self, before: float) -> Iterator[Sequence[str]]:
        """See `FileStore`."""
        return self._store.older_than(before)

    def clear_incoming(self, before: float = math.inf) -> None:
        """See `FileStore`."""
        self._store.clear_incoming(before)


def _key(sha256: str) -> str:
    return f"docusnap:file:{sha256}"

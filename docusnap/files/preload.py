"""Puts the files of waiting and running jobs into Valkey, so that workers need not wait for a store elsewhere."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from docusnap.domain.clock import SteadyClock, SteadyTime, steady_clock
from docusnap.domain.task import StoredFile
from docusnap.files.base import FileStore
from docusnap.files.cache import KEPT_SECONDS, FileCache

log = logging.getLogger(__name__)

_BAD_SECONDS: Final = 60.0
"""After which a file that could not be read is tried again."""
_AT_A_TIME: Final = 64
"""Files that are loaded before it is asked again which ones come next."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a pre-loader may take up.

    `file_bytes`: the largest file that it loads. `total_bytes`: all that it keeps in Valkey at a time. `at_once`: files
    that it reads at a time, so that it holds as many times `file_bytes` in memory at most.
    """

    file_bytes: int
    total_bytes: int
    at_once: int = 4


class PreLoader:
    """Loads the files of those jobs that come next. Any number of pre-loaders may run, anywhere."""

    def __init__(
        self,
        ongoing: Callable[[], Sequence[StoredFile]],
        store: FileStore,
        cache: FileCache,
        bounds: Bounds,
        *,
        clock: SteadyClock = steady_clock,
    ) -> None:
        """`ongoing`: the files of running and waiting jobs, those that are needed first at the front."""
        self._ongoing = ongoing
        self._store = store
        self._cache = cache
        self._bounds = bounds
        self._clock = clock
        self._kept: dict[str, SteadyTime] = {}
        self._bad: dict[str, SteadyTime] = {}
        self._pool = ThreadPoolExecutor(bounds.at_once, thread_name_prefix="preload")

    def load(self) -> int:
        """Loads what is not there, and drops what it loaded and no job needs any more; returns how many it loaded.

        A file that cannot be read is logged and left for a minute. Raises StorageFailure when the database is away.
        """
        if not self._cache.is_alive():
            return 0
        now = self._clock()
        wanted = [file.sha256 for file in self._affordable(self._ongoing())]
        self._drop(set(wanted), now)
        self._bad = {name: until for name, until in self._bad.items() if until > now}
        missing = [name for name in wanted if name not in self._bad and not self._is_there(name)][:_AT_A_TIME]
        if self._cache.away:
            return 0
        loaded = [name for name, did in zip(missing, self._pool.map(self._load, missing), strict=True) if did]
        self._kept |= dict.fromkeys(loaded, SteadyTime(now + KEPT_SECONDS))
        if loaded:
            log.info("put %d files into Valkey", len(loaded), extra={"action": "files_cached"})
        return len(loaded)

    def close(self) -> None:
        """Lets what is being loaded finish."""
        self._pool.shutdown()

    def _affordable(self, ongoing: Sequence[StoredFile]) -> list[StoredFile]:
        """The first of those that are not too large, as many as there is room for."""
        room, found = self._bounds.total_bytes, []
        for file in ongoing:
            if file.size > self._bounds.file_bytes:
                continue
            room -= file.size
            if room < 0:
                break
            found.append(file)
        return found

    def _drop(self, wanted: set[str], now: float) -> None:
        """Makes room: what it put there and nobody waits for goes before its time."""
        for name in [name for name in self._kept if name not in wanted]:
            if self._cache.drop(name) or self._kept[name] < now:
                del self._kept[name]

    def _is_there(self, sha256: str) -> bool:
        return not self._cache.away and self._cache.holds(sha256)

    def _load(self, sha256: str) -> bool:
        """Whether it put the file there; false too when another does it, or the file is bad."""
        try:
            with self._cache.loading(sha256) as ours:
                if not ours or self._cache.holds(sha256):
                    return False
                if self._cache.put(sha256, self._store.get(sha256)):
                    return True
                self._leave(sha256)  # the server is full or away
        except Exception as error:  # one bad file must not stop the rest
            self._leave(sha256)
            log.warning(
                "the file %s was not put into Valkey: %s", sha256, error, exc_info=error, extra={"action": "file_bad"}
            )
        return False

    def _leave(self, sha256: str) -> None:
        self._bad[sha256] = SteadyTime(self._clock() + _BAD_SECONDS)

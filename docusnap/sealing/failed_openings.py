"""How often what came with an AES key could not be used: whoever replays a key they do not know can only guess."""

import hashlib
import threading
from collections import OrderedDict

from docusnap.domain.clock import SteadyClock, SteadyTime


class FailedOpenings:
    """Counts failures by key, in this process, of the keys that failed last; an app may use one key for long."""

    def __init__(self, clock: SteadyClock, *, most: int = 20, seconds: float = 600, remembered: int = 10_000) -> None:
        """`most` failures of one key in so many `seconds`, of which so many keys are `remembered`."""
        self._clock = clock
        self._most = most
        self._seconds = seconds
        self._remembered = remembered
        self._failed: OrderedDict[bytes, tuple[SteadyTime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def exhausted(self, key: bytes) -> bool:
        """Whether the key has failed too often to be tried again now."""
        with self._lock:
            return self._of(_fingerprint(key))[1] >= self._most

    def add(self, key: bytes) -> None:
        """Counts one failure."""
        with self._lock:
            name = _fingerprint(key)
            since, count = self._of(name)
            self._failed[name] = since, count + 1
            self._failed.move_to_end(name)
            if len(self._failed) > self._remembered:
                self._failed.popitem(last=False)

    def _of(self, name: bytes) -> tuple[SteadyTime, int]:
        """Since when failures of the key count, and how many there were."""
        now = self._clock()
        since, count = self._failed.get(name, (now, 0))
        return (since, count) if now - since < self._seconds else (now, 0)


def _fingerprint(key: bytes) -> bytes:
    """What is remembered of a key: not the key."""
    return hashlib.sha256(key).digest()

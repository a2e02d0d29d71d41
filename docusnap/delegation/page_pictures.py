"""Pictures of pages, kept for a little while: whoever shows a result asks for the same few again and again."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from docusnap.domain.clock import SteadyClock
from docusnap.domain.page import Page, ReadingKey

KEPT_SECONDS = 300.0
"""How long a picture stays in memory, also after its task was deleted; nobody is shown it then."""


class PagePictures:
    """Makes pictures of pages that were read, and remembers the last ones."""

    def __init__(self, make: Callable[[ReadingKey, Page], bytes], *, most_bytes: int, clock: SteadyClock) -> None:
        """`make` has its own limits of time and memory; `most_bytes`: of all pictures that are remembered."""
        self._make = make
        self._most_bytes = most_bytes
        self._clock = clock
        self._kept: OrderedDict[ReadingKey, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: ReadingKey, page: Page, before_making: Callable[[], object]) -> bytes:
        """The upright picture of the page. `before_making` is called where it is not remembered, and may raise."""
        with self._lock:
            self._forget()
            known = self._kept.get(key)
        if known is not None:
            return known[1]
        before_making()
        picture = self._make(key, page)
        with self._lock:
            self._kept.setdefault(key, (self._clock(), picture))
            self._forget()
        return picture

    def _forget(self) -> None:
        """What is old, and the oldest of what is too much."""
        held, old = sum(len(picture) for _, picture in self._kept.values()), self._clock() - KEPT_SECONDS
        while self._kept and (held > self._most_bytes or next(iter(self._kept.values()))[0] <= old):
            held -= len(self._kept.popitem(last=False)[1][1])

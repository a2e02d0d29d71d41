"""Tells a broker of jobs that became due, beside whoever made them due: nobody waits for the broker."""

import threading
from collections.abc import Callable, Iterable, Sequence

from docusnap.domain.queue import DueJob

_SLICE = 0.25
_MOST = 10_000


class Announcer:
    """Collects the ids of due jobs, and sends those that may still be claimed. What it loses, a sweep finds."""

    def __init__(self, send: Callable[[Sequence[DueJob]], None]) -> None:
        """`send`: gives wake-ups to the broker; it logs what it cannot send, and raises nothing."""
        self._send = send
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._waiting: dict[str, None] = {}

    def due(self, job_id: str) -> None:
        """The job can be claimed now. Returns at once; beyond ten thousand that wait to be told, it is forgotten."""
        with self._lock:
            if len(self._waiting) < _MOST:
                self._waiting[job_id] = None
        self._news.set()

    def tell(self, due: Callable[[Iterable[str]], Sequence[DueJob]]) -> None:
        """Waits a moment for news and sends them. `due`: which of these ids may be claimed. Raises StorageFailure."""
        if not self._news.wait(_SLICE):
            return
        with self._lock:
            self._news.clear()
            waiting, self._waiting = self._waiting, {}
        if found := due(waiting):
            self._send(found)

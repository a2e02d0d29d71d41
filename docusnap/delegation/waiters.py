"""Callers that wait for a job to end, woken without polling."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Waiters:
    """Events by job id."""

    def __init__(self) -> None:
        """Without waiting callers."""
        self._lock = threading.Lock()
        self._events: defaultdict[str, list[threading.Event]] = defaultdict(list)

    @contextmanager
    def waiting_for(self, job_id: str) -> Iterator[threading.Event]:
        """An event that is set when the job ends after this point."""
        event = threading.Event()
        with self._lock:
            self._events[job_id].append(event)
        try:
            yield event
        finally:
            with self._lock:
                self._events[job_id].remove(event)
                if not self._events[job_id]:
                    del self._events[job_id]

    def notify(self, job_id: str) -> None:
        """Wakes everyone who waits for the job."""
        with self._lock:
            for event in self._events.get(job_id, ()):
                event.set()

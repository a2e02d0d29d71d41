"""Wake-ups for worker threads that wait for a job. They are hints: the claim in the database decides who runs what."""

import queue
import threading
from collections.abc import Callable
from contextlib import suppress

WATCH_SECONDS = 0.05
"""How often another process's writes are looked for."""


class WakeUps:
    """Whoever makes a job due puts its id here; losing one only costs the time until the next sweep.

    A thread that gets one claims jobs until none is due, so no more are kept than there are threads.
    """

    def __init__(self, threads: int) -> None:
        """`threads`: how many wait for wake-ups."""
        self.most = threads
        self._waiting: queue.Queue[str] = queue.Queue(maxsize=threads)
        self._idle = 0
        self._change = threading.Condition()

    def put(self, job_id: str = "") -> None:
        """Wakes one thread, now or when it waits next; does nothing when there is a wake-up for each already."""
        with suppress(queue.Full):
            self._waiting.put_nowait(job_id)

    def wanted(self, seconds: float = 0.0) -> bool:
        """Whether a thread waits that no wake-up is there for, now or within so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: self._idle > self._waiting.qsize(), seconds)

    def empty(self) -> bool:
        """Whether every wake-up was taken."""
        return self._waiting.empty()

    def wait(self, seconds: float) -> bool:
        """Whether a wake-up came within so many seconds."""
        self._count_idle(1)
        try:
            self._waiting.get(timeout=seconds)
        except queue.Empty:
            return False
        finally:
            self._count_idle(-1)
        return True

    def _count_idle(self, more: int) -> None:
        with self._change:
            self._idle += more
            self._change.notify_all()


class ChangeWatch:
    """Wakes the workers of this process when another process wrote to the database: it may have made a job due."""

    def __init__(self, changes: Callable[[], int], wake_ups: WakeUps) -> None:
        """`changes` returns another number after another connection's commit."""
        self._changes = changes
        self._wake_ups = wake_ups
        self._seen: int | None = None

    def look(self) -> None:
        """Wakes one worker when something changed, unless a wake-up waits already. Call it from one thread only.

        Raises StorageFailure.
        """
        changes = self._changes()
        if changes != self._seen:
            self._seen = changes
            if self._wake_ups.empty():
                self._wake_ups.put()

"""Wake-ups for threads that wait for something to do. They are hints: the claim in the database decides."""

import queue


class Wakes:
    """Whoever makes a job due puts its id here; losing one only costs the time until the next sweep.

    Each thread that hears one claims until nothing is due, so no more are kept than there are threads to hear them.
    """

    def __init__(self, threads: int) -> None:
        """`threads`: how many listen."""
        self._threads = threads
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

    def put(self, job_id: str = "") -> None:
        """Wakes one thread, now or when it listens next."""
        if self._waiting.qsize() < self._threads:
            self._waiting.put(job_id)

    def heard(self) -> bool:
        """Whether no wake-up waits to be heard."""
        return self._waiting.empty()

    def wait(self, seconds: float) -> bool:
        """Whether a wake-up came within so many seconds."""
        try:
            self._waiting.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

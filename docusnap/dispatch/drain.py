"""Works off what is due and returns: for cron, and for machines without a worker that stays."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from docusnap.dispatch.worker import Worker
from docusnap.domain.clock import SteadyClock
from docusnap.domain.task import Job, Status
from docusnap.queue.service import DocumentQueueService, Ended


@dataclass(frozen=True, slots=True)
class Drained:
    """What was done: of the jobs `processed`, so many ended completed or failed, or are to be tried again later."""

    processed: int
    completed: int
    failed: int
    retried: int


class Drain:
    """Safe beside live workers and beside itself: what it runs it has claimed."""

    def __init__(
        self,
        queue: DocumentQueueService,
        worker: Worker,
        *,
        clock: SteadyClock,
        threads: int,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """`threads`: jobs at a time; when `stopping` says so, nothing more is claimed."""
        self._queue = queue
        self._worker = worker
        self._clock = clock
        self._threads = threads
        self._stopping = stopping

    def process_document_queue(self, limit: int | None = None, deadline: float | None = None) -> Drained:
        """Claims what is due, at most `limit` jobs, and nothing once `deadline` seconds are over; runs it to its end.

        Raises StorageFailure when the queue cannot be read or written.
        """
        tickets = _Tickets(limit, self._clock, deadline)
        threads = self._threads if limit is None else min(limit, self._threads)
        with ThreadPoolExecutor(max(1, threads), thread_name_prefix="drain") as pool:
            running = [pool.submit(self._work, tickets) for _ in range(threads)]
            try:
                outcomes = sum((future.result() for future in running), Counter[str]())
            except (KeyboardInterrupt, SystemExit):
                tickets.close()
                self._worker.abandon()
                raise
            finally:
                tickets.close()
        return Drained(
            processed=outcomes.total(),
            completed=outcomes[Status.COMPLETED],
            failed=outcomes[Status.ERROR],
            retried=outcomes[Status.PENDING],
        )

    def _work(self, tickets: "_Tickets") -> Counter[str]:
        outcomes: Counter[str] = Counter()
        while not self._stopping() and (job := tickets.claim(self._queue)):
            ended = self._worker.run(job)
            if not _given_back(ended):
                outcomes[ended.outcome] += 1
        return outcomes


def _given_back(ended: Ended) -> bool:
    return ended.outcome == Status.PENDING and ended.run_at is None


class _Tickets:
    """How many jobs may still be claimed, over all threads."""

    def __init__(self, limit: int | None, clock: SteadyClock, deadline: float | None) -> None:
        self._left = limit
        self._clock = clock
        self._until = None if deadline is None else clock() + deadline
        self._lock = threading.Lock()

    def claim(self, queue: DocumentQueueService) -> Job | None:
        """A job and its ticket, if both are left."""
        with self._lock:
            if self._left == 0 or (self._until is not None and self._clock() >= self._until):
                return None
            claimed = queue.claim()
            if claimed and self._left is not None:
                self._left -= 1
        return claimed[0] if claimed else None

    def close(self) -> None:
        with self._lock:
            self._left = 0

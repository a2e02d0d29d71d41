"""Worker threads fed by an in-process queue of wake-ups; the claim in the database decides who runs what."""

import logging
import queue
import threading
from functools import partial

from docusnap.database import jobs
from docusnap.database.base import Database
from docusnap.dispatch.worker import Worker
from docusnap.domain.errors import StorageFailure
from docusnap.operations.base import Clock

log = logging.getLogger(__name__)

LEASE_SECONDS = 30.0
RENEW_SECONDS = 10.0
SWEEP_SECONDS = 5.0


class ThreadDispatcher:
    """Threads that claim due jobs and run them. Starts and stops; each twice without harm."""

    def __init__(
        self, database: Database, worker: Worker, *, threads: int, owner: str, clock: Clock, stopping: threading.Event
    ) -> None:
        """`owner` names this boot in claims; `stopping` is shared with the worker and set by `stop`."""
        self._database = database
        self._worker = worker
        self._owner = owner
        self._clock = clock
        self._stopping = stopping
        self._wakes: queue.Queue[str | None] = queue.Queue()
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, name=f"worker-{i}", daemon=True) for i in range(threads)]
        self._threads.append(threading.Thread(target=self._renew, name="lease-renewal", daemon=True))
        self._started = False

    def start(self) -> None:
        """Rescues what the last boot left running, then begins to claim."""
        if self._started:
            return
        self._started = True
        now = self._clock()
        rescued = self._database.write(lambda tx: jobs.rescue(tx, self._owner, now))
        if rescued:
            log.info("%d unfinished jobs of the last run go on", rescued, extra={"action": "jobs_rescued"})
        for thread in self._threads:
            thread.start()

    def wake(self, job_id: str) -> None:
        """Says that a job is due; losing it only costs the time until the next sweep."""
        self._wakes.put(job_id)

    def stop(self, grace: float) -> None:
        """Claims nothing more, waits up to `grace` seconds for running jobs to reach a checkpoint or end."""
        self._stopping.set()
        for _ in self._threads:
            self._wakes.put(None)
        until = self._clock() + grace
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - self._clock()))

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self._run_next():
                    self._sleep()
            except StorageFailure:
                log.exception("the queue cannot be read or written", extra={"action": "queue_unavailable"})
                self._stopping.wait(SWEEP_SECONDS)

    def _run_next(self) -> bool:
        now = self._clock()
        job = self._database.write(lambda tx: jobs.claim(tx, self._owner, now, now + LEASE_SECONDS))
        if job is None:
            return False
        with self._lock:
            self._running.add(job.id)
        try:
            self._worker.run(job)
        finally:
            with self._lock:
                self._running.discard(job.id)
        return True

    def _sleep(self) -> None:
        try:
            self._wakes.get(timeout=SWEEP_SECONDS)
        except queue.Empty:
            return

    def _renew(self) -> None:
        while not self._stopping.wait(RENEW_SECONDS):
            with self._lock:
                running = list(self._running)
            if running:
                until = self._clock() + LEASE_SECONDS
                self._database.write(partial(jobs.renew, owner=self._owner, job_ids=running, lease_until=until))

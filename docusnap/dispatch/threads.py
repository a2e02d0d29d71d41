"""Worker threads fed by an in-process queue of wake-ups; the claim in the database decides who runs what."""

import logging
import threading

from docusnap.dispatch.running import RunningJob
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.dispatch.worker import Worker
from docusnap.domain.clock import SteadyClock
from docusnap.domain.errors import ProcessingTimeout, StorageFailure
from docusnap.domain.task import Job
from docusnap.queue.service import STALE, DocumentQueueService

log = logging.getLogger(__name__)

SWEEP_SECONDS = 2.0
"""How long a lost wake-up can delay a job."""


class ThreadDispatcher:
    """Threads that claim due jobs and run them. Starts and stops; each twice without harm."""

    def __init__(
        self,
        service: DocumentQueueService,
        worker: Worker,
        wake_ups: WakeUps,
        *,
        threads: int,
        clock: SteadyClock,
    ) -> None:
        """`threads`: jobs at a time; 0: none are claimed here.

        `wake_ups`: made for as many; whoever makes a job due puts its id there.
        """
        self._service = service
        self._worker = worker
        self._count = threads
        self._clock = clock
        self._stopping = threading.Event()
        self._wake_ups = wake_ups
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._given_up: set[tuple[str, int]] = set()
        self._outage = False

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    @property
    def alive(self) -> bool:
        """Whether there are threads that claim, where there are to be any."""
        return not self.stopping and (self._count == 0 or any(thread.is_alive() for thread in self._threads))

    def start(self) -> None:
        """Begins to claim."""
        if not self._threads:
            for _ in range(self._count):
                self._add_thread()

    def stop(self, grace: float) -> None:
        """Claims nothing more; running jobs may end within `grace` seconds, then the rest is given back at once."""
        self._stopping.set()
        with self._lock:
            threads = list(self._threads)
        for _ in threads:
            self._wake_ups.put()
        until = self._clock() + grace
        for thread in threads:
            thread.join(max(0.0, until - self._clock()))
        abandoned = {running.thread for running in self._worker.abandon()}
        for thread in threads:
            if thread not in abandoned:  # it may just be claiming
                thread.join()

    def heartbeat(self) -> None:
        """Renews the leases of what runs, and frees the slots of what is overdue. To be called every few seconds."""
        overdue = [r for r in self._worker.running if r.overdue]
        for running in overdue:
            self._give_up(running)
        alive = {r.job.id: r for r in self._worker.running if not r.overdue}
        if alive:
            for job_id, standing in self._service.heartbeat([r.job for r in alive.values()]).items():
                alive[job_id].note_standing(standing)

    def _give_up(self, running: RunningJob) -> None:
        """Ends an overdue job for everyone; its thread may hang for ever, so another takes its place if it is ours."""
        claim = (running.job.id, running.job.fence)
        with self._lock:
            if claim in self._given_up:
                return
            ours = running.thread in self._threads
            if ours:
                self._given_up.add(claim)
        try:
            given_up = self._service.mark_failed(running.job, ProcessingTimeout()) != STALE
        except StorageFailure:
            with self._lock:
                self._given_up.discard(claim)
            raise
        if given_up:
            log.warning("job %s is overdue", running.job.id, extra={"action": "job_overdue"})
        if ours:
            self._add_thread()

    def _add_thread(self) -> None:
        with self._lock:
            name = f"worker-{len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        job: Job | None = None
        replaced = False
        while not (replaced or self._stopping.is_set()):
            try:
                claimed = [job] if job else self._service.claim()
                job = None
                self._note_outage(None)
                if claimed:
                    job, replaced = self._run(claimed[0])
                else:
                    self._wake_ups.wait(SWEEP_SECONDS)
            except StorageFailure as error:
                self._note_outage(error)
                self._stopping.wait(SWEEP_SECONDS)
            except Exception:
                log.exception("a worker thread failed and goes on", extra={"action": "worker_failed"})
                self._stopping.wait(SWEEP_SECONDS)
        if job:
            self._give_back(job)

    def _note_outage(self, error: StorageFailure | None) -> None:
        """Logs its beginning and its end, once for all threads."""
        with self._lock:
            changed, self._outage = self._outage != (error is not None), error is not None
        if changed and error:
            log.error("the queue cannot be read or written: %s", error, extra={"action": "queue_unavailable"})
        elif changed:
            log.info("the queue can be read and written again", extra={"action": "queue_available"})

    def _give_back(self, job: Job) -> None:
        try:
            self._service.release(job)
        except StorageFailure:
            log.exception("a job cannot be given back before its lease ends", extra={"action": "queue_unavailable"})

    def _run(self, job: Job) -> tuple[Job | None, bool]:
        """The next job, where one was claimed with this one's end, and whether another thread took this one's place."""
        ended = self._worker.run(job, go_on=lambda: not self._stopping.is_set())
        with self._lock:
            replaced = (job.id, job.fence) in self._given_up
            if replaced:
                self._given_up.discard((job.id, job.fence))
                self._threads.remove(threading.current_thread())
        return ended.following, replaced

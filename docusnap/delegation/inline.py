"""Work done at once, in the thread that asks for it, instead of by the workers."""

from collections.abc import Callable

from docusnap.database import jobs
from docusnap.database.base import Database, Transaction
from docusnap.dispatch.worker import Worker
from docusnap.domain.clock import WallClock
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Job
from docusnap.queue.recorder import Recorded, Recorder
from docusnap.queue.service import DocumentQueueService, Ended

Mitigation = Callable[[TaskRequest], bool]
"""Says of a request whose result is not known whether its work is done at once, by whoever asks."""


class InlineExecution:
    """Claims a pending job and runs it here."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        queue: DocumentQueueService,
        worker: Worker,
        *,
        clock: WallClock,
        mitigation: Mitigation | None = None,
    ) -> None:
        """Without `mitigation` all work is left to the workers, but for what is consumed on purpose."""
        self._database = database
        self._recorder = recorder
        self._queue = queue
        self._worker = worker
        self._clock = clock
        self._mitigation = mitigation

    def consume(self, operation: str, uri: str) -> Ended | None:
        """Does the pending work for that name now; None when there is none (left to be done)."""
        now = self._clock()

        def find(tx: Transaction) -> Job | None:
            job_id = self._recorder.live(tx, operation, uri, now)
            return jobs.find(tx, job_id) if job_id else None

        item = self._database.read(find)
        claimed = self._queue.mark_in_progress(item) if item else None
        return self._worker.run(claimed) if claimed else None

    def consume_or_announce(self, request: TaskRequest, recorded: Recorded) -> bool:
        """Does the work of a request that was just recorded, or announces it to the workers, as the mitigation says.

        Returns whether it was to be done at once. A worker may have been faster all the same.
        """
        if self._mitigation is None or recorded.task.cached or recorded.repeated or not self._mitigation(request):
            self._queue.announce(recorded)
            return False
        self._queue.note(recorded)
        self.consume(request.operation, request.uri)
        return True

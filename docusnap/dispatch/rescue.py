"""Takes over the jobs of processes that died."""

import logging
import math
from collections.abc import Callable

from docusnap.domain.clock import SteadyClock
from docusnap.domain.errors import StorageFailure
from docusnap.queue.service import DocumentQueueService

log = logging.getLogger(__name__)


class Rescue:
    """Not right after an outage of the database: who lives could not renew its leases, and is given time to."""

    def __init__(
        self, queue: DocumentQueueService, heartbeat: Callable[[], None], *, clock: SteadyClock, patience: float
    ) -> None:
        """`heartbeat` renews the leases of this process; `patience`: seconds for which others may do so."""
        self._queue = queue
        self._heartbeat = heartbeat
        self._clock = clock
        self._patience = patience
        self._failed_at = -math.inf

    def look(self) -> None:
        """Looks for leases that ran out; to be called every few seconds. Raises StorageFailure."""
        try:
            self._heartbeat()  # after a jump of the clock or a full disk, nothing that lives may look dead
            self._queue.check()
        except StorageFailure:
            self._failed_at = self._clock()
            raise
        if self._clock() - self._failed_at < self._patience:
            return
        if due := self._queue.rescue(sole_owner=False).due:
            log.warning("jobs of a process that died: %d taken over", len(due), extra={"action": "taken_over"})

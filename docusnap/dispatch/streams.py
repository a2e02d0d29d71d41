"""Wake-ups through streams of Valkey, one for each operation; the claim in the database decides who runs what."""

import logging
import threading
from collections.abc import Collection, Sequence
from typing import Final

from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.queue import DueJob
from docusnap.valkey import RedisDB

log = logging.getLogger(__name__)

GROUP: Final = "workers"
MOST: Final = 1000
"""Wake-ups that a stream keeps: where more jobs wait, every worker is at work and finds the next one by itself."""
CLAIM_SECONDS: Final = 30.0
"""After which a wake-up whose consumer died goes to another one; the sweep is faster, as long as somebody is free."""
IDLE_SECONDS: Final = 3600.0
"""After which a process that holds nothing and asks for nothing is taken for dead, and no longer listed."""
_SLICE: Final = 0.25
_AWAY_SECONDS: Final = 5.0


def stream_of(operation: str) -> str:
    """The name of the stream that tells of its jobs."""
    return f"docusnap:due:{operation}"


class StreamWakeUps:
    """Sends wake-ups, and takes one for each thread of this process that is free, so that no busy one holds them up.

    Losing, repeating or reordering them changes nothing but when a job begins: each thread looks by itself, too.
    """

    def __init__(
        self,
        db: RedisDB,
        wake_ups: WakeUps,
        *,
        consumer: str,
        operations: Collection[str],
        claim_after: float = CLAIM_SECONDS,
    ) -> None:
        """`wake_ups`: of the threads here. `consumer`: names this process. `operations`: of which jobs it takes."""
        self._db = db
        self._wake_ups = wake_ups
        self._consumer = consumer
        self._streams = [stream_of(operation) for operation in operations]
        self._claim_after = claim_after
        self._closed = threading.Event()

    def send(self, due: Sequence[DueJob]) -> None:
        """Wakes a worker for each; while the server is away, nobody, which it logs."""
        for job in due:
            if not self._db.queue_product(stream_of(job.operation), {"job": job.id, "fence": job.fence}, most=MOST):
                return

    def hear(self) -> None:
        """Waits until a thread is free, then a moment for wake-ups; to be called again and again, by one thread."""
        if not self._wake_ups.wanted(_SLICE):
            return
        for stream, message in self._db.queues_consumer(
            self._streams, GROUP, self._consumer, claim_after=self._claim_after
        ):
            if self._wake_ups.wanted():
                self._wake_ups.put()
                message.ack()
            else:  # for a process with a free thread
                self._db.requeue_msg(stream, GROUP, message.get_msg_id())
        if self._db.away:
            self._closed.wait(_AWAY_SECONDS)

    def remove_dead(self, idle: float = IDLE_SECONDS) -> None:
        """Takes processes that were killed, `idle` seconds ago or before, off the groups; to be called now and then."""
        removed = sum(self._db.remove_idle_consumers(stream, GROUP, idle) for stream in self._streams)
        if removed:
            log.info("removed %d consumers of dead processes", removed, extra={"action": "consumers_removed"})

    def close(self) -> None:
        """Leaves the groups; to be called when nobody calls `hear` any more. May be called twice."""
        if not self._closed.is_set() and not self._db.away:
            for stream in self._streams:
                self._db.leave_group(stream, GROUP, self._consumer)
        self._closed.set()

"""The running services, and how they are started and stopped."""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docusnap.access.api_keys import Keys
from docusnap.access.rates import RateLimits
from docusnap.delegation.admission import Admission
from docusnap.delegation.cache import ResultCache
from docusnap.delegation.documents import Documents
from docusnap.delegation.exports import FilledPdf
from docusnap.delegation.inline import InlineExecution
from docusnap.delegation.intake import Intake
from docusnap.delegation.library import PaperLibrary
from docusnap.delegation.tasks import Tasks
from docusnap.dispatch.drain import Drain
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.probes import Probes
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.domain.clock import steady_clock
from docusnap.domain.errors import NoWorkers
from docusnap.domain.health import Degraded
from docusnap.domain.page import Page
from docusnap.operations.first_look import FirstLook
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.janitor import Janitor
from docusnap.queue.service import DocumentQueueService
from docusnap.sealing.envelope import Opener
from docusnap.sealing.key_pair import KeyPair
from docusnap.telemetry.telemetry import Telemetry

log = logging.getLogger(__name__)

_SHARE_OF_JOBS = 0.75
"""Of the time that stopping may take; the rest is for the pages that are being read then, and for closing."""
_CLOSE_SECONDS = 5.0
"""What closing may take, however short the grace was."""


@dataclass(frozen=True)
class WorkerServices:
    """What runs jobs, to be started and stopped.

    `warm_up`: called at the start; `closing`: at the end, in this order.
    """

    queue: DocumentQueueService
    telemetry: Telemetry
    dispatcher: ThreadDispatcher
    drain: Drain
    periodic: Sequence[PeriodicThread]
    warm_up: Callable[[], None]
    closing: Sequence[Callable[[], None]]

    def start(self, *, claim: bool = True) -> None:
        """Begins to work on what waits; without `claim`, only keeps alive what is run on purpose."""
        if claim:
            self.warm_up()
            self.dispatcher.start()
        for thread in self.periodic:
            thread.start()

    def stop(self, grace: float) -> bool:
        """Lets running jobs go on for most of `grace` seconds, gives the rest back, then closes everything.

        Pages that are being read then are still kept. Whether all of it ended, in the grace or a few seconds.
        """
        until = steady_clock() + grace
        self.dispatcher.stop(grace * _SHARE_OF_JOBS)
        closing = threading.Thread(target=self._close, name="closing", daemon=True)
        closing.start()
        closing.join(max(until - steady_clock(), _CLOSE_SECONDS))
        return not closing.is_alive()

    def exit(self, grace: float) -> None:
        """Stops, and ends the process where a thread hangs: Python would wait for it for ever. All is on disk then."""
        if self.stop(grace):
            return
        threads = ", ".join(sorted(thread.name for thread in threading.enumerate() if not thread.daemon))
        log.warning("ended though threads still run: %s", threads, extra={"action": "ended_anyway"})
        logging.shutdown()
        os._exit(0)

    def _close(self) -> None:
        for thread in self.periodic:
            thread.stop()
        for close in self.closing:
            close()


@dataclass(frozen=True)
class Services(WorkerServices):
    """A server: what runs jobs, and what its doors need."""

    intake: Intake
    tasks: Tasks
    documents: Documents
    library: PaperLibrary
    administration: QueueAdministration
    cache: ResultCache
    inline: InlineExecution
    admission: Admission
    key_pair: KeyPair
    opener: Opener
    read_picture: Callable[[bytes], Page]
    filled_pdf: FilledPdf
    first_look: FirstLook
    keys: Keys
    rates: RateLimits
    janitor: Janitor
    probes: Probes
    record_degraded: Callable[[], Sequence[Degraded]]

    def check(self) -> Sequence[Degraded]:
        """What does not work as it should.

        Raises StorageFailure, StorageFull or NoWorkers when tasks cannot be taken or would not be worked on.
        """
        self.queue.check()
        self.admission.check_room()
        if not self.dispatcher.alive:
            raise NoWorkers
        late = [
            Degraded(thread.name, f"It has not run for {since:.0f} s; the log says why.")
            for thread in self.periodic
            if (since := thread.overdue()) is not None
        ]
        return [*self.record_degraded(), *self.probes.degraded(), *late]

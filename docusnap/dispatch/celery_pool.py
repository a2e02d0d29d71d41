"""What the processes of a Celery worker do: each runs one job at a time, and renews its lease itself."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from billiard import active_children, current_process
from celery import Celery, signals

from docusnap.dispatch.celery import CALLBACKS, QUARANTINE, queue_of
from docusnap.domain.queue import DueJob

log = logging.getLogger(__name__)

_GIVE_BACK: Final = signal.SIGUSR2
"""At which a process gives back what it runs: the time that stopping may take is nearly over."""
_SHARE_OF_JOBS: Final = 0.75


class Work(Protocol):
    """What a process of a worker does."""

    def run(self, operation: str) -> str | None:
        """Claims the first job of the operation and runs it to its end; says which, and how it ended. None: no job."""
        ...

    def deliver_callbacks(self) -> None:
        """Delivers what is due."""
        ...

    def report(self, job: DueJob) -> None:
        """Tells the consumer of the quarantine of a job that gave up."""
        ...

    def abandon(self) -> None:
        """Gives back at once what runs."""
        ...

    def stop(self) -> None:
        """Ends in good order."""
        ...


class PoolProcess:
    """A process of a worker, which begins to work when Celery has started it, or at its first task."""

    def __init__(self, open_work: Callable[[], Work]) -> None:
        """`open_work`: called in the process itself."""
        self._open = open_work
        self._lock = threading.Lock()
        self._work: Work | None = None

    @property
    def work(self) -> Work:
        """Begun at the first call."""
        with self._lock:
            self._work = self._work or self._open()
            return self._work

    def begin(self) -> None:
        """Begins now."""
        log.debug("process %d begins with %s", os.getpid(), type(self.work).__name__)

    def end(self) -> None:
        """Stops, if it began."""
        with self._lock:
            work, self._work = self._work, None
        if work:
            work.stop()


def number_here() -> int:
    """Which of the worker's processes this is, from 0; whoever replaces it has the same number."""
    return int(getattr(current_process(), "index", 0))


def add_tasks(app: Celery, operations: Iterable[str], process: PoolProcess) -> None:
    """The tasks of the application, run by this process. What a task was sent for says why it woke; which job is run
    the database says, so that clients have their turns, and repeated messages change nothing.
    """

    def runs(operation: str) -> Callable[[str, int], str | None]:
        def run(job_id: str, fence: int) -> str | None:
            return process.work.run(operation)

        return run

    def deliver(job_id: str, fence: int) -> None:
        process.work.deliver_callbacks()

    def report(job_id: str, fence: int) -> None:
        process.work.report(DueJob(job_id, "", fence))

    for operation in operations:
        app.task(name=queue_of(operation))(runs(operation))
    app.task(name=CALLBACKS)(deliver)
    app.task(name=QUARANTINE)(report)


def follow_signals(process: PoolProcess, *, grace: float, set_up_log: Callable[[], None]) -> None:
    """Begins and ends with Celery's processes. When the worker is told to stop, jobs may end in most of `grace`
    seconds, then they are given back, and what hangs even then is ended.
    """

    def begin(**_: Any) -> None:
        signal.signal(_GIVE_BACK, lambda *_: threading.Thread(target=process.work.abandon, name="give-back").start())
        process.begin()

    def hurry(**_: Any) -> None:
        for seconds, number in ((grace * _SHARE_OF_JOBS, _GIVE_BACK), (grace + 1, signal.SIGKILL)):
            timer = threading.Timer(seconds, _signal_children, (number,))
            timer.daemon = True
            timer.start()

    signals.setup_logging.connect(lambda **_: set_up_log(), weak=False)
    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_process_shutdown.connect(lambda **_: process.end(), weak=False)
    signals.worker_shutting_down.connect(hurry, weak=False)


def _signal_children(number: int) -> None:
    for child in active_children():
        try:
            os.kill(child.pid, number)
        except ProcessLookupError:
            log.info("process %d has ended already", child.pid, extra={"action": "ended"})

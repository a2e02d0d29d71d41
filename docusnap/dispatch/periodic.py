"""A background duty: something done every few seconds on a thread of its own."""

import logging
import threading
from collections.abc import Callable

from docusnap.domain.errors import StorageFailure

log = logging.getLogger(__name__)


class Duty:
    """Starts and stops; each twice without harm. A duty that fails is logged whole and done again the next time."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        """`work` is called every `seconds` after `start`, the first time at once."""
        self._name = name
        self._seconds = seconds
        self._work = work
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Does it again now, or once more when it is being done."""
        self._woken.set()

    def stop(self) -> None:
        """Lets what is being done finish."""
        self._stop.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except StorageFailure as error:
                log.error("%s failed: %s", self._name, error, extra={"action": "duty_failed"})
            self._woken.wait(self._seconds)
            self._woken.clear()

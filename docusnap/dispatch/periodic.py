"""Work that is done again every few seconds, on a thread of its own."""

import logging
import threading
from collections.abc import Callable

from docusnap.domain.clock import SteadyClock, steady_clock

log = logging.getLogger(__name__)

_SLACK_SECONDS = 60.0
_REMIND_SECONDS = 60.0


class PeriodicThread:
    """Calls a function every `seconds` until it is stopped. Starts and stops; each twice without harm.

    A call that raises, whatever it raises, is logged and made again at the next turn. Of failures in a row, the first
    is logged with its traceback, then one a minute in one line.
    """

    def __init__(
        self, name: str, seconds: float, work: Callable[[], object], *, clock: SteadyClock = steady_clock
    ) -> None:
        """`work` is called every `seconds` after `start`, the first time at once."""
        self.name = name
        self._seconds = seconds
        self._work = work
        self._clock = clock
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        self._succeeded_at = clock()
        self._failures = 0
        self._logged_at = 0.0

    def start(self) -> None:
        """Begins."""
        if self._thread is None:
            self._succeeded_at = self._clock()
            self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
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

    def overdue(self) -> float | None:
        """Seconds since it last succeeded (or was started), where that is more than two turns and a minute; else None.

        None too while it does not run.
        """
        if self._thread is None or self._stop.is_set():
            return None
        since = self.age()
        return since if since > 2 * self._seconds + _SLACK_SECONDS else None

    def age(self) -> float:
        """Seconds since it last succeeded, or since it was started or made."""
        return self._clock() - self._succeeded_at

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except Exception as error:  # noqa: BLE001 - logged whole, whatever it is
                self._failed(error)
            else:
                self._succeeded()
            self._woken.wait(self._seconds)
            self._woken.clear()

    def _succeeded(self) -> None:
        self._succeeded_at = self._clock()
        if self._failures:
            log.info(
                "%s works again after %d failures", self.name, self._failures, extra={"action": "periodic_recovered"}
            )
        self._failures = 0

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        now = self._clock()
        if self._failures == 1 or now - self._logged_at >= _REMIND_SECONDS:
            self._logged_at = now
            whole = error if self._failures == 1 else None
            log.error("%s failed: %s", self.name, error, exc_info=whole, extra={"action": "periodic_failed"})

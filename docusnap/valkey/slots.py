"""A limit on how many do something at a time, over all processes that share a server."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final
from uuid import uuid4

from docusnap.domain.clock import SteadyClock, steady_clock
from docusnap.valkey.redis_db import RedisDB
from docusnap.valkey.scripts import RENEW_PLACES, TAKE_PLACE

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 30.0
AWAY_SECONDS: Final = 10.0
"""How long the server is not asked again once it was away."""
_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.25


class SharedSlots:
    """At most `most` places at a time over all processes with the same key; `with slots:` waits for one and holds it.

    Safe to use from many threads. A place is leased, and the lease renewed while it is held: those of a process that
    died are free again after 30 seconds. While the server is away, or if it was emptied, the limit holds in each
    process by itself; that is logged, and nobody waits for the server.
    """

    def __init__(
        self,
        db: RedisDB,
        key: str,
        most: int,
        *,
        lease: float = LEASE_SECONDS,
        clock: SteadyClock = steady_clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`key`: of the server, one for each limit. `lease`: in seconds."""
        self._db = db
        self._key = key
        self._most = most
        self._lease = lease
        self._clock = clock
        self._sleep = sleep
        self._here = threading.BoundedSemaphore(most)
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._tokens: set[str] = set()
        self._asked_again_at: float | None = None
        self._renewing: threading.Thread | None = None

    def __enter__(self) -> None:
        """Waits for a place; without end, as long as all are held and their holders live."""
        self._here.acquire()
        try:
            token = self._take()
        except BaseException:
            self._here.release()
            raise
        held = vars(self._mine).setdefault("held", [])
        held.append(token)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Gives the place back."""
        token: str | None = self._mine.held.pop()
        self._here.release()
        if token is not None:
            with self._lock:
                self._tokens.discard(token)
            if not self._away():
                self._db.zrem(self._key, token)

    def _take(self) -> str | None:
        """A token for the place at the server; None where it is away."""
        token, pause = uuid4().hex, _FIRST_PAUSE
        while not self._away():
            took = self._db.run_script(TAKE_PLACE, [self._key], [token, self._most, int(self._lease * 1000)], None)
            self._note(away=took is None)
            if took:
                self._keep(token)
                return token
            if took is not None:
                self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        return None

    def _keep(self, token: str) -> None:
        with self._lock:
            self._tokens.add(token)
            if self._renewing is None:
                self._renewing = threading.Thread(target=self._renew, name="slots", daemon=True)
                self._renewing.start()

    def _renew(self) -> None:
        """Until nothing is held any more."""
        while True:
            time.sleep(self._lease / 3)
            with self._lock:
                held = sorted(self._tokens)
                if not held:
                    self._renewing = None
                    return
            if not self._away():
                took = self._db.run_script(RENEW_PLACES, [self._key], [int(self._lease * 1000), *held], None)
                self._note(away=took is None)

    def _away(self) -> bool:
        with self._lock:
            return self._asked_again_at is not None and self._clock() < self._asked_again_at

    def _note(self, *, away: bool) -> None:
        with self._lock:
            before, self._asked_again_at = self._asked_again_at, self._clock() + AWAY_SECONDS if away else None
        if away and before is None:
            told = "the limit %s holds in each process by itself: the Valkey server is away"
            log.warning(told, self._key, extra={"action": "limit_alone"})
        elif before is not None and not away:
            log.info("the limit %s holds over all processes again", self._key, extra={"action": "limit_shared"})

"""What processes on one PostgreSQL server tell each other, by LISTEN and NOTIFY: hints that may get lost.

Told after the commit, many at a time: a NOTIFY inside a busy transaction would make all commits wait for each other.
"""

import json
import logging
import math
import secrets
import threading
from collections.abc import Callable, Sequence

import psycopg

from docusnap.database.postgres import PostgresDatabase
from docusnap.database.postgres_server import Connection, adapter_statements, connection_options
from docusnap.domain.clock import SteadyClock, steady_clock
from docusnap.domain.errors import StorageFailure
from docusnap.domain.health import Degraded

log = logging.getLogger(__name__)

_SPACING = 0.02
_SLICE = 0.25
_PING_SECONDS = 3.0
_DEAF_SECONDS = 10.0
_MOST_KEPT = 10_000
_AT_ONCE = 150
"""Ids of jobs in a message: one may have 8,000 bytes."""


class PostgresSignals:
    """Tells other processes of jobs that became due or ended here, and hears of theirs.

    `tell` and `hear` are to be called again and again, each on a thread of its own. What this process says it hears
    too: a connection on which it does not is replaced, whatever it looks like.
    """

    def __init__(
        self,
        url: str,
        database: PostgresDatabase,
        *,
        clock: SteadyClock = steady_clock,
        deaf_seconds: float = _DEAF_SECONDS,
    ) -> None:
        """Connects at the first call of `hear`. `deaf_seconds`: after which what was said must have been heard."""
        self._options = connection_options(url)
        self._statements = adapter_statements()
        self._database = database
        self._clock = clock
        self._deaf_seconds = deaf_seconds
        self._name = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._closed = threading.Event()
        self._due = 0
        self._ended: list[str] = []
        self._told_at = -math.inf
        self._unheard_since: float | None = None
        self._connection: Connection | None = None
        self._on_due: Callable[[int], None] = lambda _: None
        self._on_end: Callable[[str], None] = lambda _: None

    def listen(self, on_due: Callable[[int], None], on_end: Callable[[str], None]) -> None:
        """Who is called with how many jobs became due, and with the ids of those that ended, in other processes."""
        self._on_due = on_due
        self._on_end = on_end

    def due(self, _job_id: str = "") -> None:
        """A job can be claimed now."""
        with self._lock:
            self._due += 1
        self._news.set()

    def ended(self, job_id: str) -> None:
        """A job has ended."""
        with self._lock:
            self._ended.append(job_id)
        self._news.set()

    def tell(self) -> None:
        """Waits a moment for news and tells them, at once unless some were told just before. Raises StorageFailure."""
        pinging = self._clock() - self._told_at >= _PING_SECONDS
        if not pinging and not self._news.wait(_SLICE):
            return
        self._closed.wait(max(0.0, self._told_at + _SPACING - self._clock()))
        self._send(ping=pinging)

    def hear(self) -> None:
        """Listens for a moment; connects first where there is no connection. Raises StorageFailure."""
        try:
            connection = self._connection or self._connected()
            for notice in connection.notifies(timeout=_SLICE):
                self._heard(notice.payload)
        except psycopg.Error as error:
            self._hang_up()
            self._closed.wait(_SLICE)
            raise StorageFailure(f"The database cannot be listened to ({error}).") from error
        since = self._unheard_since
        if since is not None and self._clock() - since > self._deaf_seconds:
            log.warning("the database is listened to anew: nothing was heard", extra={"action": "listener_replaced"})
            self._hang_up()

    def degraded(self) -> Sequence[Degraded]:
        """Whether others are not heard at the moment."""
        if self._connection is not None:
            return ()
        return [Degraded("listener", "What other processes do is noticed by looking every second or two.")]

    def close(self) -> None:
        """Tells what was not told yet; to be called when nobody calls `tell` and `hear` any more."""
        self._closed.set()
        try:
            self._send(ping=False)
        except StorageFailure:
            log.info("the last news were not told", extra={"action": "news_lost"})
        self._hang_up()

    def _send(self, *, ping: bool) -> None:
        with self._lock:
            self._news.clear()
            due, ended = self._due, self._ended
            self._due, self._ended = 0, []
        try:
            while due or ended or ping:
                self._told_at = self._clock()
                self._database.notify(json.dumps({"from": self._name, "due": due, "ended": ended[:_AT_ONCE]}))
                ping, due, ended = False, 0, ended[_AT_ONCE:]
                if self._unheard_since is None:
                    self._unheard_since = self._told_at
        except StorageFailure:
            with self._lock:  # told when it can be
                self._due += due
                self._ended = [*ended, *self._ended][:_MOST_KEPT]
            raise

    def _heard(self, payload: str) -> None:
        said = json.loads(payload)
        if said["from"] == self._name:
            self._unheard_since = None
            return
        if said["due"]:
            self._on_due(said["due"])
        for job_id in said["ended"]:
            self._on_end(job_id)

    def _connected(self) -> Connection:
        """Something may have been missed meanwhile."""
        connection: Connection = psycopg.connect(**self._options)
        try:
            connection.execute(self._statements["listen"])
            connection.execute(self._statements["use"])
        except BaseException:
            connection.close()
            raise
        self._unheard_since = None
        self._connection = connection
        self._on_due(1)
        return connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

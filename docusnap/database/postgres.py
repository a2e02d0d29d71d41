"""The durable record on a PostgreSQL server, shared by any number of processes and machines.

Transactions are READ COMMITTED: what must stay as it was looked at is locked by the statements (queries.postgres.sql).
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors as pg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from docusnap.database.base import Row, T, Transaction
from docusnap.database.postgres_schema import bring_up_to_date
from docusnap.database.postgres_server import (
    Connection,
    Statements,
    adapter_statements,
    check_server,
    connection_options,
    for_psycopg,
)
from docusnap.database.sql_files import Schema, statements_for
from docusnap.domain.clock import SteadyClock, WallClock, steady_clock, wall_clock
from docusnap.domain.errors import Misconfigured, StorageFailure

log = logging.getLogger(__name__)

_TRIES = 6
_PAUSE = 0.05
_PATIENCE = 5.0
_PATIENCE_WHEN_AWAY = 0.5
_RECONNECT_SECONDS = 3.0
_TRUSTED_SECONDS = 1.0
_CONFLICTS = (pg.SerializationFailure, pg.DeadlockDetected, pg.UniqueViolation, pg.ForeignKeyViolation)
"""Another transaction was faster: run again, this one finds what that one wrote."""
_UNKNOWN = (
    "The connection to the database was lost at the very end; whether it was stored is not known. Send it again, with "
    "the same Idempotency-Key so that it is not done twice."
)
_LOST = (pg.AdminShutdown, pg.CrashShutdown, pg.CannotConnectNow, pg.ReadOnlySqlTransaction, pg.IdleSessionTimeout)
"""The server stops, or is no primary any more; other connections of the pool are no better."""


class PostgresTransaction:
    """Implements `Transaction` on a connection."""

    def __init__(self, connection: Connection, statements: Statements, aside: "_Aside") -> None:
        """The connection stands in a transaction already."""
        self._connection = connection
        self._statements = statements
        self._aside = aside

    def rows(self, statement: str, **values: object) -> Sequence[Row]:
        """See `Transaction`."""
        found: Sequence[Row] = self._execute(statement, values).fetchall()
        return found

    def row(self, statement: str, **values: object) -> Row | None:
        """See `Transaction`."""
        found: Row | None = self._execute(statement, values).fetchone()
        return found

    def aside(self, statement: str, **values: object) -> Row | None:
        """See `Transaction`."""
        return self._aside.row(self._statements[statement], _storable(values))

    def run(self, statement: str, **values: object) -> int:
        """See `Transaction`."""
        changed: int = self._execute(statement, values).rowcount
        return changed

    @contextmanager
    def nested(self) -> Iterator[None]:
        """See `Transaction`."""
        with self._connection.transaction():
            yield

    def _execute(self, statement: str, values: Mapping[str, object]) -> "psycopg.Cursor[dict[str, Any]]":
        return self._connection.execute(self._statements[statement], _storable(values))


class PostgresDatabase:
    """Implements `Database`. Threads and processes share it; each transaction takes a connection of the pool."""

    def __init__(
        self,
        url: str,
        *,
        connections: int = 10,
        patience: float = _PATIENCE,
        schema: Schema | None = None,
        clock: WallClock = wall_clock,
        steady: SteadyClock = steady_clock,
        sleep: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = lambda low, high: (low + high) / 2,
    ) -> None:
        """Connects, makes the tables if need be, and brings older ones to the `schema` (by default: this package's).

        `connections`: at a time, at most. `patience`: seconds to wait for one that is free. `uniform`: for the pause
        before a transaction is run again.

        Raises Misconfigured when the server cannot be reached, is not fit, or cannot be upgraded.
        """
        options = connection_options(url)
        self._statements = for_psycopg(statements_for("postgres"))
        self._own = adapter_statements()
        self._most = connections
        self._patience = patience
        self._clock = clock
        self._steady = steady
        self._sleep = sleep
        self._uniform = uniform
        self._away = False
        self._lost_at = -math.inf
        self._used: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()
        try:
            with psycopg.connect(**options) as connection:
                check_server(connection, self._own, self._clock())
                self.upgrade = bring_up_to_date(connection, self._own, schema or Schema.shipped("postgres"))
        except psycopg.Error as error:
            raise Misconfigured(f"DOCUSNAP_DATABASE_URL: the database cannot be used: {_told(error)}.") from error
        self._aside = _Aside(lambda: self._hurried(options))
        self._pool = ConnectionPool(
            "",
            kwargs=options,
            min_size=0,
            max_size=connections,
            timeout=patience,
            reconnect_timeout=_RECONNECT_SECONDS,
            reconnect_failed=lambda _: self._note_away(),
            configure=self._configure,
            check=self._check,
            open=True,
            name="docusnap",
        )

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `Database`. Runs `work` again when another transaction got in its way, or its connection was lost.

        Not when the connection was lost at the commit: whether it was written nobody knows then.
        """
        return self._tried(lambda: self._once("begin_write", work))

    def read(self, work: Callable[[Transaction], T]) -> T:
        """See `Database`."""
        return self._tried(lambda: self._once("begin_read", work))

    def notify(self, payload: str) -> None:
        """Tells all who listen. Raises StorageFailure."""

        def once() -> None:
            with self._connection() as connection:
                try:
                    connection.execute(self._own["notify"], {"payload": payload})
                except psycopg.Error as error:
                    self._judge(connection, error, committing=False)

        self._tried(once)

    def close(self) -> None:
        """See `Database`."""
        self._pool.close()
        self._aside.close()

    def _tried(self, once: Callable[[], T]) -> T:
        for attempt in range(_TRIES):
            try:
                return once()
            except _AgainError as again:
                failure = again.error
                log.debug("a transaction is run again: %s", _told(failure), extra={"action": "transaction_again"})
                self._sleep(self._uniform(0, _PAUSE * 2**attempt))
        raise _failure(failure) from failure

    def _once(self, begin: str, work: Callable[[Transaction], T]) -> T:
        with self._connection() as connection:
            committing = False
            try:
                connection.execute(self._own[begin])
                value = work(PostgresTransaction(connection, self._statements, self._aside))
                committing = begin == "begin_write"
                done = connection.execute(self._own["commit"])
            except BaseException as error:
                with suppress(psycopg.Error):
                    connection.execute(self._own["rollback"])
                self._judge(connection, error, committing=committing)
                raise
            if done.statusmessage != "COMMIT":  # an error inside was swallowed
                raise StorageFailure("The database refused a part of it; nothing was accepted.")
            return value

    def _judge(self, connection: Connection, error: BaseException, *, committing: bool) -> None:
        """Raises what the error means; returns for one that is not the database's."""
        if isinstance(error, _CONFLICTS):
            raise _AgainError(error) from error
        if not isinstance(error, psycopg.Error):
            return
        if isinstance(error, _LOST) or connection.closed:
            self._lost_at = self._steady()
            connection.close()
            if committing:
                raise StorageFailure(_UNKNOWN) from error
            raise _AgainError(error) from error
        raise _failure(error) from error

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            connection = self._pool.getconn(min(self._patience, _PATIENCE_WHEN_AWAY) if self._away else self._patience)
        except PoolTimeout as error:
            told = f"All {self._most} connections to the database are in use (DOCUSNAP_DATABASE_CONNECTIONS)"
            told, soon = ("The database cannot be reached", None) if self._away else (told, 1)
            raise StorageFailure(f"{told}; nothing was accepted. Try again later.", retry_after=soon) from error
        except (PoolClosed, psycopg.Error) as error:
            raise StorageFailure("The database is closed.") from error
        self._away = False
        try:
            yield connection
        finally:
            self._used[connection] = self._steady()
            self._pool.putconn(connection)

    def _hurried(self, options: Mapping[str, Any]) -> Connection:
        connection: Connection = psycopg.connect(**options)
        connection.execute(self._own["set_session"])
        connection.execute(self._own["hurry"])
        return connection

    def _configure(self, connection: Connection) -> None:
        connection.execute(self._own["set_session"])
        self._away = False

    def _check(self, connection: Connection) -> None:
        """A connection that was used a moment ago is good, unless another was lost since."""
        used = self._used.get(connection, math.inf)
        if used < self._lost_at or self._steady() - used > _TRUSTED_SECONDS:
            ConnectionPool.check_connection(connection)

    def _note_away(self) -> None:
        self._away = True


class _AgainError(Exception):
    """The transaction did not hold, and can be run again."""

    def __init__(self, error: psycopg.Error) -> None:
        super().__init__()
        self.error = error


class _Aside:
    """A connection beside the pool, for statements that are each committed at once."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def row(self, statement: bytes, values: Mapping[str, object]) -> Row | None:
        """The first row. Raises _AgainError."""
        with self._lock:
            try:
                self._connection = self._connection or self._connect()
                found: Row | None = self._connection.execute(statement, values).fetchone()
            except psycopg.Error as error:
                self._hang_up()
                raise _AgainError(error) from error
            return found

    def close(self) -> None:
        """May be called twice."""
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _storable(values: Mapping[str, object]) -> Mapping[str, object]:
    """PostgreSQL's texts cannot hold U+0000."""
    return {
        name: value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value
        for name, value in values.items()
    }


def _told(error: psycopg.Error) -> str:
    return " ".join(str(error).split()).rstrip(".")


def _failure(error: psycopg.Error) -> StorageFailure:
    return StorageFailure(f"The database could not do it ({_told(error)}); nothing was accepted. Try again later.")

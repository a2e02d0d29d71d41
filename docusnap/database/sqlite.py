"""The durable record in one SQLite file: WAL, synchronous=FULL, one writer, readers beside it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from docusnap.database import driver
from docusnap.database.base import Row, T, Transaction
from docusnap.database.statements import named_statements
from docusnap.database.writer import Writer
from docusnap.domain.errors import Misconfigured, StorageFailure
from docusnap.package_data import package_text

SCHEMA_VERSION = 1
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


class SqliteTransaction:
    """Implements `Transaction` on a connection."""

    def __init__(self, connection: driver.Connection, statements: Mapping[str, str]) -> None:
        """The connection stands in a transaction already."""
        self._connection = connection
        self._statements = statements

    def rows(self, statement: str, **values: object) -> Sequence[Row]:
        """See `Transaction`."""
        return self._connection.execute(self._statements[statement], values).fetchall()

    def row(self, statement: str, **values: object) -> Row | None:
        """See `Transaction`."""
        found = self._connection.execute(self._statements[statement], values).fetchall()
        return found[0] if found else None

    def run(self, statement: str, **values: object) -> int:
        """See `Transaction`."""
        return self._connection.execute(self._statements[statement], values).rowcount


class SqliteDatabase:
    """Implements `Database`. Threads share it; reads run on a connection of their thread."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the file.

        Raises Misconfigured when it cannot be opened, is of another version, or does not keep what it is set to.
        """
        self._path = path
        self._statements = named_statements(package_text("database/queries.sql"))
        self._local = threading.local()
        self._readers: list[driver.Connection] = []
        self._readers_lock = threading.Lock()
        self._writer = Writer(self._connect)
        self._writer.write(_create)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `Database`. Writes that wait at the same time share one fsync."""
        return self._writer.write(lambda connection: work(SqliteTransaction(connection, self._statements)))

    def read(self, work: Callable[[Transaction], T]) -> T:
        """See `Database`."""
        connection = self._reader()
        try:
            connection.execute("BEGIN")
            try:
                return work(SqliteTransaction(connection, self._statements))
            finally:
                connection.execute("ROLLBACK")
        except driver.DatabaseError as error:
            raise StorageFailure(f"The database could not be read ({error}). Try again later.") from error

    def close(self) -> None:
        """See `Database`."""
        self._writer.close()
        with self._readers_lock:
            for connection in self._readers:
                connection.close()
            self._readers.clear()

    def _reader(self) -> driver.Connection:
        connection: driver.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
            with self._readers_lock:
                self._readers.append(connection)
        return connection

    def _connect(self) -> driver.Connection:
        try:
            connection = driver.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.row_factory = driver.Row
            for name, wanted in _PRAGMAS.items():
                connection.execute(f"PRAGMA {name} = {wanted}")
                got = connection.execute(f"PRAGMA {name}").fetchone()[0]
                if got != wanted:
                    raise Misconfigured(f"SQLite does not keep {name} = {wanted} (it says {got}) for {self._path}.")
        except driver.DatabaseError as error:
            raise Misconfigured(f"The database {self._path} cannot be opened: {error}.") from error
        return connection


def _create(connection: driver.Connection) -> None:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == 0:
        for statement in package_text("schema.sql").split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif found != SCHEMA_VERSION:
        raise Misconfigured(f"The database has schema {found}; this version of docusnap knows {SCHEMA_VERSION}.")

"""The durable record in one SQLite file: WAL, synchronous=FULL, one writer, readers beside it."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from docusnap.database import sqlite_driver as driver
from docusnap.database.base import Row, T, Transaction
from docusnap.database.sql_files import Schema, Upgrade, adapter_statements, statements_for
from docusnap.database.sqlite_schema import bring_up_to_date, stored_version
from docusnap.database.sqlite_writer import Writer
from docusnap.domain.errors import Misconfigured, StorageFailure
from docusnap.private_files import make_file

_LONGEST_LOG = 4000
_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "wal_autocheckpoint": _LONGEST_LOG,  # pages; `checkpoint` sees to it before a commit has to
}
_PATIENCE = 10.0
_SCRUB_PATIENCE = 0.05


class SqliteTransaction:
    """Implements `Transaction` on a connection."""

    def __init__(self, connection: driver.Connection, statements: Mapping[str, str]) -> None:
        """The connection stands in a transaction already."""
        self._connection = connection
        self._statements = statements

    def rows(self, statement: str, **values: object) -> Sequence[Row]:
        """See `Transaction`."""
        return self._execute(self._statements[statement], values).fetchall()

    def row(self, statement: str, **values: object) -> Row | None:
        """See `Transaction`."""
        found = self._execute(self._statements[statement], values).fetchall()
        return found[0] if found else None

    def aside(self, statement: str, **values: object) -> Row | None:
        """See `Transaction`: writers come one after the other anyway."""
        return self.row(statement, **values)

    def run(self, statement: str, **values: object) -> int:
        """See `Transaction`."""
        return self._execute(self._statements[statement], values).rowcount

    @contextmanager
    def nested(self) -> Iterator[None]:
        """See `Transaction`."""
        self._execute("SAVEPOINT nested", {})
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._execute("ROLLBACK TO nested", {})
                self._execute("RELEASE nested", {})
            raise
        self._execute("RELEASE nested", {})

    def _execute(self, sql: str, values: Mapping[str, object]) -> driver.Cursor:
        """A full disk ends the whole transaction; what came after it would be committed statement by statement."""
        if not self._connection.in_transaction:
            raise driver.DatabaseError("the transaction was undone")
        return self._connection.execute(sql, values)


class SqliteDatabase:
    """Implements `Database`. Threads share it; reads run on a connection of their thread."""

    def __init__(
        self,
        path: Path,
        *,
        patience: float = _PATIENCE,
        schema: Schema | None = None,
        alone: bool = True,
        repair: bool = False,
        as_it_is: bool = False,
    ) -> None:
        """Opens the file, creates it if need be, and brings an older one to the `schema` (by default: this package's).

        `patience`: seconds to wait while another process writes. `alone`, `repair`: see `bring_up_to_date`.
        `as_it_is`: leaves the schema alone, whatever its version; then few statements can be relied on.

        Raises Misconfigured when it cannot be opened or upgraded, or does not keep what it is set to.
        """
        self._path = path
        self._patience = patience
        self._paths = (path, Path(f"{path}-wal"))
        self._opened: list[tuple[int, int]] = []
        self._statements = statements_for("sqlite")
        self._local = threading.local()
        self._readers: list[driver.Connection] = []
        self._readers_lock = threading.Lock()
        self._make_private()
        try:
            self.upgrade = (
                self._unchanged()
                if as_it_is
                else self._brought_up_to_date(schema or Schema.shipped("sqlite"), alone=alone, repair=repair)
            )
            self._writer = Writer(self._connect, self._verify)
        except driver.DatabaseError as error:
            raise Misconfigured(f"The database {path} cannot be opened: {error}.") from error
        self._opened = self._on_disk()

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
            raise _unreadable(error) from error

    def changes(self) -> int:
        """A number that is another one after someone else's commit, another process's too; for one thread only."""
        try:
            changes: int = self._reader().execute("PRAGMA data_version").fetchone()[0]
        except driver.DatabaseError as error:
            raise _unreadable(error) from error
        return changes

    def checkpoint(self) -> None:
        """Copies what was committed from the log into the file, beside the writers, so that no commit waits for it.

        To be called every few moments, where this SQLite may checkpoint beside a writer; else commits do it.
        """
        if driver.version < driver.SAFE_TO_SHARE:
            return
        try:
            self._reader().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except driver.DatabaseError as error:
            raise _unreadable(error) from error

    def scrub(self) -> bool:
        """Empties the log, so that deleted content is in no file any more; False: in use, try later.

        In the database file itself it was overwritten (`secure_delete`). Raises StorageFailure.
        """
        try:
            if driver.version < driver.DELETES_WORDS:
                self._writer.between(lambda connection: connection.execute(adapter_statements()["write_words_anew"]))
            return self._writer.between(self._empty_log)
        except driver.DatabaseError as error:
            raise _unreadable(error) from error

    def copy_to(self, target: Path, *, first: Callable[[Transaction], None]) -> None:
        """Copies the database into the empty file `target`, as it stood when `first` was run: nobody wrote meanwhile.

        Others write on while it is copied. Raises what `first` raises, or StorageFailure.
        """
        try:
            with closing(self._connect()) as snapshot:
                self._writer.between(lambda connection: self._pin(connection, snapshot, first))
                with closing(driver.connect(target, isolation_level=None)) as copy:
                    snapshot.backup(copy)
        except driver.DatabaseError as error:
            raise StorageFailure(f"The database could not be copied ({error}).") from error

    def check(self) -> None:
        """Reads the whole file. Raises Misconfigured when anything in it is damaged."""
        try:
            found = self._reader().execute("PRAGMA integrity_check").fetchone()[0]
            broken = self._reader().execute("PRAGMA foreign_key_check").fetchall()
        except driver.DatabaseError as error:
            found, broken = str(error), []
        if found != "ok" or broken:
            raise Misconfigured(f"The database {self._path} is damaged: {found if found != 'ok' else 'rows are lost'}.")

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
            self._verify()  # SQLite would make an empty file in place of one that is gone
            try:
                connection = self._connect()
            except (driver.DatabaseError, Misconfigured) as error:  # it could be opened at the start
                raise _unreadable(error) from error
            self._local.connection = connection
            with self._readers_lock:
                self._readers.append(connection)
        return connection

    def _brought_up_to_date(self, schema: Schema, *, alone: bool, repair: bool) -> Upgrade:
        connection = self._connect()
        try:
            return bring_up_to_date(connection, schema, alone=alone, repair=repair)
        finally:
            connection.close()

    def _unchanged(self) -> Upgrade:
        connection = self._connect()
        try:
            version = stored_version(connection)
        finally:
            connection.close()
        return Upgrade(version, version)

    def _make_private(self) -> None:
        """Before SQLite makes the file: its log takes the file's rights."""
        try:
            make_file(self._path)
            for log in filter(Path.exists, self._paths[1:]):
                make_file(log)
        except OSError as error:
            raise Misconfigured(f"The database {self._path} cannot be opened: {error.strerror}.") from error

    def _verify(self) -> None:
        """SQLite goes on writing to a file that was deleted or replaced under it; nobody would find that again."""
        if self._opened and self._on_disk() != self._opened:
            raise StorageFailure(
                "The database file was deleted or replaced; nothing was accepted. Stop the server, put the file back "
                "or a backup in its place, and start again."
            )

    def _on_disk(self) -> list[tuple[int, int]]:
        """Which files stand under the names of the database and its log; missing ones are left out."""
        found = []
        for path in self._paths:
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            found.append((stat.st_dev, stat.st_ino))
        return found

    def _connect(self) -> driver.Connection:
        connection = driver.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = driver.Row
            self._wait_at_most(connection, self._patience)
            for name, wanted in _PRAGMAS.items():
                connection.execute(f"PRAGMA {name} = {wanted}")
                got = connection.execute(f"PRAGMA {name}").fetchone()[0]
                if got != wanted:
                    raise Misconfigured(f"SQLite does not keep {name} = {wanted} (it says {got}) for {self._path}.")
        except BaseException:
            connection.close()
            raise
        return connection

    def _pin(
        self, connection: driver.Connection, snapshot: driver.Connection, first: Callable[[Transaction], None]
    ) -> None:
        """Lets `snapshot` see the database as it stands while `first` runs, for as long as it is open."""
        connection.execute("BEGIN IMMEDIATE")  # no other process writes either
        try:
            first(SqliteTransaction(connection, self._statements))
            snapshot.execute("BEGIN")
            stored_version(snapshot)  # a snapshot begins with the first look
        finally:
            connection.execute("ROLLBACK")

    def _empty_log(self, connection: driver.Connection) -> bool:
        self._wait_at_most(connection, _SCRUB_PATIENCE)  # nobody can write meanwhile
        try:
            busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            self._wait_at_most(connection, self._patience)
        return not busy

    def _wait_at_most(self, connection: driver.Connection, seconds: float) -> None:
        connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _unreadable(error: Exception) -> StorageFailure:
    return StorageFailure(f"The database could not be read ({error}). Try again later.")

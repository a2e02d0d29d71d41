"""One writer with group commit: writes that wait at the same time share one transaction and one fsync."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from docusnap.database.driver import Connection, DatabaseError
from docusnap.domain.errors import StorageFailure

T = TypeVar("T")
Work = Callable[[Connection], Any]
_MOST_AT_ONCE = 256


class Writer:
    """Runs writes one after the other on its own connection; each is all or nothing."""

    def __init__(self, connect: Callable[[], Connection], verify: Callable[[], None] = lambda: None) -> None:
        """`connect` is called once, on the writer's thread; what it raises is raised here.

        `verify` is called after each commit, before anyone is told of it; what it raises is raised by `write`.
        """
        self._queue: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        started: Future[None] = Future()
        self._verify = verify
        self._thread = threading.Thread(target=self._run, args=(connect, started), name="database-writer", daemon=True)
        self._thread.start()
        started.result()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction; returns when it is on disk. Raises what `work` raises, or StorageFailure."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StorageFailure("The database is closed.")
            self._queue.put((work, future))
        return future.result()

    def close(self) -> None:
        """Finishes the writes that wait, then stops; may be called twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self, connect: Callable[[], Connection], started: Future[None]) -> None:
        try:
            connection = connect()
        except BaseException as error:  # noqa: BLE001 - raised again by the constructor
            started.set_exception(error)
            return
        started.set_result(None)
        open_ = True
        while open_:
            batch, open_ = self._next_batch()
            if batch:
                _commit_together(connection, batch, self._verify)
        connection.close()

    def _next_batch(self) -> tuple[list[tuple[Work, Future[Any]]], bool]:
        batch: list[tuple[Work, Future[Any]]] = []
        item = self._queue.get()
        while item is not None:
            batch.append(item)
            if len(batch) == _MOST_AT_ONCE:
                return batch, True
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False


def _commit_together(connection: Connection, batch: list[tuple[Work, Future[Any]]], verify: Callable[[], None]) -> None:
    """Each write in a savepoint of its own, so that one that fails takes no other with it."""
    outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for work, future in batch:
            connection.execute("SAVEPOINT one")
            try:
                outcomes.append((future, work(connection), None))
            except Exception as error:  # noqa: BLE001 - raised again by `write`
                connection.execute("ROLLBACK TO one")
                outcomes.append((future, None, _translated(error)))
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
        verify()
    except Exception as error:  # noqa: BLE001 - raised again by every waiting `write`
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for _, future in batch:
            future.set_exception(_translated(error))
        return
    for future, value, failed in outcomes:
        if failed is not None:
            future.set_exception(failed)
        else:
            future.set_result(value)


def _translated(error: Exception) -> Exception:
    if isinstance(error, DatabaseError):
        failure = StorageFailure(f"The database could not store it ({error}); nothing was accepted. Try again later.")
        failure.__cause__ = error
        return failure
    return error

"""One writer with group commit: writes that wait at the same time share one transaction and one fsync."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from docusnap.database.sqlite_driver import Connection, DatabaseError
from docusnap.domain.errors import StorageFailure

T = TypeVar("T")
_MOST_AT_ONCE = 256


class _Write(Generic[T]):
    """What somebody wants written. Something is put in `woken` when it is done, or may be its own thread's turn."""

    __slots__ = ("done", "error", "value", "woken", "work")

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self.work = work
        self.value: T | None = None
        self.error: Exception | None = None
        self.done = False
        self.woken: SimpleQueue[None] = SimpleQueue()


class Writer:
    """Runs writes one after the other on its own connection; each is all or nothing.

    There is no thread of its own: of the threads that want to write, one does the work of all that wait by then.
    Others gather meanwhile, each asleep until its own write is done; then the first of them takes its turn.
    """

    def __init__(self, connect: Callable[[], Connection], verify: Callable[[], None] = lambda: None) -> None:
        """`connect` makes the connection; what it raises is raised here.

        `verify` is called after each commit, before anyone is told of it; what it raises is raised by `write`.
        """
        self._connection = connect()
        self._verify = verify
        self._waiting: deque[_Write[Any]] = deque()
        self._turn = threading.Lock()
        self._crowded = False
        self._closed = False

    def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction; returns when it is on disk. Raises what `work` raises, or StorageFailure.

        `work` runs again when another write of the same transaction failed.
        """
        wanted = _Write(work)
        self._waiting.append(wanted)
        try:
            while not wanted.done:
                if self._turn.acquire(blocking=False):
                    self._take_turn()
                else:
                    wanted.woken.get()
        except BaseException:
            wanted.done = True  # nobody waits for it any more
            self._wake_next()
            raise
        if wanted.error is not None:
            raise wanted.error
        return wanted.value  # type: ignore[return-value]

    def between(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` on the connection between two transactions. Raises what it raises."""
        try:
            with self._turn:
                return work(self._connection)
        finally:
            self._wake_next()

    def close(self) -> None:
        """Finishes the writes that wait, then closes the connection; may be called twice."""
        with self._turn:
            while self._waiting and not self._closed:
                self._write_waiting()
            self._closed = True
            self._connection.close()
        self._wake_next()

    def _take_turn(self) -> None:
        try:
            if self._crowded:
                time.sleep(0)  # those whose last write is done may be about to write again: they are let in
            self._write_waiting()
        finally:
            self._turn.release()
            self._wake_next()

    def _wake_next(self) -> None:
        """Whoever found the turn taken sleeps: it is woken after the turn is free, or it would be for ever."""
        for write in tuple(self._waiting):
            if not write.done:
                write.woken.put(None)
                return

    def _write_waiting(self) -> None:
        seen = [self._waiting[n] for n in range(min(len(self._waiting), _MOST_AT_ONCE))]
        batch = [write for write in seen if not write.done]
        self._crowded = len(batch) > 1
        if self._closed:
            for write in batch:
                write.error, write.done = StorageFailure("The database is closed."), True
        elif batch and not self._commit(batch):
            for write in batch:
                self._commit([write])
        for write in seen:
            self._waiting.popleft()
            write.woken.put(None)

    def _commit(self, batch: Sequence[_Write[Any]]) -> bool:
        """All of them or none; False when they should be tried one by one, as one must not fail the others."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for write in batch:
                write.value = write.work(self._connection)
            self._connection.execute("COMMIT")
            self._verify()
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if not isinstance(error, Exception):
                raise
            if len(batch) > 1:
                return False
            batch[0].error = _translated(error)
        for write in batch:
            write.done = True
        return True


def _translated(error: Exception) -> Exception:
    if isinstance(error, DatabaseError):
        failure = StorageFailure(f"The database could not store it ({error}); nothing was accepted. Try again later.")
        failure.__cause__ = error
        return failure
    return error

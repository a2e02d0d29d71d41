"""Many threads write at once: nobody is forgotten, whatever happens to the one that writes for the others."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from docusnap.database import sqlite_driver as driver
from docusnap.database.sqlite_driver import Connection
from docusnap.database.sqlite_writer import Writer
from docusnap.domain.errors import StorageFailure

THREADS = 12


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer(lambda: driver.connect(tmp_path / "written.db", isolation_level=None, check_same_thread=False))
    made.write(lambda connection: connection.execute("CREATE TABLE numbers (n INTEGER)"))
    yield made
    made.close()


def put(connection: Connection, number: int) -> int:
    connection.execute("INSERT INTO numbers VALUES (?)", (number,))
    return number


class Crowd:
    """Threads that write while another holds the turn; `got`: what each got back, or its error."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.gate = threading.Event()
        self.got: dict[int, object] = {}
        self.first = threading.Thread(target=self.hold, daemon=True)
        self.threads = [threading.Thread(target=self.one, args=(n,), daemon=True) for n in range(THREADS)]

    def hold(self) -> None:
        self.writer.write(lambda connection: self.gate.wait(30))

    def work(self, connection: Connection, number: int) -> int:
        return put(connection, number)

    def one(self, number: int) -> None:
        try:
            self.got[number] = self.writer.write(lambda connection: self.work(connection, number))
        except (KeyboardInterrupt, StorageFailure) as error:
            self.got[number] = error

    def run(self) -> None:
        for thread in (self.first, *self.threads):
            thread.start()
        self.gate.set()
        for thread in (self.first, *self.threads):
            thread.join(10)
            assert not thread.is_alive()

    def stored(self) -> list[int]:
        return self.writer.write(lambda c: sorted(n for (n,) in c.execute("SELECT n FROM numbers").fetchall()))


@pytest.mark.parametrize("_", range(5))
def test_every_thread_gets_what_its_own_write_returned(writer: Writer, _: int) -> None:
    crowd = Crowd(writer)
    crowd.run()
    assert crowd.got == {n: n for n in range(THREADS)}
    assert crowd.stored() == list(range(THREADS))


class Between(Crowd):
    """The turn is held by something that is no write."""

    def hold(self) -> None:
        self.in_transaction = self.writer.between(lambda connection: self.gate.wait(30) and connection.in_transaction)


def test_what_is_done_between_two_writes_is_in_neither_and_leaves_nobody_waiting(writer: Writer) -> None:
    crowd = Between(writer)
    crowd.run()
    assert crowd.in_transaction is False
    assert crowd.stored() == list(range(THREADS))


class Interrupted(Crowd):
    """Whoever does the work of number 3 first is interrupted in it."""

    told = False

    def work(self, connection: Connection, number: int) -> int:
        if number == 3 and not self.told:
            self.told = True
            raise KeyboardInterrupt
        return super().work(connection, number)


@pytest.mark.parametrize("_", range(5))
def test_an_interrupted_thread_leaves_nobody_waiting_and_nothing_half_written(writer: Writer, _: int) -> None:
    crowd = Interrupted(writer)
    crowd.run()
    interrupted = [n for n, got in crowd.got.items() if isinstance(got, KeyboardInterrupt)]
    assert len(interrupted) == 1
    assert set(range(THREADS)) - set(interrupted) <= set(crowd.stored())
    assert len(crowd.stored()) == len(set(crowd.stored()))


def test_who_writes_while_it_is_closed_is_written_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.db"
    writer = Writer(lambda: driver.connect(path, isolation_level=None, check_same_thread=False))
    writer.write(lambda connection: connection.execute("CREATE TABLE numbers (n INTEGER)"))
    crowd = Crowd(writer)
    closing = threading.Thread(target=writer.close)
    crowd.threads.insert(THREADS // 2, closing)
    crowd.run()
    after = driver.connect(path)
    stored = {n for (n,) in after.execute("SELECT n FROM numbers")}
    after.close()
    assert stored == {n for n, got in crowd.got.items() if got == n}
    assert all(got == n or isinstance(got, StorageFailure) for n, got in crowd.got.items())

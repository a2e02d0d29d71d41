"""What processes on one PostgreSQL server hear from each other, and what becomes of a connection that hears nothing."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from docusnap.domain.errors import StorageFailure
from tests.postgres_server import PostgresServer

pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL is not tried")

from docusnap.database.postgres import PostgresDatabase
from docusnap.database.postgres_signals import PostgresSignals

PATIENCE = 30.0


class Process:
    """What one process has: threads that tell and hear, until it is stopped."""

    def __init__(self, url: str, listen_at: str | None = None, **options: Any) -> None:
        self.database = PostgresDatabase(url, connections=2, patience=1.0)
        self.signals = PostgresSignals(listen_at or url, self.database, **options)
        self.news = threading.Condition()
        self.due = 0
        self.ended: list[str] = []
        self.signals.listen(self._note_due, self._note_end)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(w,)) for w in (self.signals.tell, self.signals.hear)]
        for thread in self._threads:
            thread.start()
        self.wait(lambda: not self.signals.degraded())

    def _run(self, work: Callable[[], None]) -> None:
        while not self._stop.is_set():
            with suppress(StorageFailure):
                work()
            with self.news:
                self.news.notify_all()

    def _note_due(self, count: int) -> None:
        with self.news:
            self.due += count

    def _note_end(self, job_id: str) -> None:
        with self.news:
            self.ended.append(job_id)

    def wait(self, happened: Callable[[], bool]) -> None:
        with self.news:
            assert self.news.wait_for(happened, PATIENCE)

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self.signals.close()
        self.database.close()


@pytest.fixture
def begin(postgres_url: str) -> Iterator[Callable[..., Process]]:
    begun: list[Process] = []

    def make(**options: Any) -> Process:
        begun.append(Process(postgres_url, **options))
        return begun[-1]

    yield make
    for process in begun:
        process.stop()


def listener_of(server: PostgresServer, url: str) -> str:
    listening = "query LIKE '%pg_advisory_lock_shared%' OR query LIKE 'LISTEN%'"
    return f"SELECT pid FROM pg_stat_activity WHERE datname = '{url.rpartition('/')[2]}' AND ({listening})"


def test_what_becomes_due_or_ends_in_one_process_is_heard_in_the_others_and_not_in_itself(
    begin: Callable[..., Process],
) -> None:
    one, other = begin(), begin()
    known, own = other.due, one.due
    one.signals.due("a")
    one.signals.ended("b")
    other.wait(lambda: other.due == known + 1 and other.ended == ["b"])
    other.signals.ended("c")
    one.wait(lambda: one.ended == ["c"])
    assert one.due == own


def test_many_news_go_in_few_messages_and_every_ended_job_is_named(
    begin: Callable[..., Process], postgres_url: str
) -> None:
    import psycopg

    one, other = begin(), begin()
    names = [f"{n:036}" for n in range(1000)]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("LISTEN docusnap")
        for name in names:
            one.signals.ended(name)
        other.wait(lambda: len(other.ended) == 1000)
        messages = [json.loads(notice.payload) for notice in connection.notifies(timeout=0.5)]
    assert sorted(other.ended) == names
    assert len([message for message in messages if message["ended"]]) < 50


def test_a_listener_whose_connection_was_ended_is_replaced_and_looks_whether_it_missed_something(
    begin: Callable[..., Process], postgres_server: PostgresServer, postgres_url: str
) -> None:
    one, other = begin(), begin()
    known = other.due
    for (pid,) in postgres_server.ask(listener_of(postgres_server, postgres_url)):
        postgres_server.ask(f"SELECT pg_terminate_backend({pid})")
    other.wait(lambda: other.due > known)
    other.wait(lambda: not other.signals.degraded())
    one.signals.ended("b")
    other.wait(lambda: other.ended == ["b"])


class Relay:
    """Stands between a process and the server; can stop passing on what the server says, without closing anything."""

    def __init__(self, port: int) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._port = port
        self.deaf = threading.Event()
        self.connections = count()
        self.made = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        port: int = self._server.getsockname()[1]
        return port

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._server.accept()
                self.made += 1
                there = socket.create_connection(("127.0.0.1", self._port))
                first = self.made == 1
                threading.Thread(target=self._pass_on, args=(here, there, False), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(there, here, first), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, can_be_deaf: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not (can_be_deaf and self.deaf.is_set()):
                    target.sendall(data)
        target.close()

    def close(self) -> None:
        self._server.close()


def test_a_listener_that_hears_nothing_any_more_is_replaced_though_its_connection_looks_alive(
    begin: Callable[..., Process], postgres_server: PostgresServer, postgres_url: str
) -> None:
    relay = Relay(postgres_server.port)
    through = postgres_url.replace(str(postgres_server.port), str(relay.port))
    one, other = begin(), begin(listen_at=through, deaf_seconds=0.5)
    relay.deaf.set()
    other.signals.due("something to be heard")
    other.wait(lambda: relay.made > 1 and not other.signals.degraded())
    one.signals.ended("b")
    other.wait(lambda: other.ended == ["b"])
    relay.close()


def test_while_the_server_is_away_it_is_told_that_nothing_is_heard_and_after_it_all_goes_on(
    begin: Callable[..., Process], postgres_server: PostgresServer
) -> None:
    one, other = begin(), begin()
    postgres_server.stop()
    try:
        other.wait(lambda: bool(other.signals.degraded()))
        assert other.signals.degraded()[0].part == "listener"
    finally:
        postgres_server.start()
    other.wait(lambda: not other.signals.degraded())
    one.signals.ended("b")
    other.wait(lambda: "b" in other.ended)


def test_an_older_database_is_not_upgraded_under_processes_that_use_it(
    begin: Callable[..., Process], postgres_url: str
) -> None:
    from docusnap.database.sql_files import Schema
    from docusnap.domain.errors import Misconfigured

    begin()
    shipped = Schema.shipped("postgres")
    newer = Schema(shipped.fresh, {**shipped.steps, shipped.version + 1: ["CREATE TABLE notes (text TEXT)"]})
    with pytest.raises(Misconfigured, match="Stop them all"):
        PostgresDatabase(postgres_url, schema=newer)

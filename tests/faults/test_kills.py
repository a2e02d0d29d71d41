"""Servers that are killed where it hurts."""

import random
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from docusnap.database import jobs, queue_view
from docusnap.domain.task import Status

CRASHED = 77
pytestmark = pytest.mark.parametrize("kind", ["sqlite", "postgres"])
KILLS = {"sqlite": 30, "postgres": 10}
CLIENTS = 4


class Load:
    """Clients that send without pause, through every restart, and remember each 202."""

    def __init__(self, picture: Callable[[], bytes]) -> None:
        self.accepted: list[str] = []
        self._picture = picture
        self._changed = threading.Condition()
        self._server: Any = None
        self._over = False
        self._threads = [threading.Thread(target=self._send) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._server is not None or self._over)
                if self._over:
                    return
                server = self._server
            task = server.accepted(self._picture())
            with self._changed:
                if task is not None:
                    self.accepted.append(task)
                elif self._server is server:
                    self._server = None
                self._changed.notify_all()

    def on(self, server: Any, count: int) -> None:
        """Sends to the server; returns when it has accepted so many."""
        with self._changed:
            wanted = len(self.accepted) + count
            self._server = server
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: len(self.accepted) >= wanted, 120)

    def stop(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def load(picture: Callable[[], bytes]) -> Any:
    made = Load(picture)
    yield made
    made.stop()


def retry_what_was_quarantined(record: Any) -> int:
    """A job may have met three kills by bad luck; a person has it tried again."""
    database = record.opened()
    found = database.read(lambda tx: queue_view.items(tx, Status.ERROR, None, None, 1000))
    for job in found:
        assert job.failure is not None
        assert (job.failure.code, job.crashes) == ("WORKER_DIED", 3)
        assert database.write(lambda tx, i=job.id: jobs.retry_by_person(tx, i))
    database.close()
    return len(found)


def test_a_server_killed_again_and_again_under_load_loses_and_repeats_nothing(
    kind: str, start: Any, record: Any, load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    moments, kills = random.Random(3), KILLS[kind]
    for _ in range(kills):
        server = start()
        load.on(server, moments.randint(0, 12))
        server.kill()
        record.check()
    load.stop()

    server = start()
    for task in load.accepted:
        server.ended(task)
    assert server.stop() == 0
    retried = retry_what_was_quarantined(record)
    server = start()
    statuses = [server.ended(task)["status"] for task in load.accepted]
    assert server.stop() == 0
    record.check()

    assert statuses == ["completed"] * len(load.accepted)
    with capsys.disabled():
        told = f"{kind}: {kills} kills, {len(load.accepted)} tasks accepted, 0 lost"
        print(f"\n{told}, {retried} quarantined and tried again")


def test_a_server_killed_while_it_reads_reads_the_page_after_its_restart(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    doomed = start({"reading": "blocks"})
    task = doomed.accepted(picture())
    doomed.says("^reading$")
    doomed.kill()

    server = start({})
    assert server.ended(task)["status"] == "completed"
    assert server.stop() == 0
    record.check()
    assert record.ask("SELECT attempt, crashes FROM jobs") == [(2, 1)]


def test_a_server_killed_while_it_waits_for_the_language_model_does_not_read_the_page_again(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        doomed = start({}, DOCUSNAP_LLM_BASE_URL=address, DOCUSNAP_LLM_API_KEY="key")
        task = doomed.accepted(picture())
        silent.settimeout(120)
        connections = [silent.accept()[0]]
        while not connections[-1].recv(4).startswith(b"POST"):  # else it is asked whether it is there
            connections.append(silent.accept()[0])
        doomed.kill()
        for connection in connections:
            connection.close()

    server = start({"reading": "blocks"})
    assert server.ended(task)["status"] == "completed"
    assert server.stop() == 0
    record.check()


def test_what_kills_its_worker_is_quarantined_after_three_deaths_and_the_rest_goes_on(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    server = start({"reading": "blocks"})
    others = [server.accepted(picture()) for _ in range(5)]
    server.says("^reading$")
    server.accepted(picture(), "dies")  # its answer may come too late
    for _ in range(3):
        assert server.wait() == CRASHED
        server = start({})
    ((poison,),) = record.ask("SELECT t.id FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE j.operation = 'dies'")
    assert server.ended(poison)["error"]["code"] == "WORKER_DIED"
    assert [server.ended(task)["status"] for task in others] == ["completed"] * 5
    assert server.stop() == 0
    record.check()


def test_a_server_told_to_stop_under_load_gives_back_what_it_cannot_end(
    start: Any, record: Any, load: Load, picture: Callable[[], bytes]
) -> None:
    server = start({}, DOCUSNAP_GRACE="0", HANG="1")
    hanging = server.accepted(picture(), "hangs")
    server.says("^hanging$")
    load.on(server, 5)
    assert server.stop() == 0
    load.stop()
    record.check()
    assert record.ask("SELECT COUNT(*) FROM jobs WHERE status = 'processing'") == [(0,)]
    assert record.ask("SELECT COUNT(*) FROM jobs WHERE crashes > 0") == [(0,)]

    server = start({})
    assert [server.ended(task)["status"] for task in [hanging, *load.accepted]] == ["completed"] * (
        1 + len(load.accepted)
    )
    assert server.stop() == 0
    record.check()

"""Several servers and workers on one PostgreSQL, while they and the database are stopped and killed."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest

pytestmark = pytest.mark.parametrize("kind", ["postgres"])

FEW = {"DOCUSNAP_OCR_CONCURRENCY": "1", "DOCUSNAP_LLM_CONCURRENCY": "1"}
"""Two jobs at a time in each process."""
TASKS = 60


class Clients:
    """Send to the servers in turn, again where they are asked to, and remember what was accepted."""

    def __init__(self, servers: list[Any], picture: Callable[[], bytes]) -> None:
        self.accepted: list[str] = []
        self.refused: Counter[str] = Counter()
        self._servers = servers
        self._picture = picture
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(3)]
        for thread in self._threads:
            thread.start()

    def _send(self, number: int) -> None:
        for turn in range(TASKS // 3):
            image, server = self._picture(), self._servers[(number + turn) % len(self._servers)]
            while True:
                answer = server.post(image)
                if answer is not None and answer.status_code == 202:
                    break
                with self._lock:
                    self.refused[answer.json()["code"] if answer is not None else "died"] += 1
                assert answer is not None
                assert answer.status_code == 503
                time.sleep(min(0.2, float(answer.headers["Retry-After"])))
            with self._lock:
                self.accepted.append(answer.json()["task_id"])
            time.sleep(0.1)

    def wait(self) -> None:
        for thread in self._threads:
            thread.join()


def test_workers_killed_and_a_database_restarted_under_load_lose_nothing_and_commit_nothing_twice(
    start: Any, record: Any, postgres_server: Any, picture: Callable[[], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    plan = {"reading": "slow"}
    servers = [start(plan, **FEW) for _ in range(2)]
    workers = [start({**plan, "worker": True}, **FEW) for _ in range(3)]
    for worker in workers:
        worker.says("^working$")
    clients = Clients(servers, picture)
    moments = random.Random(5)
    for how in ("fast", "immediate"):
        doomed = workers.pop(0)
        doomed.says("reading a page")
        time.sleep(moments.random())
        doomed.kill()
        postgres_server.stop(how)
        time.sleep(moments.random() + 1)
        postgres_server.start()
        workers.append(start({**plan, "worker": True}, **FEW))
        workers[-1].says("^working$")  # a process does not start without its database
    clients.wait()
    began = time.monotonic()
    ends = Counter(servers[n % 2].ended(task)["status"] for n, task in enumerate(clients.accepted))
    took = time.monotonic() - began
    for process in (*servers, *workers):
        assert process.stop() == 0
    record.check()
    assert ends == {"completed": TASKS}
    assert set(clients.refused) <= {"storage_failure"}
    assert record.ask("SELECT COUNT(*) FROM ledger") == [(TASKS,)]
    with capsys.disabled():
        told = f"{len(clients.accepted)} tasks, 2 workers killed, 2 restarts: 0 lost, {clients.refused.total()} refused"
        print(f"\n{told}, all done {took:.1f} s after the last was sent")


def test_a_process_frozen_past_its_lease_wakes_to_find_that_another_did_its_work(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    servers = [start({}, **FEW) for _ in range(2)]
    addresses = [server.address for server in servers]
    assert len(set(addresses)) == 2
    task = servers[0].accepted(picture(), "naps")
    frozen = next_to_say(servers, "napping")
    frozen.process.send_signal(signal.SIGSTOP)
    other = servers[1] if frozen is servers[0] else servers[0]
    ended = other.ended(task)
    assert (ended["status"], ended["result"]) == ("completed", {"attempt": 2})
    frozen.process.send_signal(signal.SIGCONT)
    frozen.says(r"\(naps\): stale after")
    assert frozen.ended(task)["result"] == {"attempt": 2}
    assert [server.stop() for server in servers] == [0, 0]
    record.check()
    assert record.ask("SELECT fence FROM ledger") == [(2,)]


def next_to_say(servers: list[Any], words: str) -> Any:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for server in servers:
            if words in server.said:
                return server
        time.sleep(0.01)
    raise AssertionError("nobody said it")


def test_when_every_connection_is_in_use_clients_are_told_to_come_again_soon_and_what_waited_is_accepted(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    import psycopg

    server = start({}, DOCUSNAP_DATABASE_CONNECTIONS="2", **FEW)
    assert server.ended(server.accepted(picture()))["status"] == "completed"
    with psycopg.connect(record.url) as holder, ThreadPoolExecutor(4) as pool:
        holder.execute("LOCK TABLE clocks IN ACCESS EXCLUSIVE MODE")
        sent = [pool.submit(server.post, picture()) for _ in range(4)]
        refused = next(as_completed(sent)).result()
        assert (refused.status_code, refused.json()["code"]) == (503, "storage_failure")
        assert refused.headers["Retry-After"] == "1"
        assert "DOCUSNAP_DATABASE_CONNECTIONS" in refused.json()["detail"]
        assert server.get("/healthz").status_code == 200
        holder.rollback()
    answers = [one.result() for one in sent]
    accepted = [answer.json()["task_id"] for answer in answers if answer.status_code == 202]
    assert accepted
    assert [server.ended(task)["status"] for task in accepted] == ["completed"] * len(accepted)
    assert server.stop() == 0
    record.check()


def test_while_the_database_is_away_clients_are_told_when_to_come_again_and_the_server_lives(
    start: Any, record: Any, postgres_server: Any, picture: Callable[[], bytes]
) -> None:
    server = start({}, **FEW)
    assert server.get("/readyz").json()["status"] == "ok"
    task = server.accepted(picture())
    assert server.ended(task)["status"] == "completed"
    postgres_server.stop()
    try:
        answer = server.post(picture())
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_failure")
        assert int(answer.headers["Retry-After"]) >= 1
        assert server.get("/readyz").status_code == 503
        assert server.get("/healthz").status_code == 200
        assert server.get(f"/task/{task}").status_code == 503
    finally:
        postgres_server.start()
    until = time.monotonic() + 60
    while server.get("/readyz").status_code != 200 and time.monotonic() < until:
        time.sleep(0.1)
    assert server.ended(server.accepted(picture()))["status"] == "completed"
    assert server.stop() == 0
    record.check()

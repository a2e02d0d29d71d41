"""What the queue does when the world around it fails: the disk, another process, the receiver of a webhook."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any

import pytest

from docusnap.database import sqlite_driver as driver

CRASHED = 77
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of a few megabytes, under the data folder."""
    disk = tmp_path / "data"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can only be mounted by root: a full disk is not tried")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Takes all space there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            return ballast


def test_on_a_full_disk_clients_get_503_and_nothing_accepted_is_lost(
    small_disk: Path, start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    server = start({}, HANG="1", DOCUSNAP_KEEP_FREE_BYTES="0")
    hanging = server.accepted(picture(), "hangs")
    server.says("^hanging$")
    accepted = [server.accepted(picture()) for _ in range(5)]
    ballast = fill(small_disk)
    refused = 0
    for _ in range(20):
        answer = server.post(picture())
        assert answer.status_code in (202, 503)
        if answer.status_code == 503:
            assert answer.json()["code"] in ("storage_failure", "storage_full")
            refused += 1
        else:
            accepted.append(answer.json()["task_id"])
    assert refused
    ballast.unlink()

    accepted.append(server.accepted(picture()))
    assert [server.ended(task)["status"] for task in accepted] == ["completed"] * len(accepted)
    server.kill()
    record.check()
    server = start({})
    assert server.ended(hanging)["status"] == "completed"
    assert server.stop() == 0
    record.check()


def test_before_the_disk_is_full_new_tasks_get_503_and_all_else_goes_on(
    small_disk: Path, start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    server = start({}, HANG="1", DOCUSNAP_KEEP_FREE_BYTES="2000000")
    accepted = [server.accepted(picture()) for _ in range(3)]
    hanging = server.accepted(picture(), "hangs")
    server.says("^hanging$")
    ballast = fill(small_disk)
    os.truncate(ballast, ballast.stat().st_size - 1_500_000)
    answer = server.post(picture())
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "storage_full", "60")
    assert [server.ended(task)["status"] for task in accepted] == ["completed"] * 3
    assert server.get("/readyz").json()["code"] == "storage_full"
    assert server.get("/healthz").status_code == 200
    assert server.get(f"/task/{hanging}").json()["status"] == "processing"
    assert not [line for line in server.said if "Traceback" in line]

    ballast.unlink()
    assert server.get("/readyz").status_code == 200
    assert server.ended(server.accepted(picture()))["status"] == "completed"
    server.kill()
    record.check()


class Receiver(ThreadingHTTPServer):
    """Keeps the ids of the webhooks that it was told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Told)
        self.ids: list[str] = []
        self.news = threading.Condition()


class Told(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver: Any = self.server
        self.rfile.read(int(self.headers["Content-Length"]))
        with receiver.news:
            receiver.ids.append(self.headers["webhook-id"])
            receiver.news.notify_all()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def receiver(answering: Callable[[BaseServer], AbstractContextManager[None]]) -> Iterator[Receiver]:
    with Receiver() as made, answering(made):
        yield made


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize(
    ("point", "moment"),
    [("complete", "within"), ("complete", "after"), ("claim_callbacks", "within"), ("end_delivery", "before")],
)
def test_a_crash_between_result_and_callback_tells_of_the_end_all_the_same(
    point: str, moment: str, start: Any, record: Any, receiver: Receiver, picture: Callable[[], bytes]
) -> None:
    settings = {"DOCUSNAP_WEBHOOK_SECRET": SECRET, "DOCUSNAP_CALLBACKS_ALLOW": "127.0.0.1"}
    address = f"http://127.0.0.1:{receiver.server_port}/told"
    doomed = start({"crash": [point, moment], "callback_claim": 1}, **settings)
    doomed.accepted(picture(), callback_url=address)
    assert doomed.wait() == CRASHED
    told_before = len(receiver.ids)

    server = start({"callback_claim": 1}, **settings)
    with receiver.news:
        assert receiver.news.wait_for(lambda: len(receiver.ids) > told_before, 120), server.said
    assert server.stop() == 0
    record.check()
    assert len(set(receiver.ids)) == 1, "the receiver can tell that it is the same end"
    assert told_before == (1 if point == "end_delivery" else 0)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_of_two_processes_on_one_database_one_takes_over_what_the_other_leaves(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    if driver.version < driver.SAFE_TO_SHARE:
        pytest.skip("SQLite is too old to be shared: two processes on one database are not tried")
    doomed = start({"lease": 5}, HANG="1")
    hanging = doomed.accepted(picture(), "hangs")
    doomed.says("^hanging$")
    other = start({"lease": 5})
    both = [server.accepted(picture()) for _ in range(10) for server in (doomed, other)]
    doomed.kill()
    assert [other.ended(task)["status"] for task in [hanging, *both]] == ["completed"] * 21
    assert other.stop() == 0
    record.check()
    assert record.ask("SELECT crashes FROM jobs WHERE operation = 'hangs'") == [(1,)]

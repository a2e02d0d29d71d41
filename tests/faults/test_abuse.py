"""A normal client is served while others take what they can: connections, slow uploads, places in line."""

import json
import select
import time
from collections.abc import Callable
from typing import Any

import pytest

from docusnap.domain.request import TaskRequest
from docusnap.domain.task import StoredFile
from docusnap.settings import load_settings
from docusnap.wiring import build

SOON = 20.0
"""Seconds in which one small task must be done on a busy machine; unhindered it takes far less than one."""

ASK = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
UPLOAD = b"POST /process_document HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
UPLOAD += b"Content-Length: 100000\r\n\r\n"


def served(server: Any, picture: bytes) -> float:
    """The seconds in which a normal client gets its task done."""
    begun = time.monotonic()
    assert server.ended(server.accepted(picture))["status"] == "completed"
    return time.monotonic() - begun


def open_files() -> int:
    resource = pytest.importorskip("resource")
    limit: int = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return limit


def test_a_thousand_connections_are_held_and_served(start: Any, wire: Any, picture: Callable[[], bytes]) -> None:
    if open_files() < 1200:
        pytest.skip("too few open files are allowed: a thousand connections are not tried")
    server = start()
    held = [wire(server) for _ in range(1000)]
    for connection in held:
        connection.send(ASK)
    assert {connection.answer()[0] for connection in held} == {200}
    assert served(server, picture()) < SOON
    for connection in held:
        connection.send(ASK)
    assert {connection.answer()[0] for connection in held} == {200}


def test_connections_beyond_the_limit_wait_and_are_served(start: Any, wire: Any, picture: Callable[[], bytes]) -> None:
    server = start(DOCUSNAP_MAX_CONNECTIONS="20", DOCUSNAP_SLOW_CLIENT_SECONDS="10")
    for number in range(60):
        silent = wire(server)
        if number % 2:
            silent.send(ASK)
    assert served(server, picture()) < SOON


def test_slow_uploads_do_not_keep_others_from_being_served(start: Any, wire: Any, picture: Callable[[], bytes]) -> None:
    server = start()
    slow = [wire(server) for _ in range(300)]
    for connection in slow:
        connection.send(UPLOAD)
    for _ in range(3):
        for connection in slow:
            connection.send(b" " * 1000)
        assert served(server, picture()) < SOON


def test_what_is_held_of_all_bodies_is_bounded(start: Any, wire: Any, picture: Callable[[], bytes]) -> None:
    server = start(DOCUSNAP_MAX_REQUEST_BYTES="3000000", DOCUSNAP_MAX_INCOMING_BYTES="4500000")
    upload = UPLOAD.replace(b"100000", b"2100000") + bytes(2_000_000)
    sending = [wire(server) for _ in range(3)]
    for connection in sending:
        connection.send(upload)
    answered, _, _ = select.select([connection.socket for connection in sending], [], [], 60)
    refused = [connection for connection in sending if connection.socket in answered]
    for connection in refused:
        status, headers, body = connection.answer()
        assert (status, headers["retry-after"], json.loads(body)["code"]) == (503, "5", "busy")
    assert served(server, picture()) < SOON
    read = [connection for connection in sending if connection not in refused]
    assert (len(refused), len(read)) == (1, 2)
    for connection in read:
        connection.send(bytes(100_000))
        assert connection.answer()[0] == 400
    later = wire(server)
    later.send(upload + bytes(100_000))
    assert later.answer()[0] == 400


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_an_upload_without_a_key_is_refused_before_its_body_and_keeps_nobody_out(
    start: Any, wire: Any, prefix: str
) -> None:
    key = "k" * 40
    server = start(DOCUSNAP_ADMIN_KEY=key, DOCUSNAP_MAX_REQUEST_BYTES="3000000", DOCUSNAP_MAX_INCOMING_BYTES="3000000")
    upload = UPLOAD.replace(b"100000", b"2900000").replace(b"/process", f"{prefix}/process".encode())
    without = [wire(server) for _ in range(6)]
    for connection in without:
        connection.send(upload)  # and nothing of the body
    with_key = wire(server)
    with_key.send(upload.replace(b"Host:", f"X-API-Key: {key}\r\nHost:".encode()) + bytes(2_900_000))
    status, _, body = with_key.answer()
    assert (status, json.loads(body)["code"]) == (400, "bad_request")  # read whole, and no JSON
    for connection in without:
        status, headers, body = connection.answer()
        assert (status, headers["www-authenticate"], json.loads(body)["code"]) == (401, "Bearer", "unauthorized")


def test_a_client_with_ten_thousand_tasks_does_not_keep_another_waiting(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    house = build(load_settings({"DOCUSNAP_DATA_DIR": record.data, "DOCUSNAP_OCR_ENGINE": "null"}))
    house.intake.submit(TaskRequest("document", uploads=(picture(),), client_id="greedy"))
    (files,) = record.ask("SELECT sha256, size, media_type FROM files")
    many = [TaskRequest("document", f"test:{n}", (StoredFile(*files),), client_id="greedy") for n in range(10_000)]
    assert len(house.cache.bulk_get_or_delegate(many, lambda *_: None).misses) == 10_000
    house.stop(0)

    server = start()
    assert served(server, picture()) < SOON
    waiting = record.ask("SELECT COUNT(*) FROM jobs WHERE status = 'pending'")[0][0]
    assert waiting > 5_000, "the other was served in its turn, not after all of them"


def test_when_too_many_of_a_clients_tasks_wait_it_is_told_to_come_back(
    start: Any, record: Any, picture: Callable[[], bytes]
) -> None:
    record.ask("INSERT INTO paused_operations VALUES ('document')")
    server = start(DOCUSNAP_MAX_WAITING="5")
    accepted = [server.accepted(picture()) for _ in range(5)]
    answer = server.post(picture())
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_waiting")
    assert int(answer.headers["Retry-After"]) > 0
    assert server.get(f"/task/{accepted[0]}").json()["status"] == "pending"
    record.ask("DELETE FROM paused_operations")
    assert [server.ended(task)["status"] for task in accepted] == ["completed"] * 5
    assert server.accepted(picture())

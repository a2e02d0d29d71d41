"""What the door says to requests that are no good, as bytes on the wire, and to clients that are slow."""

import json
import threading
from typing import Any

import pytest

LIMIT = 1_000_000
POST = "POST /process_document HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNKED = f"{POST}Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def server(serve: Any) -> Any:
    return serve(DOCUSNAP_MAX_REQUEST_BYTES=str(LIMIT), DOCUSNAP_SLOW_CLIENT_SECONDS="1.5")


def is_problem(answer: Any, status: int, code: str) -> None:
    """With everything that every answer carries."""
    found, headers, body = answer
    assert (found, headers["content-type"]) == (status, "application/problem+json"), body
    problem = json.loads(body)
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["request_id"] == headers["x-request-id"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ("no request\r\n\r\n", 400, "bad_request"),
        ("get / HTTP/1.1\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.1\r\nno header\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.1\r\n folded\r\n\r\n", 400, "bad_request"),
        (f"{POST}Content-Length: 1x\r\n\r\n", 400, "bad_request"),
        (f"{POST}Content-Length: -1\r\n\r\n", 400, "bad_request"),
        (f"{POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400, "bad_request"),
        (f"{POST}Transfer-Encoding: gzip\r\n\r\n", 501, "not_implemented"),
        (f"{CHUNKED}xyz\r\n", 400, "bad_request"),
        (f"{CHUNKED}1\r\nab\r\n", 400, "bad_request"),
        (CHUNKED + "1" * 20_000, 400, "bad_request"),
        (f"{CHUNKED}0\r\n{'A: b' * 20_000}", 400, "bad_request"),
        (CHUNKED + "1\r\na\r\n" * 20_000, 400, "bad_request"),
        (f"GET / HTTP/1.1\r\nA: {'b' * 100_000}\r\n\r\n", 431, "headers_too_large"),
        (f"GET /{'a' * 100_000} HTTP/1.1\r\n\r\n", 431, "headers_too_large"),
        (f"{POST}Content-Length: {LIMIT + 1}\r\n\r\n", 413, "too_large"),
        (f"{POST}Content-Length: {LIMIT + 1}\r\nExpect: 100-continue\r\n\r\n", 413, "too_large"),
        (f"{POST}Content-Length: {'9' * 30}\r\n\r\n", 413, "too_large"),
        ("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"),
        ("GET /%00%ff HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"),
        ("GET /task/..%2f..%2fetc HTTP/1.1\r\nHost: a\r\n\r\n", 404, "not_found"),
        ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        ("GET /process_document HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
    ],
)
def test_whatever_is_wrong_is_told_as_a_problem_at_once(
    server: Any, wire: Any, sent: str, status: int, code: str
) -> None:
    connection = wire(server)
    connection.send(sent.encode("latin-1"))
    is_problem(connection.answer(), status, code)


def test_a_body_of_just_the_limit_is_read(server: Any, wire: Any) -> None:
    connection = wire(server)
    connection.send(f"{POST}Content-Length: {LIMIT}\r\n\r\n".encode() + b" " * LIMIT)
    is_problem(connection.answer(), 400, "bad_request")


def test_a_chunked_body_is_cut_off_at_the_limit(server: Any, wire: Any) -> None:
    connection = wire(server)
    connection.send(CHUNKED.encode())
    chunk = b"%x\r\n%s\r\n" % (100_000, bytes(100_000))
    for _ in range(11):
        connection.send(chunk)
    is_problem(connection.answer(), 413, "too_large")


def test_a_client_that_sends_on_still_gets_the_answer(server: Any, wire: Any) -> None:
    connection = wire(server)
    connection.send(f"{POST}Content-Length: {20 * LIMIT}\r\n\r\n".encode())
    for _ in range(20):
        connection.send(bytes(LIMIT))
    is_problem(connection.answer(), 413, "too_large")


def test_a_client_that_sends_on_for_ever_is_cut_off(server: Any, wire: Any) -> None:
    connection = wire(server)
    connection.send(f"{POST}Content-Length: {10**12}\r\n\r\n".encode())
    connection.send_until_cut_off(bytes(1000))


@pytest.mark.parametrize(
    "begun",
    ["", "GET / HT", "GET / HTTP/1.1\r\nA: ", f"{POST}Content-Length: 1000\r\n\r\n{{", f"{CHUNKED}5\r\n"],
    ids=["nothing", "request line", "header", "body", "chunk"],
)
def test_a_connection_on_which_nothing_more_comes_is_closed(server: Any, wire: Any, begun: str) -> None:
    connection = wire(server)
    connection.send(begun.encode())
    assert connection.closed_after() < 10


@pytest.mark.parametrize(
    "begun",
    ["GET / HTTP/1.1\r\nA: ", f"{POST}Content-Length: 1000\r\n\r\n", f"{CHUNKED}500\r\n"],
    ids=["header", "body", "chunk"],
)
def test_a_trickle_does_not_hold_a_connection(server: Any, wire: Any, begun: str) -> None:
    connection = wire(server)
    connection.send(begun.encode())
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(0.05):
            try:
                connection.send(b"a")
            except OSError:
                return

    sender = threading.Thread(target=trickle)
    sender.start()
    try:
        assert connection.closed_after() < 10
    finally:
        stop.set()
        sender.join()


def test_a_client_that_does_not_read_is_cut_off(server: Any, wire: Any) -> None:
    connection = wire(server)
    ask = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n"
    connection.send_until_cut_off(ask)


def test_a_slow_but_steady_upload_is_read_to_its_end(server: Any, wire: Any) -> None:
    connection = wire(server)
    connection.send(f"{POST}Content-Length: 6000\r\n\r\n".encode())
    pause = threading.Event()
    for _ in range(20):
        connection.send(b" " * 300)
        pause.wait(0.15)
    is_problem(connection.answer(), 400, "bad_request")


def test_an_idle_connection_serves_the_next_request(server: Any, wire: Any) -> None:
    connection = wire(server)
    for pause in (0, 2.5):
        threading.Event().wait(pause)
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.answer()[0] == 200


def test_who_came_through_a_proxy_does_not_pass_as_someone_here(server: Any, wire: Any) -> None:
    ask = "GET /queue/stats HTTP/1.1\r\nHost: localhost\r\n"
    connection = wire(server)
    connection.send(f"{ask}\r\n".encode())
    assert connection.answer()[0] == 200
    for header in ("X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1"):
        connection.send(f"{ask}{header}\r\n\r\n".encode())
        is_problem(connection.answer(), 403, "forbidden")

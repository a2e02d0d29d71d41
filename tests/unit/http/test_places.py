"""Who holds what of the server's connections, memory and threads: a real waitress with a small app behind it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from http.client import HTTPResponse, IncompleteRead
from typing import Any

import pytest
import waitress
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel

from docusnap.http.connections import BODY_NOT_READ, KNOWN_CALLER, REFUSED, RESERVE, limit_connections
from docusnap.http.lanes import Lanes, lane_of
from docusnap.http.parsing import Parser
from docusnap.http.places import Budgets, Places, Sender, budgets_held

PATIENCE = 30
ASK = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
ASK_LARGE = ASK.replace(b"/healthz", b"/large")
LARGE = bytes(8_000_000)


class Doors:
    """A server with few places; who sends a header `X-Key` is known, and `/block` takes until it is let go."""

    def __init__(self, *, most: int = 8, budget: int = 1_000_000, threads: int = 2, proxies: int = 0) -> None:
        self.let_go = threading.Event()
        self.blocked = threading.Semaphore(0)
        self.sockets: dict[int, Any] = {}
        lanes = Lanes(threads, waiting=2)
        self.server: Any = waitress.create_server(
            self.app,
            map=self.sockets,
            port=0,
            host="127.0.0.1",
            _dispatcher=lanes,
            connection_limit=most + RESERVE,
            inbuf_overflow=100_000_000,  # no temporary files
            recv_bytes=262_144,
        )
        limit_connections(
            self.sockets,
            patience=60,
            budgets=Budgets(budget, largest=budget // 4),
            places=Places(most, proxies),
            judge=self.judge,
        )
        lanes.start()
        self.stopping = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        while not self.stopping:
            self.server.asyncore.loop(timeout=0.02, map=self.sockets, use_poll=True, count=1)

    def judge(self, environ: Mapping[str, Any]) -> Sender | None:
        if environ.get("HTTP_X_KEY") == "wrong":
            return None
        if name := environ.get("HTTP_X_KEY"):
            return Sender(f"key {name}", 0.5, known=True)
        return Sender(f"address {environ['REMOTE_ADDR']}", 0.25, known=False)

    def app(self, environ: Mapping[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if "HTTP_X_KEY" in environ and BODY_NOT_READ not in environ and REFUSED not in environ:
            environ[KNOWN_CALLER]()
        if environ["PATH_INFO"] == "/block":
            self.blocked.release()
            self.let_go.wait(PATIENCE)
        status = "401 No" if BODY_NOT_READ in environ else "503 Busy" if environ.get(REFUSED) else "200 OK"
        body = LARGE if environ["PATH_INFO"] == "/large" else b"ok"
        start(status, [("Content-Length", str(len(body))), ("X-Asked", environ["QUERY_STRING"])])
        return [body]

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.effective_port), PATIENCE, (source, 0))

    def wait_for(self, size: int) -> None:
        """Until so many bytes of bodies came in."""
        until = time.monotonic() + PATIENCE
        while sum(held for _, held in budgets_held(list(self.sockets.values()))) < size:
            assert time.monotonic() < until
            time.sleep(0.01)

    def close(self) -> None:
        self.let_go.set()
        self.stopping = True
        self.thread.join()
        self.server.task_dispatcher.shutdown()
        for channel in [one for one in self.sockets.values() if isinstance(one, HTTPChannel)]:
            channel.handle_close()  # with the files of answers that nobody took
        self.server.asyncore.close_all(map=self.sockets, ignore_all=True)


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def doors(opened: ExitStack) -> Callable[..., Doors]:
    def make(**given: int) -> Doors:
        made = Doors(**given)
        opened.callback(made.close)
        return made

    return make


@pytest.fixture
def connect(opened: ExitStack) -> Callable[..., socket.socket]:
    return lambda doors, source="127.0.0.1": opened.enter_context(doors.connect(source))


def status(connection: socket.socket) -> int:
    """Of the next answer; 0 where the server closed instead."""
    answer = HTTPResponse(connection)
    try:
        answer.begin()
    except OSError:
        return 0
    answer.read()
    return answer.status


def ask(connection: socket.socket, request: bytes = ASK) -> int:
    connection.sendall(request)
    return status(connection)


def closed(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def test_who_holds_all_places_makes_room_for_others_and_keeps_only_a_part(doors: Any, connect: Any) -> None:
    server = doors(most=8)
    greedy = [connect(server, "127.0.0.2") for _ in range(30)]
    assert ask(connect(server, "127.0.0.3")) == 200
    others = [connect(server, f"127.0.0.{n}") for n in range(4, 8)]
    assert [ask(other) for other in others] == [200] * 4
    left = sum(not closed(one) for one in greedy)
    assert 0 < left <= 6


def test_the_connection_of_a_key_outlives_strangers_however_many_come(doors: Any, connect: Any) -> None:
    server = doors(most=8)
    keyed = connect(server, "127.0.0.2")
    assert ask(keyed, ASK.replace(b"\r\n\r\n", b"\r\nX-Key: k\r\n\r\n")) == 200
    for number in range(60):
        ask(connect(server, f"127.0.0.{number % 20 + 2}"))
    assert ask(keyed) == 200


def test_readers_that_take_nothing_are_closed_for_who_comes(doors: Any, connect: Any) -> None:
    server = doors(most=8)
    for _ in range(8):
        slow = connect(server, "127.0.0.2")
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        slow.sendall(ASK * 2000)
    begun = time.monotonic()
    assert ask(connect(server, "127.0.0.3")) == 200
    assert time.monotonic() - begun < 10


def test_behind_a_proxy_that_is_believed_its_clients_are_counted(doors: Any, connect: Any) -> None:
    server = doors(most=8, proxies=1)

    def of(client: bytes) -> bytes:
        return ASK.replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: 6.6.6.6, " + client + b"\r\n\r\n")

    greedy = [connect(server) for _ in range(7)]
    assert [ask(one, of(b"192.0.2.1")) for one in greedy] == [200] * 7
    assert sum(closed(one) for one in greedy) == 1
    assert ask(connect(server), of(b"192.0.2.2")) == 200


def upload(length: int, key: bytes = b"") -> bytes:
    named = b"X-Key: " + key + b"\r\n" if key else b""
    return b"POST /block HTTP/1.1\r\nHost: a\r\n" + named + b"Content-Length: %d\r\n\r\n" % length


def test_unfinished_uploads_of_strangers_leave_room_for_a_key(doors: Any, connect: Any) -> None:
    server = doors(most=50, budget=40_000_000)
    server.let_go.set()
    for number in range(6):
        stranger = connect(server, f"127.0.0.{number + 2}")
        stranger.sendall(upload(10_000_000))
        stranger.sendall(bytes(9_000_000 if number < 2 else 1_000_000))
        server.wait_for(min(number + 1, 2) * 9_000_000)  # whoever comes last is refused
    keyed = connect(server)
    assert ask(keyed, upload(10_000_000, b"k") + bytes(10_000_000)) == 200


def test_one_address_has_a_part_of_what_strangers_have(doors: Any, connect: Any) -> None:
    server = doors(most=50, budget=40_000_000)
    server.let_go.set()
    held = connect(server, "127.0.0.2")
    held.sendall(upload(10_000_000) + bytes(9_500_000))
    server.wait_for(9_500_000)
    again = connect(server, "127.0.0.2")
    again.sendall(upload(9_000_000) + bytes(2_000_000))
    assert status(again) == 503
    assert ask(connect(server, "127.0.0.3"), upload(5_000_000) + bytes(5_000_000)) == 200


def test_what_headers_refuse_is_answered_before_any_body(doors: Any, connect: Any) -> None:
    server = doors()
    server.let_go.set()
    assert ask(connect(server), upload(200_000, b"wrong")) == 401


def test_one_client_cannot_hold_the_threads_of_health_and_polls(doors: Any, connect: Any) -> None:
    server = doors(most=100, threads=2)
    for _ in range(30):
        connect(server).sendall(b"GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
    assert all(server.blocked.acquire(timeout=PATIENCE) for _ in range(2))
    asked = connect(server)
    assert ask(asked) == 200
    assert ask(asked, ASK.replace(b"/healthz", b"/task/1")) == 200


def test_requests_that_come_at_once_are_answered_one_after_the_other(doors: Any, connect: Any) -> None:
    asked, numbers = connect(doors()), [str(number) for number in range(300)]
    asked.sendall(b"".join(ASK.replace(b"healthz", f"healthz?{number}".encode()) for number in numbers))
    answers = b""
    while answers.count(b"\r\n\r\nok") < len(numbers):
        more = asked.recv(65_536)
        assert more
        answers += more
    assert [line.partition(": ")[2] for line in answers.decode().splitlines() if "X-Asked" in line] == numbers


def test_who_asks_for_much_and_reads_nothing_holds_no_thread_and_one_answer(doors: Any, connect: Any) -> None:
    server = doors(most=100, threads=2)
    held = [connect(server) for _ in range(3)]
    for one in held:
        one.sendall(ASK_LARGE * 10)
    assert all(ask(connect(server), ASK.replace(b"/healthz", b"/x")) == 200 for _ in range(10))
    unsent = [channel.total_outbufs_len for channel in list(server.sockets.values()) if hasattr(channel, "_places")]
    assert max(unsent) <= len(LARGE) + 1000


def test_of_answers_that_nobody_takes_only_so_many_are_kept(
    doors: Any, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docusnap.http.connections.MOST_UNSENT", 20_000_000)
    server = doors(most=100, threads=2)
    greedy = [connect(server, "127.0.0.2") for _ in range(6)]
    for one in greedy:
        one.sendall(ASK_LARGE)
    honest = connect(server)
    assert ask(honest, ASK_LARGE) == 200

    def whole(connection: socket.socket) -> bool:
        answer = HTTPResponse(connection)
        try:
            answer.begin()
            return len(answer.read()) == len(LARGE)
        except (IncompleteRead, OSError):
            return False

    assert 1 <= sum(whole(one) for one in greedy) < len(greedy)
    assert ask(honest) == 200


def test_empty_lines_do_not_keep_the_thread_that_receives_busy(doors: Any, connect: Any) -> None:
    parser = Parser(Adjustments(), bool, lambda _: None, lambda _: None, lambda _: False)
    assert parser.received(b"\r\n" * 500_000) == 1_000_000, "all at once"
    asked = connect(doors())
    asked.sendall(b"\r\n" * 500_000)
    assert ask(asked) == 200


@pytest.mark.parametrize(
    ("request_", "lane"),
    [
        (("GET", "/healthz", 0), "health"),
        (("GET", "/api/v1/readyz", 0), "health"),
        (("GET", "/api/check_status", 0), "health"),
        (("GET", "/task/1", 0), "polls"),
        (("GET", "/task/1/events", 0), "polls"),
        (("POST", "/process", 300), "polls"),
        (("POST", "/process", 30_000), "work"),
        (("GET", "/task/1/pages/1", 0), "work"),
        (("DELETE", "/task/1", 0), "work"),
        (("POST", "/ocr", 30_000), "work"),
    ],
)
def test_the_lane_of_a_request(request_: tuple[str, str, int], lane: str) -> None:
    assert lane_of(*request_) == lane

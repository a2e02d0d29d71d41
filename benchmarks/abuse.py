"""How long a normal client waits for its task while others take what they can get.

    python benchmarks/abuse.py [--tasks N] [--connections N] [--uploads N] [--queued N]

One server, two clients with a key each, small pictures that need no OCR. Beside the normal client there is nobody; then
connections that say nothing; uploads at 1 kB a second each; readers that take what they asked for at 1 kB a second;
readers that ask for it a hundred times at once; empty lines without end; six large uploads of the other key that never
end; its requests for the picture of a page, all the time; its listeners to the events of a task that only waits; its
tasks, all sent before, and the same with the highest priority. Told are the task of the normal client, and `/healthz`.
"""

import argparse
import itertools
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from io import BytesIO
from urllib.parse import urlsplit

import requests
from material import OUT, Server, console, running_server
from memory import resident
from PIL import Image
from rich.table import Table

PATIENCE = 300
SETTINGS = {
    "DOCUSNAP_OCR_ENGINE": "null",
    "DOCUSNAP_MAX_CONNECTIONS": "4000",
}
HEAD = b"POST /process_document HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SLOW_BYTES = 10_000_000
"""Of each slow upload: it is never done."""
LARGE_BYTES = 160_000_000


class Abused:
    """A running server, and two clients' keys to it."""

    def __init__(self, server: Server) -> None:
        self.pid = server.pid
        self._address = server.address
        found = urlsplit(server.address)
        self.place = (found.hostname, found.port)
        self._pictures = itertools.count()
        self._data = server.data
        self.normal, self.greedy = self._key("normal"), self._key("greedy")

    def _key(self, name: str) -> dict[str, str]:
        create = [sys.executable, "-m", "docusnap", "keys", "create", name, "--rate", "0", "--data-dir", self._data]
        made = subprocess.run(create, capture_output=True, text=True, check=True)
        return {"X-API-Key": made.stdout.strip()}

    def submit(self, http: requests.Session, headers: Mapping[str, str], priority: int = 0) -> str:
        """A task on another picture each time; where to ask for it."""
        number, out = next(self._pictures), BytesIO()
        Image.new("RGB", (40, 40), (number % 256, number // 256 % 256, number // 65536)).save(out, "PNG")
        files, data = {"images": out.getvalue()}, {"priority": priority} if priority else {}
        path = "documents" if priority else "process_document"
        answer = http.post(f"{self._address}/{path}", files=files, data=data, headers=headers, timeout=PATIENCE)
        answer.raise_for_status()
        return f"{self._address}{answer.json()['status_url']}"

    def waiting_task(self) -> str:
        """The path of a task of the greedy client that is not worked on: its operation is paused."""
        command = [sys.executable, "-m", "docusnap", "queue", "pause", "form", "--data-dir", self._data]
        subprocess.run(command, capture_output=True, check=True)
        out = BytesIO()
        Image.new("RGB", (40, 40)).save(out, "PNG")
        address = f"{self._address}/process_form"
        answer = requests.post(address, files={"images": out.getvalue()}, headers=self.greedy, timeout=PATIENCE)
        return str(answer.json()["status_url"])

    def task_seconds(self, http: requests.Session) -> float:
        """How long one task of the normal client takes, from the request to its result."""
        begun = time.monotonic()
        where = self.submit(http, self.normal)
        while http.get(f"{where}?wait=20", headers=self.normal, timeout=PATIENCE).json()["status"] != "completed":
            continue
        return time.monotonic() - begun

    def health_seconds(self) -> float:
        """How long `/healthz` takes on a new connection."""
        begun = time.monotonic()
        requests.get(f"{self._address}/healthz", timeout=PATIENCE).raise_for_status()
        return time.monotonic() - begun


Beside = Callable[[Abused], AbstractContextManager[None]]


@contextmanager
def nobody(server: Abused) -> Iterator[None]:
    """No other client."""
    yield


def silent(count: int) -> Beside:
    """Connections that say nothing; when one is closed, another comes."""

    @contextmanager
    def hold(server: Abused) -> Iterator[None]:
        with _kept_up(lambda: socket.create_connection(server.place), count, lambda held: None):
            yield

    return hold


def slow(count: int) -> Beside:
    """Uploads at 1 kB a second each."""

    def begin(server: Abused) -> socket.socket:
        made = socket.create_connection(server.place)
        made.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % SLOW_BYTES)
        return made

    @contextmanager
    def upload(server: Abused) -> Iterator[None]:
        with _kept_up(lambda: begin(server), count, lambda held: held.sendall(bytes(1000))):
            yield

    return upload


@contextmanager
def _kept_up(
    connect: Callable[[], socket.socket], count: int, push: Callable[[socket.socket], object]
) -> Iterator[None]:
    held, done = [connect() for _ in range(count)], threading.Event()

    def push_all() -> None:
        while not done.wait(1):
            for number, connection in enumerate(held):
                try:
                    push(connection)
                except OSError:
                    held[number] = connect()

    pusher = threading.Thread(target=push_all)
    pusher.start()
    try:
        yield
    finally:
        done.set()
        pusher.join()
        for connection in held:
            connection.close()


def slow_readers(count: int, times: int = 3) -> Beside:
    """Connections that ask for much, so many times at once, and take it at 1 kB a second each."""

    def begin(server: Abused) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.connect(server.place)
        made.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * times)
        made.settimeout(0.01)
        return made

    def take(held: socket.socket) -> None:
        with suppress(TimeoutError):  # nothing has come yet
            held.recv(1000)

    @contextmanager
    def read(server: Abused) -> Iterator[None]:
        with _kept_up(lambda: begin(server), count, take):
            yield

    return read


def empty_lines(count: int) -> Beside:
    """Connections that send nothing else, as fast as it is taken."""

    @contextmanager
    def send(server: Abused) -> Iterator[None]:
        held = [socket.create_connection(server.place) for _ in range(count)]

        def send_on(connection: socket.socket) -> None:
            with suppress(OSError):  # until it is closed
                while True:
                    connection.sendall(b"\r\n" * 100_000)

        with ThreadPoolExecutor(count) as pool:
            sent = pool.map(send_on, held)
            try:
                yield
            finally:
                for connection in held:
                    connection.shutdown(socket.SHUT_RDWR)
            list(sent)

    return send


def listeners(count: int) -> Beside:
    """Connections of the greedy client for the events of a task that waits for another day, which come back."""

    @contextmanager
    def listen(server: Abused) -> Iterator[None]:
        where = server.waiting_task()
        key = f"X-API-Key: {server.greedy['X-API-Key']}\r\n".encode()

        def begin() -> socket.socket:
            made = socket.create_connection(server.place)
            made.sendall(b"GET " + where.encode() + b"/events HTTP/1.0\r\nHost: localhost\r\n" + key + b"\r\n")
            made.settimeout(0.01)
            return made

        def take(held: socket.socket) -> None:
            with suppress(TimeoutError):
                if not held.recv(65_536):
                    raise ConnectionResetError

        with _kept_up(begin, count, take):
            yield

    return listen


def unfinished(count: int) -> Beside:
    """Large uploads of the greedy client that are nearly sent, and then go on at 1 kB a second."""

    def begin(server: Abused) -> socket.socket:
        made = socket.create_connection(server.place)
        made.settimeout(PATIENCE)
        key = f"X-API-Key: {server.greedy['X-API-Key']}\r\n".encode()
        made.sendall(HEAD + key + b"Content-Length: %d\r\n\r\n" % LARGE_BYTES)
        with suppress(OSError):  # refused in the middle of it
            made.sendall(bytes(LARGE_BYTES - SLOW_BYTES))
        return made

    @contextmanager
    def upload(server: Abused) -> Iterator[None]:
        with _kept_up(lambda: begin(server), count, lambda held: held.sendall(bytes(1000))):
            yield

    return upload


def pictures(count: int) -> Beside:
    """Requests of the greedy client for the picture of a page, so many at a time."""

    @contextmanager
    def ask(server: Abused) -> Iterator[None]:
        done = threading.Event()
        with requests.Session() as http:
            where = server.submit(http, server.greedy)
            http.get(f"{where}?wait=20", headers=server.greedy, timeout=PATIENCE)

        def ask_on(_: int) -> None:
            with requests.Session() as http:
                while not done.is_set():  # one that is refused asks again at once
                    http.get(f"{where}/pages/1", headers=server.greedy, timeout=PATIENCE)

        with ThreadPoolExecutor(count) as pool:
            asked = pool.map(ask_on, range(count))
            try:
                yield
            finally:
                done.set()
            list(asked)

    return ask


def queued(count: int, priority: int = 0) -> Beside:
    """Tasks of the greedy client, sent as fast as they are taken."""

    @contextmanager
    def fill(server: Abused) -> Iterator[None]:
        def send(_: int) -> None:
            with requests.Session() as http:
                for _ in range(count // 8):
                    server.submit(http, server.greedy, priority)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(send, range(8)))
        yield

    return fill


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=20, help="of the normal client, one after the other")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--uploads", type=int, default=500)
    parser.add_argument("--queued", type=int, default=10_000)
    given = parser.parse_args()
    others: dict[str, Beside] = {
        "nobody": nobody,
        f"{given.connections:,} silent connections": silent(given.connections),
        f"{given.uploads:,} slow uploads": slow(given.uploads),
        f"{given.connections:,} slow readers": slow_readers(given.connections),
        f"{given.connections:,} that ask a hundred times": slow_readers(given.connections, 100),
        "3 that send empty lines": empty_lines(3),
        "6 unfinished uploads of 160 MB": unfinished(6),
        "100 listeners to a task's events": listeners(100),
        "30 requests for a page's picture": pictures(30),
        f"{given.queued:,} tasks queued by one client": queued(given.queued),
        f"{given.queued:,} with priority 100": queued(given.queued, priority=100),
    }
    OUT.mkdir(exist_ok=True)
    table = Table(
        "beside", "median", "longest", "health, longest", "server", title=f"One task, load {os.getloadavg()[0]:.1f}"
    )
    for name, others_do in others.items():
        with running_server(OUT / "abuse.log", SETTINGS) as running, requests.Session() as http:
            http.trust_env = False
            server = Abused(running)
            server.task_seconds(http)  # the first one starts what reads pictures
            with others_do(server):
                took = [server.task_seconds(http) for _ in range(given.tasks)]
                health = [server.health_seconds() for _ in range(given.tasks)]
                memory = resident(server.pid) / 1e6
        table.add_row(
            name, f"{statistics.median(took):.2f} s", f"{max(took):.2f} s", f"{max(health):.2f} s", f"{memory:.0f} MB"
        )
    console().print(table)


if __name__ == "__main__":
    main()

"""Real servers in processes of their own, that tests kill."""

import contextlib
import hashlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from docusnap.database import sqlite_driver as driver
from docusnap.database.base import Database
from docusnap.database.sqlite import SqliteDatabase
from tests.postgres_server import PostgresServer

PATIENCE = 120.0
"""Seconds after which what did not happen never will; no test takes nearly as long."""

_LISTENING = re.compile(r"listening on (http://[^\s%]+:\d+)")


class Server:
    """A server process on a data folder; what it says can be waited for."""

    def __init__(self, data: Path, plan: dict[str, Any] | None, settings: dict[str, str]) -> None:
        program = ["-m", "docusnap", "serve"] if plan is None else [str(Path(__file__).with_name("server.py"))]
        arguments = [] if plan is None else [json.dumps(plan)]
        own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCUSNAP_", "OPENAI_"))}
        house = {"DOCUSNAP_DATA_DIR": str(data), "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_PORT": "0"}
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            env=own | house | settings,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._news = threading.Condition()
        self._silent = False
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._http = requests.Session()
        self._http.trust_env = False

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._news:
                self.said.append(line.strip())
                self._news.notify_all()
        with self._news:
            self._silent = True
            self._news.notify_all()

    def says(self, pattern: str) -> re.Match[str]:
        """Waits until it says that; fails when it ends without."""
        found: list[re.Match[str]] = []

        def heard() -> bool:
            found.extend(m for m in (re.search(pattern, line) for line in self.said) if m)
            return bool(found) or self._silent

        with self._news:
            assert self._news.wait_for(heard, PATIENCE), self.said
        assert found, self.said
        return found[0]

    @property
    def address(self) -> str:
        return self.says(_LISTENING.pattern)[1]

    def post(self, image: bytes, operation: str = "document", **fields: str) -> requests.Response | None:
        """The answer; None when the server died before it gave one."""
        with self._news:
            self._news.wait_for(lambda: self._silent or any(map(_LISTENING.search, self.said)), PATIENCE)
            if self._silent:
                return None
        try:
            files = [("images", ("page", image))]
            with requests.Session() as http:
                http.trust_env = False
                return http.post(f"{self.address}/process_{operation}", files=files, data=fields, timeout=PATIENCE)
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            return None

    def accepted(self, image: bytes, operation: str = "document", **fields: str) -> str | None:
        """The id of the task; None when it was not accepted."""
        answer = self.post(image, operation, **fields)
        return None if answer is None or answer.status_code != 202 else str(answer.json()["task_id"])

    def get(self, path: str) -> requests.Response:
        return self._http.get(f"{self.address}{path}", timeout=PATIENCE)

    def delete(self, task: str) -> int | None:
        """The status of the answer; None when the server died before it gave one."""
        try:
            return self._http.delete(f"{self.address}/task/{task}", timeout=PATIENCE).status_code
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            return None

    def status(self, task: str) -> int:
        """What the server answers to who asks for the task."""
        return self.get(f"/task/{task}").status_code

    def ended(self, task: str) -> dict[str, Any]:
        """The task when it has ended."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self.get(f"/task/{task}?wait=10")
            assert answer.status_code == 200, f"accepted task {task}: {answer.status_code} {answer.text}"
            state: dict[str, Any] = answer.json()
            if state["status"] not in ("pending", "processing"):
                return state
        raise AssertionError(f"task {task} never ended: {self.said[-20:]}")

    def kill(self) -> None:
        self.process.kill()
        self.wait()

    def stop(self) -> int:
        """As an operating system stops it."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Its exit code, when it has ended."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()
        self._http.close()
        return code


class Record:
    """The record as the tests look into it, with a ledger of every result that was ever committed."""

    settings: Mapping[str, str] = {}
    plan: Mapping[str, Any] = {}

    def __init__(self, data: Path) -> None:
        self.data = data
        data.mkdir(exist_ok=True)
        self.opened().close()
        self.ask("CREATE TABLE ledger (job_id TEXT, fence INTEGER)")
        self.watch()

    def opened(self) -> Database:
        return SqliteDatabase(self.data / "docusnap.db")

    def watch(self) -> None:
        self.ask(
            "CREATE TRIGGER written AFTER UPDATE OF result ON jobs WHEN NEW.result IS NOT NULL "
            "BEGIN INSERT INTO ledger VALUES (NEW.id, NEW.fence); END"
        )

    def ask(self, statement: str, *values: object) -> list[Any]:
        connection = driver.connect(self.data / "docusnap.db", isolation_level=None)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def check_database(self) -> None:
        assert self.ask("PRAGMA integrity_check") == [("ok",)]
        assert self.ask("PRAGMA foreign_key_check") == []

    def check(self) -> None:
        """What must be true after any crash."""
        self.check_database()
        assert self.ask("SELECT job_id FROM ledger GROUP BY job_id HAVING COUNT(*) > 1") == [], "committed twice"
        assert self.ask("SELECT id FROM jobs WHERE (status = 'completed') <> (result IS NOT NULL)") == []
        for (sha256,) in self.ask("SELECT sha256 FROM job_files"):
            content = (self.data / "files" / sha256[:2] / sha256).read_bytes()
            assert hashlib.sha256(content).hexdigest() == sha256


class RecordOnPostgres(Record):
    """The files in the data folder, the database on a server. Nobody is ever alone there: what the dead left is taken
    over when its lease has run out, which is short here.
    """

    plan: Mapping[str, Any] = {"lease": 3}

    def __init__(self, data: Path, server: PostgresServer, url: str) -> None:
        self.server = server
        self.url = url
        self.settings = {"DOCUSNAP_DATABASE_URL": url}
        super().__init__(data)

    def opened(self) -> Database:
        from docusnap.database.postgres import PostgresDatabase

        return PostgresDatabase(self.url)

    def watch(self) -> None:
        self.ask(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN INSERT INTO ledger VALUES (NEW.id, NEW.fence); RETURN NULL; END'"
        )
        self.ask(
            "CREATE TRIGGER written AFTER UPDATE OF result ON jobs FOR EACH ROW WHEN (NEW.result IS NOT NULL) "
            "EXECUTE FUNCTION note()"
        )

    def ask(self, statement: str, *values: object) -> list[Any]:
        return self.server.ask(statement, self.url.rpartition("/")[2])

    def check_database(self) -> None:
        """PostgreSQL checks its references itself."""


@pytest.fixture
def kind() -> str:
    """Which database; tests that run on both are parametrized with it."""
    return "sqlite"


@pytest.fixture
def record(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Record:
    data = tmp_path / "data"
    if kind == "sqlite":
        return Record(data)
    return RecordOnPostgres(data, request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_url"))


@pytest.fixture
def start(record: Record) -> Iterator[Callable[..., Server]]:
    """Starts servers on the record: `start()` the real one, `start(plan)` one that fails on purpose."""
    started: list[Server] = []

    def begin(plan: dict[str, Any] | None = None, **settings: str) -> Server:
        planned = {**record.plan, **(plan or {})} if plan is not None or record.plan else None
        started.append(Server(record.data, planned, {**record.settings, **settings}))
        return started[-1]

    yield begin
    for server in started:
        if server.process.poll() is None:
            server.kill()
        elif server.process.stderr and not server.process.stderr.closed:
            server.wait()


@pytest.fixture(scope="session")
def picture() -> Callable[[], bytes]:
    """Small pictures, each another one."""
    numbers = itertools.count(1)
    lock = threading.Lock()

    def make() -> bytes:
        with lock:
            number = next(numbers)
        out = BytesIO()
        Image.new("RGB", (40, 40), (number % 256, number // 256 % 256, number // 65536)).save(out, "PNG")
        return out.getvalue()

    return make


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts real servers on folders of their own, which all tests of a module may use."""
    started: list[Server] = []

    def begin(**settings: str) -> Server:
        started.append(Server(tmp_path_factory.mktemp("data"), None, settings))
        return started[-1]

    yield begin
    for server in started:
        server.kill()


class Wire:
    """One connection to a server, byte by byte."""

    def __init__(self, server: Server) -> None:
        host, port = server.address.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), PATIENCE)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def send_until_cut_off(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                self.send(data)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and body of the next answer."""
        answer = http.client.HTTPResponse(self.socket)
        answer.begin()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def closed_after(self) -> float:
        """Waits until the server closes; the seconds that took."""
        start = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            while self.socket.recv(65536):
                pass
        return time.monotonic() - start


@pytest.fixture
def wire() -> Iterator[Callable[[Server], Wire]]:
    """Connects to servers."""
    with contextlib.ExitStack() as opened:

        def connect(server: Server) -> Wire:
            made = Wire(server)
            opened.enter_context(made.socket)
            return made

        yield connect

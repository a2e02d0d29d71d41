"""What every file store promises."""

import time
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docusnap.domain.errors import NotFound, StorageFailure
from docusnap.files.base import FileStore, sha256_of
from docusnap.files.local import LocalFiles


@pytest.fixture(params=["local", "s3", "s3, with a prefix", "cached", "cached, Valkey away"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param.startswith("s3"):
        s3 = request.getfixturevalue("s3_process")
        from docusnap.files.s3 import S3Files

        return S3Files(f"s3://{s3.bucket}{'/of/us/' if 'prefix' in request.param else ''}", endpoint=s3.endpoint)
    local = LocalFiles(tmp_path / "files")
    if request.param == "local":
        return local
    valkey = request.getfixturevalue("valkey_process")
    from docusnap.files.cache import CachedFiles, FileCache
    from docusnap.valkey import RedisDB

    return CachedFiles(local, FileCache(RedisDB("valkey://127.0.0.1:1" if "away" in request.param else valkey.url)))


@given(content=st.binary(max_size=2000))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_put_comes_back_under_its_sha256(store: FileStore, content: bytes) -> None:
    stored = store.put(content, "image/png")
    assert (stored.sha256, stored.size, stored.media_type) == (sha256_of(content), len(content), "image/png")
    assert store.get(stored.sha256) == content
    with store.opened(stored.sha256) as source:
        assert (source if isinstance(source, bytes) else source.read_bytes()) == content


def test_the_same_bytes_are_stored_once(store: FileStore) -> None:
    assert store.put(b"photo", "image/png").sha256 == store.put(b"photo", "image/png").sha256


def test_a_file_of_many_megabytes_comes_back_whole(store: FileStore) -> None:
    content = bytes(range(256)) * 80_000
    assert store.get(store.put(content, "application/pdf").sha256) == content


@pytest.mark.parametrize("name", ["0" * 64, "", "../../../etc/passwd", "A" * 64, "é"])
def test_a_name_that_is_not_there_is_not_found(store: FileStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.get(name)


def test_it_knows_what_it_holds(store: FileStore) -> None:
    sha256 = store.put(b"photo", "image/png").sha256
    assert store.holds(sha256)
    store.delete(sha256)
    assert not store.holds(sha256)


def test_deleting_what_is_not_there_is_no_error(store: FileStore) -> None:
    store.delete("0" * 64)


def test_there_is_room(store: FileStore) -> None:
    store.check_room(1000)


def test_what_cannot_be_written_is_a_storage_failure_and_leaves_nothing(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    folder = tmp_path / sha256_of(b"photo")[:2]
    folder.rmdir()
    folder.write_text("in the way")
    with pytest.raises(StorageFailure):
        store.put(b"photo", "image/png")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_it_names_what_was_stored_before_a_time(store: FileStore) -> None:
    names = sorted(store.put(b"photo %d" % n, "image/png").sha256 for n in range(5))
    assert sorted(chain.from_iterable(store.older_than(time.time() + 60))) == names
    assert list(chain.from_iterable(store.older_than(time.time() - 60))) == []


def test_what_others_put_into_its_folder_is_none_of_its_files(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    (tmp_path / "aa" / "notes").write_text("mine")
    (tmp_path / "list").write_text("mine")
    assert list(chain.from_iterable(store.older_than(time.time() + 60))) == []


def test_a_new_store_leaves_alone_what_another_process_is_writing_until_told(tmp_path: Path) -> None:
    LocalFiles(tmp_path)
    (tmp_path / "incoming" / "half").write_bytes(b"half")
    store = LocalFiles(tmp_path)
    assert (tmp_path / "incoming" / "half").exists()
    store.clear_incoming(before=time.time() - 3600)
    assert (tmp_path / "incoming" / "half").exists()
    store.clear_incoming()
    assert list((tmp_path / "incoming").iterdir()) == []

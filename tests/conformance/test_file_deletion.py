"""Bytes of forgotten files go after the transaction, once, and never those of a named file; on every database."""

import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from docusnap.database import deletion, documents, files
from docusnap.database.base import Database
from docusnap.domain.document import Document
from docusnap.domain.errors import StorageFailure
from docusnap.domain.task import StoredFile
from docusnap.files.local import LocalFiles
from docusnap.queue.file_deletion import FileDeletion


class Store(LocalFiles):
    """A store that may be away; it counts deletions, and lets a test look in while one happens."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.away = False
        self.deletions: Counter[str] = Counter()
        self.meanwhile = lambda: None

    def delete(self, sha256: str) -> None:
        if self.away:
            raise StorageFailure("The store is away.")
        self.deletions[sha256] += 1
        super().delete(sha256)
        self.meanwhile()


class House:
    def __init__(self, database: Database, store: Store) -> None:
        self.database, self.store, self.now = database, store, 1000.0
        self.deletion = self.another()
        self.numbers = 0

    def another(self) -> FileDeletion:
        return FileDeletion(self.database, self.store, clock=lambda: self.now)

    def keep(self, *contents: bytes) -> Sequence[StoredFile]:
        stored = [self.store.put(content, "image/png") for content in contents]
        self.name(*stored)
        return stored

    def name(self, *stored: StoredFile) -> None:
        self.numbers += 1
        new = Document(f"document-{self.numbers}", "client", tuple(stored), self.now)
        self.database.write(lambda tx: documents.add(tx, new))

    def forget(self, *stored: StoredFile) -> None:
        def work(tx: object) -> None:
            tx.run("forget_document_files", document_id=f"document-{self.numbers}")
            for file in stored:
                assert deletion.file(tx, file.sha256, self.now)

        self.database.write(work)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, Store(tmp_path / "files"))


def test_bytes_go_after_the_transaction_and_once(house: House) -> None:
    stored = house.keep(*(b"%d" % n for n in range(50)))
    house.forget(*stored)
    assert all(house.store.holds(file.sha256) for file in stored)

    assert house.deletion.run() == 50
    assert not any(house.store.holds(file.sha256) for file in stored)
    assert house.deletion.run() == 0
    assert set(house.store.deletions.values()) == {1}


def test_no_transaction_is_open_while_bytes_are_deleted(house: House) -> None:
    (file,) = house.keep(b"photo")
    house.forget(file)
    written = threading.Event()

    def write() -> None:
        house.database.write(lambda tx: files.delete_later(tx, "b" * 64, 9e9))
        written.set()

    def meanwhile() -> None:
        threading.Thread(target=write).start()
        assert written.wait(10)

    house.store.meanwhile = meanwhile
    assert house.deletion.run() == 1


def test_while_the_store_is_away_they_wait_and_go_later(house: House, caplog: pytest.LogCaptureFixture) -> None:
    stored = house.keep(b"a", b"b")
    house.forget(*stored)
    house.store.away = True

    assert house.deletion.run() == 0
    assert [record.__dict__["action"] for record in caplog.records] == ["deletion_delayed"]

    house.store.away = False
    assert house.deletion.run() == 0
    house.now += 31
    assert house.deletion.run() == 2


def test_what_is_named_again_before_they_are_deleted_stays(house: House) -> None:
    (file,) = house.keep(b"photo")
    house.forget(file)
    house.name(file)

    house.now += 1000
    assert house.deletion.run() == 0
    assert house.store.holds(file.sha256)


def test_nobody_names_a_file_while_it_is_being_deleted(house: House) -> None:
    (file,) = house.keep(b"photo")
    house.forget(file)
    refused: list[StorageFailure] = []

    def meanwhile() -> None:
        with pytest.raises(StorageFailure) as failed:
            house.name(file)
        refused.append(failed.value)

    house.store.meanwhile = meanwhile
    assert house.deletion.run() == 1
    assert (refused[0].retryable, refused[0].retry_after) == (True, 1.0)

    house.store.meanwhile = lambda: None
    again = house.keep(b"photo")
    house.now += 1000
    assert house.deletion.run() == 0
    assert house.store.holds(again[0].sha256)


def test_what_a_dead_process_was_deleting_another_takes_over(house: House) -> None:
    (file,) = house.keep(b"photo")
    house.forget(file)
    house.database.write(lambda tx: files.claim_deletions(tx, house.now, house.now + 180, 10))

    assert house.another().run() == 0
    house.now += 181
    assert house.another().run() == 1


def test_a_process_that_slept_past_its_claim_ends_nothing_of_its_successor(house: House) -> None:
    (file,) = house.keep(b"photo")
    house.forget(file)
    old = house.now + 180
    house.database.write(lambda tx: files.claim_deletions(tx, house.now, old, 10))
    house.now += 200
    house.store.away = True
    house.another().run()

    house.database.write(lambda tx: files.deleted(tx, file.sha256, old))

    house.store.away = False
    house.now += 31
    assert house.deletion.run() == 1


def test_several_processes_delete_each_file_once(house: House) -> None:
    stored = house.keep(*(b"%d" % n for n in range(100)))
    house.forget(*stored)
    threads = [threading.Thread(target=house.another().run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert house.store.deletions == dict.fromkeys((file.sha256 for file in stored), 1)


def test_whoever_adds_and_forgets_at_once_loses_no_named_file(house: House) -> None:
    """Threads store, name and forget the same few files while others delete: what is named in the end is there."""
    contents = [b"%d" % n for n in range(3)]
    names: dict[int, list[str]] = {}

    def work(number: int) -> None:
        for turn in range(6):
            file = house.store.put(contents[(number + turn) % 3], "image/png")
            key = f"{number}-{turn}"
            try:
                house.database.write(lambda tx, key=key, file=file: documents.add(tx, Document(key, "c", (file,), 1.0)))
            except StorageFailure:
                continue
            if not house.store.holds(file.sha256):  # as `Uploads.ensure`
                house.store.put(contents[(number + turn) % 3], "image/png")
            if turn < 5:
                forget(key, file.sha256)
            else:
                names.setdefault(number, []).append(file.sha256)

    def forget(key: str, sha256: str) -> None:
        def erase(tx: object) -> None:
            tx.run("forget_document_files", document_id=key)
            deletion.file(tx, sha256, house.now)

        house.database.write(erase)
        house.another().run()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    house.now += 1000
    house.deletion.run()

    assert all(house.store.holds(sha256) for kept in names.values() for sha256 in kept)

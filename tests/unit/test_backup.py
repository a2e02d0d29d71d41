"""A backup is one state of the database with all files that it names, and comes back whole or not at all."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from docusnap import backup
from docusnap.backup import back_up, restore
from docusnap.database import documents, retention
from docusnap.database import files as files_table
from docusnap.database.folder_lock import FolderLock
from docusnap.database.sql_files import Schema
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.clock import wall_clock
from docusnap.domain.document import Document
from docusnap.domain.errors import Misconfigured
from docusnap.files.base import sha256_of
from docusnap.files.local import LocalFiles
from docusnap.queue.file_deletion import FileDeletion


class House:
    """A data folder in use: documents of one file each."""

    def __init__(self, folder: Path) -> None:
        self.files = LocalFiles(folder / "files")
        self.database = SqliteDatabase(folder / "docusnap.db")

    def add(self, number: int) -> None:
        stored = self.files.put(content(number), "image/png")
        new = Document(f"{number}", "ann", (stored,), created_at=float(number))
        self.database.write(lambda tx: documents.add(tx, new))

    def purge(self, before: int) -> None:
        """Deletes documents from before that number, and their files, as the janitor does."""

        self.database.write(lambda tx: retention.files(tx, before, before, 0.0))
        FileDeletion(self.database, self.files, clock=wall_clock).run()

    def held(self) -> set[bytes]:
        """The content of every file that the database names."""
        return {self.files.get(name) for name in self.database.read(files_table.named)}

    def stored(self) -> set[str]:
        return {name for names in self.files.older_than(float("inf")) for name in names}


def content(number: int) -> bytes:
    return b"file %d" % number


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    house = House(folder)
    yield house
    house.database.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "data").mkdir(mode=0o700)
    with opened(tmp_path / "data") as made:
        yield made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "docusnap.tar"


@pytest.fixture
def saved(house: House, target: Path) -> Path:
    """A backup of three files."""
    for number in range(3):
        house.add(number)
    back_up(house.database, house.files, target, now=5.0)
    return target


def test_what_was_backed_up_comes_back(saved: Path, tmp_path: Path) -> None:
    contents = restore(saved, tmp_path / "new")
    assert (contents.made_at, contents.files, contents.missing) == (5.0, 3, ())
    with opened(tmp_path / "new") as restored:
        assert restored.held() == {content(0), content(1), content(2)}
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "docusnap.db", "files", "gate.lock", "owner.lock"
    ]  # fmt: skip


def test_a_backup_can_be_read_by_its_owner_only_and_leaves_nothing_beside_it(saved: Path, tmp_path: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", saved.name]


class Restless(LocalFiles):
    """Something happens whenever a file is looked at."""

    def __init__(self, folder: Path, event: Callable[[], None]) -> None:
        super().__init__(folder)
        self._event = event

    @contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        self._event()
        with super().opened(sha256) as path:
            yield path


def test_files_deleted_and_added_while_it_is_made_lose_nothing(
    house: House, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look at a file deletes the oldest and adds another, as long as others may write."""
    monkeypatch.setattr(backup, "_FEW", 0)
    for number in range(10):
        house.add(number)
    numbers = iter(range(10, 14))

    def event() -> None:
        if (number := next(numbers, None)) is not None:
            house.add(number)
            house.purge(before=number - 8)

    back_up(house.database, Restless(tmp_path / "data" / "files", event), target, now=5.0)
    kept = house.held()
    restore(target, tmp_path / "new")
    with opened(tmp_path / "new") as restored:
        assert restored.held() == kept
        assert restored.stored() == {sha256_of(one) for one in kept}


def test_a_backup_beside_threads_that_add_and_delete_all_the_time_can_be_restored(
    house: House, target: Path, tmp_path: Path
) -> None:
    for number in range(200):
        house.add(number)
    done = threading.Event()

    def work() -> None:
        number = 200
        while not done.is_set():
            house.add(number)
            house.purge(before=number - 150)
            number += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        contents = back_up(house.database, house.files, target, now=5.0)
    finally:
        done.set()
        thread.join()
    assert contents.missing == ()
    restore(target, tmp_path / "new")
    with opened(tmp_path / "new") as restored:
        assert len(restored.held()) >= 100


def test_a_file_that_was_lost_before_is_told_and_does_not_stop_the_backup(
    house: House, target: Path, tmp_path: Path
) -> None:
    house.add(1)
    house.add(2)
    house.files.delete(sha256_of(content(1)))
    assert back_up(house.database, house.files, target, now=5.0).missing == (sha256_of(content(1)),)
    assert restore(target, tmp_path / "new").missing == (sha256_of(content(1)),)


def test_no_file_is_written_over(saved: Path, house: House) -> None:
    with pytest.raises(Misconfigured, match="exists already"):
        back_up(house.database, house.files, saved, now=6.0)


def test_a_folder_in_use_is_not_restored_to(saved: Path, tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "new")
    lock.share()
    with pytest.raises(Misconfigured, match="in use"):
        restore(saved, tmp_path / "new", replace=True)
    lock.close()


def test_a_folder_with_something_in_it_is_replaced_only_on_request_and_keeps_the_private_key(
    saved: Path, house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    house.add(7)
    house.database.close()
    (folder / "private_key.pem").write_text("key")
    with pytest.raises(Misconfigured, match="--replace"):
        restore(saved, folder)
    with opened(folder) as unchanged:
        assert content(7) in unchanged.held()
    restore(saved, folder, replace=True)
    with opened(folder) as restored:
        assert restored.held() == {content(0), content(1), content(2)}
        assert len(restored.stored()) == 3
    assert (folder / "private_key.pem").read_text() == "key"


@pytest.mark.parametrize("damage", ["truncated", "altered", "nothing", "something else"])
def test_a_damaged_backup_is_refused_and_leaves_the_folder_as_it_was(saved: Path, tmp_path: Path, damage: str) -> None:
    whole = saved.read_bytes()
    wrong = {
        "truncated": whole[: len(whole) // 2],
        "altered": whole.replace(b"file 1", b"file 9"),
        "nothing": b"",
        "something else": b"PK" * 5000,
    }
    saved.write_bytes(wrong[damage])
    with pytest.raises(Misconfigured, match="damaged"):
        restore(saved, tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["gate.lock", "owner.lock"]


def test_a_backup_cut_anywhere_is_refused(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    note = whole.index(b"backup.json")
    for end in (*range(0, note, 20_011), note):
        saved.write_bytes(whole[:end])
        with pytest.raises(Misconfigured, match="damaged"):
            restore(saved, tmp_path / "new")


def test_a_damaged_database_in_a_backup_is_refused(house: House, target: Path, tmp_path: Path) -> None:
    for number in range(200):
        house.add(number)
    back_up(house.database, house.files, target, now=5.0)
    whole = target.read_bytes()
    header = whole.index(b"SQLite format 3")
    target.write_bytes(whole[: header + 4096] + b"\xff" * 40_000 + whole[header + 44_096 :])
    with pytest.raises(Misconfigured, match=r"damaged|malformed|cannot be opened"):
        restore(target, tmp_path / "new")


def test_a_database_of_any_version_can_be_backed_up_but_a_newer_one_is_not_restored(
    target: Path, tmp_path: Path
) -> None:
    shipped = Schema.shipped("sqlite")
    newer = replace(shipped, steps={**shipped.steps, shipped.version + 1: []})
    folder = tmp_path / "newer"
    folder.mkdir(mode=0o700)
    SqliteDatabase(folder / "docusnap.db", schema=newer).close()
    database = SqliteDatabase(folder / "docusnap.db", as_it_is=True)
    assert back_up(database, LocalFiles(folder / "files"), target, now=5.0).schema == newer.version
    database.close()
    with pytest.raises(Misconfigured, match="newer docusnap"):
        restore(target, tmp_path / "new")

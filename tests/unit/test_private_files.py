"""Nobody but the owner looks into the data folder."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docusnap.database import sqlite_driver as driver
from docusnap.domain.errors import Misconfigured
from docusnap.private_files import make_file, make_folder
from docusnap.settings import load_settings
from docusnap.wiring.data_folder import open_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A umask that closes nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_all_that_the_house_makes_is_its_owners_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = open_folder(load_settings({"DOCUSNAP_DATA_DIR": data}).storage)
    folder.database.write(lambda tx: tx.run("pause", operation="form"))
    folder.database.read(lambda tx: tx.rows("paused"))
    folder.files.put(b"a page", "image/png")
    made = {path: mode(path) for path in (data, *data.rglob("*"))}
    folder.close()
    assert {path.name for path in made} >= {"docusnap.db", "docusnap.db-wal", "owner.lock", "incoming"}
    assert {path: f"{found:o}" for path, found in made.items() if found & 0o077} == {}


def test_a_folder_of_ours_that_stands_open_is_closed_with_what_is_in_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = open_folder(load_settings({"DOCUSNAP_DATA_DIR": data}).storage)
    first.share()
    paths = (data, data / "files", data / "docusnap.db", data / "docusnap.db-wal")
    for path in paths:
        path.chmod(0o777)
    second = open_folder(load_settings({"DOCUSNAP_DATA_DIR": data}).storage)
    closed = [mode(path) for path in paths]
    second.close()
    first.close()
    assert closed == [0o700, 0o700, 0o600, 0o600]


def test_an_empty_folder_that_stands_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    make_folder(tmp_path / "data", ["docusnap.db"])
    assert mode(tmp_path / "data") == 0o700


def test_an_open_folder_with_other_things_in_it_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o1777)
    (shared / "somebody's.txt").touch()
    before = mode(shared)
    with pytest.raises(Misconfigured, match=r"open to others.*shared/docusnap"):
        make_folder(shared, ["docusnap.db"])
    assert mode(shared) == before


def test_a_closed_folder_may_hold_other_things(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o700)
    (tmp_path / "mine" / "notes.txt").touch()
    make_folder(tmp_path / "mine", ["docusnap.db"])


def test_what_cannot_be_closed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir(mode=0o755)

    def as_another_user(self: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", as_another_user)
    with pytest.raises(Misconfigured, match="another user"):
        make_folder(tmp_path / "data")
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    with pytest.raises(Misconfigured, match="file system"):
        make_folder(tmp_path / "data")


def test_closing_a_database_that_is_in_use_takes_no_lock_away(tmp_path: Path) -> None:
    path = tmp_path / "docusnap.db"
    held = driver.connect(path, isolation_level=None)
    held.execute("CREATE TABLE t (x)")
    held.execute("BEGIN EXCLUSIVE")
    path.chmod(0o644)
    make_file(path)
    assert mode(path) == 0o600
    other = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0).execute('INSERT INTO t VALUES (1)')"
    done = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=False)
    assert "locked" in done.stderr
    held.close()

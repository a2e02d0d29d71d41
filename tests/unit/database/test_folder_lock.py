"""Several processes in one data folder: who is alone there, who waits, and who is refused."""

import fcntl
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from docusnap.database.folder_lock import FolderLock, network_file_system
from docusnap.domain.errors import Misconfigured


def shared(folder: Path) -> FolderLock:
    ownership = FolderLock(folder)
    ownership.share()
    return ownership


def test_the_first_is_alone_and_the_second_is_not(tmp_path: Path) -> None:
    first, second = shared(tmp_path), shared(tmp_path)
    assert (first.sole, second.sole) == (True, False)


def test_a_file_in_the_place_of_the_folder_is_called_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes").write_bytes(b"")
    with pytest.raises(Misconfigured, match="is a file, not a folder"):
        FolderLock(tmp_path / "notes")


def test_who_comes_after_all_others_have_gone_is_alone_again(tmp_path: Path) -> None:
    first, second = shared(tmp_path), shared(tmp_path)
    first.close()
    assert not shared(tmp_path).sole
    second.close()


def test_a_process_that_was_killed_no_longer_counts(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from docusnap.database.folder_lock import FolderLock\n"
        "o = FolderLock(Path(sys.argv[1])); o.share(); print(o.sole, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        joined = shared(tmp_path)
        assert not joined.sole
        joined.close()
        other.kill()
        other.wait()
    assert shared(tmp_path).sole


def test_nobody_gets_in_while_the_first_puts_the_folder_in_order(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    looks: list[float] = []

    def look(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            first.share()

    second = FolderLock(tmp_path, sleep=look)
    assert len(looks) == 3
    assert not second.sole


def test_waiting_for_one_that_never_gets_ready_ends(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(Misconfigured, match="has been starting"):
        FolderLock(tmp_path, patience=1, sleep=lambda _: None)
    first.close()


def test_of_many_that_start_at_once_exactly_one_is_alone(tmp_path: Path) -> None:
    started: list[FolderLock] = []
    threads = [threading.Thread(target=lambda: started.append(shared(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [o.sole for o in started].count(True) == 1
    assert len(started) == 8


def test_an_sqlite_that_cannot_be_shared_is_refused_beside_another_and_fine_alone(tmp_path: Path) -> None:
    alone = FolderLock(tmp_path, sqlite_version=(3, 51, 2))
    alone.share()
    with pytest.raises(Misconfigured, match=r"SQLite 3\.51\.2"):
        FolderLock(tmp_path, sqlite_version=(3, 51, 2))
    joined = FolderLock(tmp_path, sqlite_version=(3, 51, 3))
    assert not joined.sole


def test_one_that_was_refused_holds_nothing(tmp_path: Path) -> None:
    alone = shared(tmp_path)
    with pytest.raises(Misconfigured):
        FolderLock(tmp_path, sqlite_version=(3, 40, 0))
    alone.close()
    assert shared(tmp_path).sole


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="cannot be written"):
        FolderLock(tmp_path / "file" / "data")


@pytest.fixture
def mounts(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "mounts"
        path.write_text(f"/dev/sda / ext4 rw 0 0\n{text}\n")
        return path

    return write


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs"])
def test_a_folder_on_the_network_is_known_as_such(mounts: Callable[[str], Path], kind: str) -> None:
    assert network_file_system(Path("/no/share/data"), mounts(f"server:/x /no/share {kind} rw 0 0")) == kind


@pytest.mark.parametrize(
    "line",
    [
        "server:/x /no/share/data/deeper nfs4 rw 0 0",
        "server:/x /no/sha nfs4 rw 0 0",
        "server:/x /no nfs4 rw 0 0\n/dev/sdb /no/share ext4 rw 0 0",
        "server:/x /no/share nfs4 rw 0 0\n/dev/sdb /no/share xfs rw 0 0",
        "overlay /no/share overlay rw 0 0",
    ],
)
def test_a_folder_on_a_disk_is_fine(mounts: Callable[[str], Path], line: str) -> None:
    assert network_file_system(Path("/no/share/data"), mounts(line)) is None


def test_a_mount_point_may_have_a_space_in_its_name(mounts: Callable[[str], Path]) -> None:
    assert network_file_system(Path("/no/my share/data"), mounts(r"s:/x /no/my\040share nfs rw 0 0")) == "nfs"


def test_a_system_that_does_not_tell_refuses_nothing(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, tmp_path / "no such file") is None


def test_a_data_folder_on_the_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docusnap.database.folder_lock.network_file_system", lambda _: "nfs4")
    with pytest.raises(Misconfigured, match="network file system"):
        FolderLock(tmp_path)


def test_the_lock_is_a_real_one(tmp_path: Path) -> None:
    shared(tmp_path)
    ownership = shared(tmp_path)
    with (tmp_path / "owner.lock").open() as handle, pytest.raises(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    ownership.close()

"""Who uses a data folder: several processes may, and the first one knows that what it finds running there is dead."""

import fcntl
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from docusnap.database import sqlite_driver as driver
from docusnap.domain.errors import Misconfigured
from docusnap.private_files import make_folder

_GATE = "gate.lock"
_MARKS = (_GATE, "docusnap.db")
_GATE_SECONDS = 30.0
_LOOK_SECONDS = 0.05
_MOUNTS = Path("/proc/self/mounts")
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "glusterfs", "davfs"),
    *("fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.mount-s3", "fuse.blobfuse2", "fuse.goofys"),
    *("fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs2", "fuse.curlftpfs", "fuse.juicefs"),
}


class FolderLock:
    """A shared lock on the folder for the life of the process, however it ends.

    `sole` is true for the process that found nobody else there. Until `share` is called everyone else waits at the
    gate, so that it can put the folder in order: a lock cannot be made from exclusive to shared in one step.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sqlite_version: tuple[int, int, int] = driver.version,
        patience: float = _GATE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Makes the folder if need be, and closes it to other users.

        Waits up to `patience` seconds while another process starts there.

        Raises Misconfigured when it cannot be written, lies on a network, or cannot be shared with whom it is used by.
        """
        self._handles: list[int] = []
        try:
            make_folder(folder, _MARKS)
            if kind := network_file_system(folder):
                raise Misconfigured(
                    f"The data folder {folder} is on a network file system ({kind}), where locks and syncs cannot be "
                    "relied on; set DOCUSNAP_DATA_DIR to a folder on this machine's own disk."
                )
            self._gate = self._opened(folder / _GATE)
            self._life = self._opened(folder / "owner.lock")
            self._enter(folder, patience, sleep)
            self.sole = _locked(self._life, fcntl.LOCK_EX)
            if not self.sole:
                self._join(folder, sqlite_version)
        except FileExistsError as error:
            raise Misconfigured(f"DOCUSNAP_DATA_DIR: {folder} is a file, not a folder.") from error
        except OSError as error:
            self.close()
            raise Misconfigured(f"The data folder {folder} cannot be written ({error.strerror}).") from error
        except BaseException:
            self.close()
            raise

    def share(self) -> None:
        """The folder is in order: lets the others in; may be called twice."""
        fcntl.flock(self._life, fcntl.LOCK_SH)
        fcntl.flock(self._gate, fcntl.LOCK_UN)

    def close(self) -> None:
        """Lets go of the folder; may be called twice."""
        while self._handles:
            os.close(self._handles.pop())

    def _opened(self, path: Path) -> int:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._handles.append(handle)
        return handle

    def _enter(self, folder: Path, patience: float, sleep: Callable[[float], None]) -> None:
        waited = 0.0
        while not _locked(self._gate, fcntl.LOCK_EX):
            if waited >= patience:
                raise Misconfigured(f"Another docusnap process has been starting in {folder} for {patience:.0f} s.")
            sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS

    def _join(self, folder: Path, version: tuple[int, int, int]) -> None:
        """Whoever has it exclusively stands at the gate, so the shared lock is free."""
        if version < driver.SAFE_TO_SHARE:
            told = ".".join(map(str, version))
            raise Misconfigured(
                f"Another docusnap process uses the data folder {folder}, and SQLite {told} cannot be shared between "
                f"processes without risk; use 3.51.3 or newer (the pysqlite3 package), or set DOCUSNAP_DATA_DIR."
            )
        fcntl.flock(self._life, fcntl.LOCK_SH)


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def network_file_system(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network file system that the folder lies on; None on a disk, or where the system does not tell."""
    if not mounts.exists():
        return None
    kind = _file_system(folder.resolve(), mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    return kind if kind in _NETWORK else None


def _file_system(folder: Path, mounts: str) -> str:
    """That of the deepest mount point above the folder; of two on one place, the later."""
    found, depth = "", 0
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        point = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place))
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = kind, len(point.parts)
    return found

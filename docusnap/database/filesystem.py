"""On what kind of file system a folder lies."""

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "glusterfs", "davfs"),
    *("fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.mount-s3", "fuse.blobfuse2", "fuse.goofys"),
    *("fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs2", "fuse.curlftpfs", "fuse.juicefs"),
}


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

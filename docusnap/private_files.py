"""Folders and files that nobody but their owner can look into."""

import os
from collections.abc import Sequence
from pathlib import Path

from docusnap.domain.errors import Misconfigured

_OTHERS = 0o077


def make_folder(folder: Path, marks: Sequence[str] = ()) -> None:
    """Makes the folder, mode 0700; one that is there and open to others is closed to them when it is ours or empty.

    `marks`: names of which a folder of ours has one. Raises Misconfigured where it is not ours to close, or OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _open_to_others(folder):
        return
    if any(folder.iterdir()) and not any((folder / mark).exists() for mark in marks):
        raise Misconfigured(
            f"The folder {folder} is open to others, and what is in it is not all DocuSnap's; name one of its own, "
            f"such as {folder / 'docusnap'}, or close this one (chmod 700)."
        )
    _close(folder, 0o700)


def make_file(path: Path) -> None:
    """Makes the file, empty, mode 0600; one that is there keeps its content. Raises Misconfigured or OSError.

    It is not opened when it is there: closing it would take away the locks that this process has on it.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if _open_to_others(path):
            _close(path, 0o600)


def _open_to_others(path: Path) -> bool:
    return path.stat().st_mode & _OTHERS != 0


def _close(path: Path, mode: int) -> None:
    try:
        path.chmod(mode)
    except PermissionError:
        whose = "it belongs to another user"
    else:
        whose = "its file system knows no such rights"
    if _open_to_others(path):
        raise Misconfigured(f"{path} is open to others and cannot be closed to them: {whose}; use another folder.")

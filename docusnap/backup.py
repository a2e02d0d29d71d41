"""Backups: the database and the files that it names, in one tar, made while others work; and back again.

The private key for sealed requests is left out: with it, whoever has the backup could open what clients sealed.
"""

import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from docusnap.database import files as files_table
from docusnap.database.base import Transaction
from docusnap.database.folder_lock import FolderLock
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.errors import Misconfigured, NotFound, StorageFailure
from docusnap.files.local import LocalFiles
from docusnap.private_files import make_file

DATABASE = "docusnap.db"
FILES = "files"

_NOTE = "backup.json"
_FORMAT = 1
_FEW = 100
_ROUNDS = 5
_REPLACED = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", FILES)
_INCOMING = "restoring"
_OUTGOING = "replaced"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. `made_at`: Unix seconds; `missing`: files that were lost before it was made."""

    made_at: float
    schema: int
    files: int
    missing: tuple[str, ...] = ()
    format: int = _FORMAT


def back_up(database: SqliteDatabase, files: LocalFiles, target: Path, *, now: float) -> Contents:
    """Writes the file `target`, readable by its owner only, while others use the database and the files.

    It holds one state of the database and every file named there. Writers wait only while the last few files are
    copied. Raises Misconfigured when `target` is there already, StorageFailure when it cannot be written.
    """
    if target.exists():
        raise Misconfigured(f"{target} exists already; name a new file.")
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    copy = aside.with_name(f"{aside.name}.db")
    try:
        make_file(aside)
        make_file(copy)
        with aside.open("wb") as out:
            with tarfile.open(fileobj=out, mode="w") as archive:
                contents = _Writing(archive, files).all(database, copy, now)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(target)
    except OSError as error:
        raise StorageFailure(f"The backup {target} could not be written ({error.strerror}).") from error
    finally:
        aside.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    return contents


def restore(source: Path, folder: Path, *, replace: bool = False) -> Contents:
    """Checks the backup whole, then puts it into the data folder. An older database is upgraded on the way.

    `replace`: what is in the folder, but for the private key, is deleted. When anything is wrong, the folder is as it
    was. Raises Misconfigured when a process uses it, when it is not empty, or when the backup is damaged.
    """
    if not source.is_file():
        raise Misconfigured(f"There is no file {source}.")
    lock = FolderLock(folder)
    try:
        if not lock.sole:
            raise Misconfigured(f"The data folder {folder} is in use; stop every docusnap process there first.")
        if not replace and any((folder / name).exists() for name in _REPLACED):
            raise Misconfigured(f"The data folder {folder} is not empty; --replace deletes what is in it.")
        incoming = folder / _INCOMING
        _remove(incoming)
        try:
            contents = _unpacked(source, incoming)
            _put_in_place(incoming, folder)
        finally:
            _remove(incoming)
        return contents
    except OSError as error:
        raise StorageFailure(f"The backup could not be restored ({error.strerror}).") from error
    finally:
        lock.close()


class _Writing:
    """Copies each file once; those deleted before their turn are named by no later state of the database."""

    def __init__(self, archive: tarfile.TarFile, files: LocalFiles) -> None:
        self._archive = archive
        self._files = files
        self._copied: set[str] = set()
        self._missing: set[str] = set()

    def all(self, database: SqliteDatabase, copy: Path, now: float) -> Contents:
        """Most files while others write, the rest while nobody can, then the database as it stood there."""
        for _ in range(_ROUNDS):
            named = database.read(files_table.named)
            if len(named - self._copied) <= _FEW:
                break
            self._copy(named)
        database.copy_to(copy, first=self._copy_rest)
        contents = Contents(now, database.upgrade.after, len(self._copied), tuple(sorted(self._missing)))
        with copy.open("rb") as content:
            self._add(DATABASE, content)
        self._add(_NOTE, BytesIO(json.dumps(asdict(contents)).encode()))
        return contents

    def _add(self, name: str, content: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size = content.seek(0, os.SEEK_END)
        content.seek(0)
        self._archive.addfile(member, content)

    def _copy_rest(self, tx: Transaction) -> None:
        self._missing.clear()
        self._copy(files_table.named(tx))

    def _copy(self, names: Set[str]) -> None:
        for name in sorted(names - self._copied):
            try:
                with self._files.opened(name) as path, path.open("rb") as content:
                    self._add(f"{FILES}/{name}", content)
            except (NotFound, FileNotFoundError):
                self._missing.add(name)
            else:
                self._copied.add(name)


def _unpacked(source: Path, incoming: Path) -> Contents:
    """The content of the backup in the folder `incoming`, checked. Raises Misconfigured."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            names, contents = _extracted(archive, incoming)
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError) as error:
        raise Misconfigured(f"{source} is damaged, or no backup of docusnap ({error}).") from error
    with _opened(incoming / DATABASE) as database:
        database.check()
        wanted = database.read(files_table.named)
    if lost := wanted - names - set(contents.missing):
        raise Misconfigured(f"{source} is damaged: {len(lost)} files that its database names are not in it.")
    files = LocalFiles(incoming / FILES)
    for name in names - wanted:  # deleted while the backup was made
        files.delete(name)
    return contents


def _extracted(archive: tarfile.TarFile, incoming: Path) -> tuple[set[str], Contents]:
    """The names of the files, and the note, which comes last. Raises Misconfigured, TarError."""
    incoming.mkdir(mode=0o700)
    files = LocalFiles(incoming / FILES)
    names: set[str] = set()
    note = None
    for member in archive:
        content = archive.extractfile(member)
        if content is None:
            raise tarfile.ReadError(f"{member.name} is no file")
        if member.name == DATABASE:
            _save(content, incoming / DATABASE)
        elif member.name == _NOTE:
            note = json.load(content)
        elif f"{FILES}/{(stored := files.put(content.read(), '')).sha256}" == member.name:
            names.add(stored.sha256)
        else:
            raise tarfile.ReadError(f"{member.name} is not what its name says")
    if not isinstance(note, dict) or note.get("format") != _FORMAT or not (incoming / DATABASE).exists():
        raise tarfile.ReadError("its end is missing, or a newer docusnap made it")
    return names, Contents(**note | {"missing": tuple(note["missing"])})


def _save(content: IO[bytes], path: Path) -> None:
    make_file(path)
    with path.open("wb") as out:
        shutil.copyfileobj(content, out)
        out.flush()
        os.fsync(out.fileno())


def _put_in_place(incoming: Path, folder: Path) -> None:
    """The database comes last: until it is there, the folder holds none."""
    outgoing = folder / _OUTGOING
    _remove(outgoing)
    outgoing.mkdir(mode=0o700)
    for name in _REPLACED:
        if (folder / name).exists():
            (folder / name).rename(outgoing / name)
    for name in (FILES, DATABASE):
        (incoming / name).rename(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    _remove(outgoing)


@contextmanager
def _opened(path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(path)
    try:
        yield database
    finally:
        database.close()


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)

"""The record in the data folder alone: SQLite and files, for the processes of one machine."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from docusnap.backup import DATABASE
from docusnap.database.folder_lock import FolderLock
from docusnap.database.sqlite import SqliteDatabase
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WATCH_SECONDS, ChangeWatch, WakeUps
from docusnap.files.local import LocalFiles
from docusnap.settings.groups import StorageSettings
from docusnap.wiring.file_store import file_store, folder_of_files
from docusnap.wiring.record import Record, note_upgrade

log = logging.getLogger(__name__)

CHECKPOINT_SECONDS = 0.5


def open_folder(chosen: StorageSettings, *, repair: bool = False) -> Record:
    """Opens or creates it, and upgrades an older database where no other process uses it.

    `repair`: a database whose version was lost gets it back. Raises Misconfigured.
    """
    folder = chosen.data_dir
    lock = FolderLock(folder)
    try:
        database = SqliteDatabase(folder / DATABASE, alone=lock.sole, repair=repair)
        note_upgrade(database.upgrade)
        files = file_store(chosen, alone=lock.sole)
    except BaseException:
        lock.close()
        raise

    def hear(wake_ups: WakeUps, _on_end: Callable[[str], None]) -> Sequence[PeriodicThread]:
        return (
            PeriodicThread("wake-ups", WATCH_SECONDS, ChangeWatch(database.changes, wake_ups).look),
            PeriodicThread("checkpoint", CHECKPOINT_SECONDS, database.checkpoint),
        )

    return Record(
        database=database,
        files=files,
        upgrade=database.upgrade,
        scrub=database.scrub,
        hear=hear,
        closing=(database.close, lock.close),
        sole=lock.sole,
        share=lock.share,
    )


@contextmanager
def opened_as_it_is(chosen: StorageSettings) -> Iterator[tuple[SqliteDatabase, LocalFiles]]:
    """The data folder whatever the version of its database, which stays as it is. Raises Misconfigured."""
    folder = chosen.data_dir
    lock = FolderLock(folder)
    try:
        lock.share()
        database = SqliteDatabase(folder / DATABASE, as_it_is=True)
        try:
            yield database, LocalFiles(folder_of_files(chosen))
        finally:
            database.close()
    finally:
        lock.close()

"""The durable record in the data folder, and the queue over it: all that commands need which run no jobs."""

import logging
import random
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docusnap.access.api_keys import Keys
from docusnap.backup import DATABASE, FILES
from docusnap.database.base import Database
from docusnap.database.folder_lock import FolderLock
from docusnap.database.sqlite import SqliteDatabase
from docusnap.database.sqlite_schema import Upgrade
from docusnap.domain.clock import wall_clock
from docusnap.domain.errors import Misconfigured
from docusnap.domain.request import LOCAL
from docusnap.files.local import LocalFiles
from docusnap.operations.base import Operation
from docusnap.queue.erasure import Erasure
from docusnap.queue.janitor import Janitor, Retention
from docusnap.queue.quarantine import QuarantineConsumer
from docusnap.queue.recorder import Recorder
from docusnap.queue.retry import DAY, RetryPolicy
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import AccessSettings, QueueSettings, Settings, StorageSettings

log = logging.getLogger(__name__)

LEASE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Folder:
    """The data folder, open; `settle` must be called before anything else is written."""

    lock: FolderLock
    database: SqliteDatabase
    files: LocalFiles

    def settle(self, queue: DocumentQueueService) -> None:
        """Takes up what dead processes left, at once where no other process is there, and lets the others in."""
        if self.lock.sole:
            rescued = queue.rescue(sole_owner=True)
            self.files.clear_incoming()
            if rescued.due or rescued.quarantined:
                log.info(
                    "jobs that ran when the last process ended: %d taken up again, %d quarantined",
                    len(rescued.due),
                    len(rescued.quarantined),
                    extra={"action": "taken_up"},
                )
        self.lock.share()

    def close(self) -> None:
        """Lets go of it; may be called twice."""
        self.database.close()
        self.lock.close()


def new_id() -> str:
    """A UUID of version 7: it cannot be guessed (74 random bits), and stands in an index beside those of its time."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    digits = f"{value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def private_key_file(settings: Settings) -> Path:
    """Where the private key for sealed requests is kept, unless a setting gives one."""
    return settings.storage.data_dir / "private_key.pem"


def must_hold_record(folder: Path) -> None:
    """Raises Misconfigured when there is none in that folder yet."""
    if not (folder / DATABASE).exists():
        raise Misconfigured(f"Nothing is kept in {folder}; set --data-dir.")


def open_folder(chosen: StorageSettings, *, repair: bool = False) -> Folder:
    """Opens or creates it, and upgrades an older database where no other process uses it.

    `repair`: a database whose version was lost gets it back. Raises Misconfigured.
    """
    folder = chosen.data_dir
    lock = FolderLock(folder)
    try:
        files = LocalFiles(folder / FILES, keep_free=chosen.keep_free_bytes)
        database = SqliteDatabase(folder / DATABASE, alone=lock.sole, repair=repair)
        if 0 < database.upgrade.before < database.upgrade.after:
            told = (database.upgrade.before, database.upgrade.after)
            log.info("upgraded the database from schema %d to %d", *told, extra={"action": "upgraded"})
        return Folder(lock, database, files)
    except BaseException:
        lock.close()
        raise


def recorder_of(
    chosen: QueueSettings,
    operations: Mapping[str, Operation],
    *,
    has_callback: Callable[[str], bool] = lambda _: False,
) -> Recorder:
    """What records requests. `has_callback`: of an operation."""
    return Recorder(operations, results_kept=chosen.reuse_results_days * DAY, has_callback=has_callback, new_id=new_id)


def queue_over(
    folder: Folder,
    chosen: QueueSettings,
    recorder: Recorder,
    *,
    on_due: Callable[[str], None] = lambda _: None,
    on_end: Callable[[str], None] = lambda _: None,
    on_quarantine: QuarantineConsumer | None = None,
    policies: Mapping[str, RetryPolicy] | None = None,
) -> DocumentQueueService:
    """The queue, under a name of this process."""
    return DocumentQueueService(
        folder.database,
        owner=new_id(),
        clock=wall_clock,
        uniform=random.uniform,
        recorder=recorder,
        lease=LEASE_SECONDS,
        policy=RetryPolicy(attempts=chosen.attempts, patience=chosen.outage_days * DAY),
        policies=policies,
        on_due=on_due,
        on_end=on_end,
        on_quarantine=on_quarantine,
    )


def janitor_of(folder: Folder, chosen: QueueSettings) -> Janitor:
    """Forgets after the days of the settings."""
    retention = Retention(chosen.keep_completed_days * DAY, chosen.keep_quarantined_days * DAY)
    return Janitor(folder.database, folder.files, clock=wall_clock, retention=retention)


def keys_over(database: Database, chosen: AccessSettings) -> Keys:
    """The keys, and that of the settings. Raises Misconfigured."""
    return Keys(database, clock=wall_clock, admin_key=chosen.admin_key.get_secret_value(), admin_client=LOCAL)


def erasure_of(folder: Folder, *, on_end: Callable[[str], None] = lambda _: None) -> Erasure:
    """Deletes on request."""
    return Erasure(folder.database, folder.files, clock=wall_clock, scrub=folder.database.scrub, on_end=on_end)


@contextmanager
def opened_as_it_is(settings: Settings) -> Iterator[Folder]:
    """The data folder whatever the version of its database, which stays as it is. Raises Misconfigured."""
    folder = settings.storage.data_dir
    lock = FolderLock(folder)
    try:
        lock.share()
        database = SqliteDatabase(folder / DATABASE, as_it_is=True)
        try:
            yield Folder(lock, database, LocalFiles(folder / FILES))
        finally:
            database.close()
    finally:
        lock.close()


def upgrade_database(settings: Settings) -> Upgrade:
    """Brings the database up to date, and gives it back a version that was lost. Raises Misconfigured."""
    folder = open_folder(settings.storage, repair=True)
    try:
        return folder.database.upgrade
    finally:
        folder.close()


@contextmanager
def opened_queue(settings: Settings) -> Iterator[tuple[DocumentQueueService, Janitor]]:
    """The queue and its janitor without anything that runs jobs. Raises Misconfigured."""
    with _settled(settings) as (folder, queue):
        yield queue, janitor_of(folder, settings.queue)


@contextmanager
def opened_erasure(settings: Settings) -> Iterator[Erasure]:
    """Deletes in the data folder. Raises Misconfigured."""
    with _settled(settings) as (folder, _):
        yield erasure_of(folder)


@contextmanager
def opened_keys(settings: Settings) -> Iterator[Keys]:
    """The keys of the data folder, which is made if need be. Raises Misconfigured."""
    with _settled(settings) as (folder, _):
        yield keys_over(folder.database, settings.access)


@contextmanager
def closed_on_failure(folder: Folder) -> Iterator[None]:
    """Lets go of the folder where what is made over it fails."""
    try:
        yield
    except BaseException:
        folder.close()
        raise


@contextmanager
def _settled(settings: Settings) -> Iterator[tuple[Folder, DocumentQueueService]]:
    folder = open_folder(settings.storage)
    try:
        queue = queue_over(folder, settings.queue, recorder_of(settings.queue, {}))
        folder.settle(queue)
        yield folder, queue
    finally:
        folder.close()

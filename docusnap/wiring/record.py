"""The durable record, and the queue over it: all that commands need which run no jobs."""

import logging
import random
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from docusnap.access.api_keys import Keys
from docusnap.backup import DATABASE
from docusnap.database.base import Database
from docusnap.database.sql_files import Upgrade
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.clock import wall_clock
from docusnap.domain.errors import Misconfigured
from docusnap.domain.health import Degraded
from docusnap.domain.request import LOCAL
from docusnap.files.base import FileStore
from docusnap.operations.base import Operation
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.erasure import Erasure
from docusnap.queue.janitor import Janitor, Retention
from docusnap.queue.quarantine import QuarantineConsumer
from docusnap.queue.recorder import Recorder
from docusnap.queue.retry import DAY, RetryPolicy
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import AccessSettings, QueueSettings, Settings, StorageSettings
from docusnap.telemetry.telemetry import Telemetry
from docusnap.wiring.valkey_server import with_cache

log = logging.getLogger(__name__)

LEASE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Record:
    """The durable record, open: the database and the files. `settle` must be called before anything else is written.

    `scrub`: see `Erasure`. `hear`: makes the threads that learn what other processes do, given what to wake and whom
    to tell of ended jobs. `tell_due`, `tell_end`: tell the others. `degraded`: what does not work as it should.
    `sole`: no other process uses the record, nor can before `share` is called.
    """

    database: Database
    files: FileStore
    upgrade: Upgrade
    scrub: Callable[[], bool]
    hear: Callable[[WakeUps, Callable[[str], None]], Sequence[PeriodicThread]]
    closing: Sequence[Callable[[], None]]
    tell_due: Callable[[str], None] = lambda _: None
    tell_end: Callable[[str], None] = lambda _: None
    degraded: Callable[[], Sequence[Degraded]] = lambda: ()
    sole: bool = False
    share: Callable[[], None] = lambda: None

    def settle(self, queue: DocumentQueueService) -> None:
        """Takes up what dead processes left, at once where no other process is there, and lets the others in."""
        if self.sole:
            rescued = queue.rescue(sole_owner=True)
            if rescued.due or rescued.quarantined:
                log.info(
                    "jobs that ran when the last process ended: %d taken up again, %d quarantined",
                    len(rescued.due),
                    len(rescued.quarantined),
                    extra={"action": "taken_up"},
                )
        self.share()

    def close(self) -> None:
        """Lets go of it; may be called twice."""
        for close in self.closing:
            close()


def new_id() -> str:
    """A UUID of version 7: it cannot be guessed (74 random bits), and stands in an index beside those of its time."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    digits = f"{value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def private_key_file(settings: Settings) -> Path:
    """Where the private key for sealed requests is kept, unless a setting gives one."""
    return settings.storage.data_dir / "private_key.pem"


def must_hold_record(chosen: StorageSettings) -> None:
    """Raises Misconfigured when nothing is kept in the data folder yet; a server always holds a record."""
    if not on_server(chosen) and not (chosen.data_dir / DATABASE).exists():
        raise Misconfigured(f"Nothing is kept in {chosen.data_dir}; set --data-dir.")


def on_server(chosen: StorageSettings) -> bool:
    """Whether the database is PostgreSQL, rather than a file of the data folder."""
    return bool(chosen.database_url.get_secret_value())


def open_record(settings: Settings, *, repair: bool = False) -> Record:
    """The one that the settings choose, made or upgraded if need be.

    `repair`: an SQLite database whose version was lost gets it back. Raises Misconfigured.
    """
    chosen = settings.storage
    if on_server(chosen):
        from docusnap.wiring.database_server import open_server

        record = open_server(chosen)
    else:
        from docusnap.wiring.data_folder import open_folder

        record = open_folder(chosen, repair=repair)
    with closed_on_failure(record):
        return replace(record, files=with_cache(record.files, settings.valkey))


def note_upgrade(upgrade: Upgrade) -> None:
    """Logs it, where there was one."""
    if 0 < upgrade.before < upgrade.after:
        told = (upgrade.before, upgrade.after)
        log.info("upgraded the database from schema %d to %d", *told, extra={"action": "upgraded"})


def recorder_of(
    chosen: QueueSettings,
    operations: Mapping[str, Operation],
    *,
    has_callback: Callable[[str], bool] = lambda _: False,
) -> Recorder:
    """What records requests. `has_callback`: of an operation."""
    return Recorder(operations, results_kept=chosen.reuse_results_days * DAY, has_callback=has_callback, new_id=new_id)


def queue_over(
    record: Record,
    chosen: QueueSettings,
    recorder: Recorder,
    *,
    on_due: Callable[[str], None] = lambda _: None,
    on_end: Callable[[str], None] = lambda _: None,
    on_quarantine: QuarantineConsumer | None = None,
    policies: Mapping[str, RetryPolicy] | None = None,
    hand_over: Callable[[str], None] | None = None,
    takes: Collection[str] = (),
    name: str | None = None,
    telemetry: Telemetry | None = None,
) -> DocumentQueueService:
    """The queue, under a name of this process. `takes`: the operations of which it claims jobs; empty: all."""
    return DocumentQueueService(
        record.database,
        owner=name or new_id(),
        clock=wall_clock,
        uniform=random.uniform,
        recorder=recorder,
        lease=LEASE_SECONDS,
        policy=RetryPolicy(attempts=chosen.attempts, patience=chosen.outage_days * DAY),
        policies=policies,
        on_due=both(on_due, record.tell_due),
        on_end=both(on_end, record.tell_end),
        on_quarantine=on_quarantine,
        hand_over=hand_over,
        takes=takes,
        telemetry=telemetry,
    )


def both(here: Callable[[str], None], elsewhere: Callable[[str], None]) -> Callable[[str], None]:
    """Calls the one, then the other."""

    def call(job_id: str) -> None:
        here(job_id)
        elsewhere(job_id)

    return call


def janitor_of(record: Record, chosen: QueueSettings) -> Janitor:
    """Forgets after the days of the settings."""
    retention = Retention.of_days(chosen.keep_completed_days, chosen.keep_quarantined_days)
    return Janitor(record.database, record.files, clock=wall_clock, retention=retention)


def keys_over(database: Database, chosen: AccessSettings) -> Keys:
    """The keys, and that of the settings. Raises Misconfigured."""
    return Keys(database, clock=wall_clock, admin_key=chosen.admin_key.get_secret_value(), admin_client=LOCAL)


def erasure_of(record: Record, *, on_end: Callable[[str], None] = lambda _: None) -> Erasure:
    """Deletes on request."""
    told = both(on_end, record.tell_end)
    return Erasure(record.database, record.files, clock=wall_clock, scrub=record.scrub, on_end=told)


def administration_of(
    record: Record,
    *,
    on_due: Callable[[str], None] = lambda _: None,
    on_end: Callable[[str], None] = lambda _: None,
) -> QueueAdministration:
    """What the one who runs the server does with the queue."""
    due, end = both(on_due, record.tell_due), both(on_end, record.tell_end)
    return QueueAdministration(record.database, clock=wall_clock, on_due=due, on_end=end)


def upgrade_database(settings: Settings) -> Upgrade:
    """Brings the database up to date, and gives it back a version that was lost. Raises Misconfigured."""
    record = open_record(settings, repair=True)
    try:
        return record.upgrade
    finally:
        record.close()


@contextmanager
def opened_queue(settings: Settings) -> Iterator[tuple[DocumentQueueService, Janitor]]:
    """The queue and its janitor without anything that runs jobs. Raises Misconfigured."""
    with settled(settings) as (record, queue):
        yield queue, janitor_of(record, settings.queue)


@contextmanager
def opened_administration(settings: Settings) -> Iterator[QueueAdministration]:
    """What is done with many jobs of the queue, and with webhooks. Raises Misconfigured."""
    with settled(settings) as (record, _):
        yield administration_of(record)


@contextmanager
def opened_erasure(settings: Settings) -> Iterator[Erasure]:
    """Deletes in the data folder. Raises Misconfigured."""
    with settled(settings) as (record, _):
        yield erasure_of(record)


@contextmanager
def opened_keys(settings: Settings) -> Iterator[Keys]:
    """The keys of the data folder, which is made if need be. Raises Misconfigured."""
    with settled(settings) as (record, _):
        yield keys_over(record.database, settings.access)


@contextmanager
def closed_on_failure(record: Record) -> Iterator[None]:
    """Lets go of the record where what is made over it fails."""
    try:
        yield
    except BaseException:
        record.close()
        raise


@contextmanager
def settled(settings: Settings) -> Iterator[tuple[Record, DocumentQueueService]]:
    """The record and the queue over it, without anything that runs jobs. Raises Misconfigured."""
    record = open_record(settings)
    try:
        queue = queue_over(record, settings.queue, recorder_of(settings.queue, {}))
        record.settle(queue)
        yield record, queue
    finally:
        record.close()

"""Settings to services: the only place that chooses implementations."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points

from docusnap.access.keys import Keys
from docusnap.access.rates import Rates
from docusnap.database.base import Database
from docusnap.delegation.admission import Admission
from docusnap.delegation.callbacks import Callbacks, TaskCallable
from docusnap.delegation.commands import Recorder
from docusnap.delegation.delegator import Delegator, Mitigation, never
from docusnap.delegation.documents import Documents
from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.outside import Outside
from docusnap.delegation.sealed import SealedWork
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.drain import Drain
from docusnap.dispatch.duty import Duty
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.dispatch.wakes import Wakes
from docusnap.dispatch.watch import WATCH_SECONDS, Watch
from docusnap.dispatch.worker import Worker
from docusnap.domain.errors import NoWorkers
from docusnap.domain.page import Page
from docusnap.files.base import FileStore
from docusnap.operations.added import GROUP, from_entry_points, from_modules
from docusnap.operations.base import Clock
from docusnap.operations.document import DocumentOperation
from docusnap.operations.form import FormOperation
from docusnap.operations.form_filling import FormFillingOperation
from docusnap.operations.reading import Reader
from docusnap.operations.registry import Registry
from docusnap.operations.sealed import Sealable
from docusnap.operations.understanding import Understanding
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader
from docusnap.queue.janitor import Janitor
from docusnap.queue.retry import DAY
from docusnap.queue.service import DocumentQueueService, QuarantineConsumer
from docusnap.sealing.keys import KeyPair
from docusnap.settings import LimitSettings, OperationSettings, OutsideSettings, Settings
from docusnap.snap.inside import opener
from docusnap.wiring.engines import ocr_engine, understanding
from docusnap.wiring.record import forgetting_of, janitor_of, keys_over, new_id, open_folder, queue_over

CHECKPOINT_SECONDS = 0.5
RENEW_SECONDS = 5.0
RESCUE_SECONDS = 10.0
PURGE_SECONDS = 3600.0
SCRUB_SECONDS = 10.0
SWEEP_SECONDS = 6 * 3600.0
CALLBACK_SECONDS = 5.0
CALLBACK_TIMEOUT = 15.0
CALLBACKS_AT_ONCE = 8
_KEY_FILE = "private_key.pem"


@dataclass(frozen=True)
class Services:
    """The running house: what the doors need, and what must be started and stopped."""

    delegator: Delegator
    documents: Documents
    sealed_work: SealedWork
    key_pair: KeyPair
    read_picture: Callable[[bytes], Page]
    queue: DocumentQueueService
    keys: Keys
    rates: Rates
    janitor: Janitor
    dispatcher: ThreadDispatcher
    drain: Drain
    duties: Sequence[Duty]
    closing: Sequence[Callable[[], None]]

    def start(self, *, claim: bool = True) -> None:
        """Begins to work on what waits; without `claim`, only keeps alive what is run on purpose."""
        if claim:
            self.dispatcher.start()
        for duty in self.duties:
            duty.start()

    def check(self) -> None:
        """Raises StorageFailure, StorageFull or NoWorkers when tasks cannot be taken or would not be worked on."""
        self.queue.check()
        self.delegator.admission.check_room()
        if not self.dispatcher.alive:
            raise NoWorkers

    def stop(self, grace: float) -> None:
        """Lets running work end for up to `grace` seconds, gives the rest back, then closes everything."""
        self.dispatcher.stop(grace)
        for duty in self.duties:
            duty.stop()
        for close in self.closing:
            close()


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a program that runs the house inside itself may add.

    `callables`: called with `(operation, uri, result_or_failure, *callback_args)` when a task of that operation ends.
    `quarantined`: told of jobs that gave up, at least once of each. `mitigation`: decides which misses are done at
    once, by whoever asks.
    """

    callables: Mapping[str, TaskCallable] = field(default_factory=dict)
    quarantined: QuarantineConsumer | None = None
    mitigation: Mitigation = never


NO_HOOKS = Hooks()


def build(settings: Settings, hooks: Hooks = NO_HOOKS) -> Services:
    """The services that the settings ask for, not yet started. Raises Misconfigured."""
    folder = open_folder(settings.storage)
    database, files = folder.database, folder.files
    operations = Registry()
    threads = settings.ocr.concurrency + settings.llm.concurrency
    wakes = Wakes(threads)
    waiters = Waiters()
    webhooks = _webhooks(settings.outside)
    callbacks = Callbacks(
        database, webhooks, hooks.callables, at_once=CALLBACKS_AT_ONCE, clock=time.time, uniform=random.uniform
    )
    telling = Duty("callbacks", CALLBACK_SECONDS, callbacks.deliver_due)

    def ended(job_id: str) -> None:
        waiters.notify(job_id)
        if webhooks or hooks.callables:
            telling.wake()

    service = queue_over(
        folder,
        settings.queue,
        operations,
        on_due=wakes.put,
        on_end=ended,
        on_quarantine=hooks.quarantined,
        called=set(hooks.callables),
    )
    folder.settle(service)
    forgetting = forgetting_of(folder, on_end=ended)
    loader = PageLoader(_page_limits(settings.limits), processes=settings.ocr.concurrency)
    engine = ocr_engine(settings.ocr)
    reader = Reader(
        loader, engine, files, database, slots=settings.ocr.concurrency, max_pages=settings.limits.max_pages
    )
    understands = understanding(settings.llm, settings.locale)
    key_pair = KeyPair(settings.storage.data_dir / _KEY_FILE, given=settings.sealing.private_key.get_secret_value())
    _register(operations, reader, understands, files, key_pair, settings.operations)
    deadlines = dict.fromkeys(operations, settings.queue.deadline)
    results_kept = settings.queue.reuse_results_days * DAY
    steady = _steady_clock()
    worker = Worker(service, database, operations, clock=steady, deadlines=deadlines, results_kept=results_kept)
    dispatcher = ThreadDispatcher(service, worker, wakes, threads=threads, clock=steady)
    drain = Drain(service, worker, clock=steady, threads=threads, stopping=lambda: dispatcher.stopping)
    watch = Watch(database.changes, wakes)
    janitor = janitor_of(folder, settings.queue)
    uploads = Uploads(files, max_file_bytes=settings.limits.max_file_bytes, max_files=settings.limits.max_pages)
    delegator = Delegator(
        database,
        uploads,
        operations,
        waiters,
        forgetting,
        Recorder(operations, results_kept=results_kept, called=set(hooks.callables), new_id=new_id),
        _fetcher(settings, database, files),
        webhooks,
        service,
        worker,
        Admission(database, files, max_waiting=settings.queue.max_waiting),
        picture=reader.picture,
        wake=wakes.put,
        ended=ended,
        clock=time.time,
        mitigation=hooks.mitigation,
    )

    def rescue() -> None:
        dispatcher.heartbeat()  # after a jump of the clock or a full disk, nothing that lives may look dead
        service.rescue(sole_owner=False)

    duties = (
        telling,
        Duty("watch", WATCH_SECONDS, watch.look),
        Duty("checkpoint", CHECKPOINT_SECONDS, folder.database.checkpoint),
        Duty("heartbeat", RENEW_SECONDS, dispatcher.heartbeat),
        Duty("rescue", RESCUE_SECONDS, rescue),
        Duty("retention", PURGE_SECONDS, janitor.purge),
        Duty("scrub", SCRUB_SECONDS, forgetting.scrub),
        Duty("sweep", SWEEP_SECONDS, janitor.sweep),
    )
    closing = (
        callbacks.close,
        reader.close,
        understands.close,
        loader.close,
        engine.close,
        folder.close,
    )
    return Services(
        delegator,
        Documents(database, operations, delegator, forgetting),
        SealedWork(database, uploads, operations, delegator),
        key_pair,
        reader.read_picture,
        service,
        keys_over(database, settings.access),
        Rates(time.monotonic),
        janitor,
        dispatcher,
        drain,
        duties,
        closing,
    )


def _steady_clock() -> Clock:
    """Unix time as it was known at the start: deadlines must not pass because somebody set the machine's clock."""
    start = time.time() - time.monotonic()
    return lambda: start + time.monotonic()


def _page_limits(limits: LimitSettings) -> Limits:
    return Limits(
        max_pages=limits.max_pages,
        max_page_pixels=limits.max_page_pixels,
        seconds=limits.decode_seconds,
        memory_bytes=limits.decode_memory,
    )


def _register(
    registry: Registry,
    reader: Reader,
    understands: Understanding,
    files: FileStore,
    key_pair: KeyPair,
    chosen: OperationSettings,
) -> None:
    for kind in (DocumentOperation, FormOperation, FormFillingOperation):
        registry.register(kind.name, Sealable(kind(reader, understands), files, opener(key_pair, kind.name)))
    for name, operation in from_entry_points(entry_points(group=GROUP)):
        registry.register(name, operation)
    for name, operation in from_modules(chosen.operations):
        registry.register(name, operation)


def _webhooks(chosen: OutsideSettings) -> Webhooks | None:
    secrets = chosen.webhook_secret.get_secret_value().split()
    if not secrets:
        return None
    outside = Outside(allow=chosen.callbacks_allow, seconds=CALLBACK_TIMEOUT)
    return Webhooks(outside, secrets, public_url=chosen.public_url, clock=time.time)


def _fetcher(settings: Settings, database: Database, files: FileStore) -> Fetcher:
    chosen = settings.outside
    return Fetcher(
        database,
        files,
        Outside(allow=chosen.fetch_allow, seconds=chosen.fetch_seconds) if chosen.fetch_urls else None,
        seconds=chosen.fetch_seconds,
        max_bytes=settings.limits.max_file_bytes,
        max_total_bytes=settings.limits.max_request_bytes,
        remembered=chosen.fetch_remembered,
        at_once=max(1, settings.server.http_threads // 4),
        clock=time.time,
    )

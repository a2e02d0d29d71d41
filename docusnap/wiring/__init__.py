"""Settings to services: the only place that chooses implementations."""

from docusnap.access.rates import Rates
from docusnap.delegation.admission import Admission
from docusnap.delegation.commands import Recorder
from docusnap.delegation.delegator import Delegator
from docusnap.delegation.documents import Documents
from docusnap.delegation.sealed import SealedWork
from docusnap.delegation.uploads import Uploads
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.clock import steady_clock, wall_clock
from docusnap.operations.registry import Registry
from docusnap.queue.erasure import Forgetting
from docusnap.queue.retry import DAY
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import Settings
from docusnap.wiring.data_folder import Folder, forgetting_of, janitor_of, keys_over, new_id, open_folder, queue_over
from docusnap.wiring.notifications import Telling, fetcher_of, telling_of
from docusnap.wiring.operations import Shared, register_operations
from docusnap.wiring.services import NO_HOOKS, Hooks, Services
from docusnap.wiring.working import Workers, periodic_threads, workers_of

__all__ = ["NO_HOOKS", "Hooks", "Services", "build"]


def build(settings: Settings, hooks: Hooks = NO_HOOKS) -> Services:
    """The services that the settings ask for, not yet started. Raises Misconfigured."""
    folder = open_folder(settings.storage)
    operations = Registry()
    threads = settings.ocr.concurrency + settings.llm.concurrency
    wake_ups = WakeUps(threads)
    telling = telling_of(folder, settings.outside, hooks.callables)
    queue = _queue(folder, settings, hooks, operations, wake_ups, telling)
    folder.settle(queue)
    shared = register_operations(operations, folder, settings)
    workers = workers_of(folder, queue, operations, settings.queue, wake_ups, threads=threads)
    uploads = _uploads(folder, settings)
    forgetting = forgetting_of(folder, on_end=telling.ended)
    delegator = _delegator(
        folder, settings, hooks, operations, wake_ups, telling, queue, shared, workers, uploads, forgetting
    )
    janitor = janitor_of(folder, settings.queue)
    return Services(
        delegator=delegator,
        documents=Documents(folder.database, operations, delegator, forgetting),
        sealed_work=SealedWork(folder.database, uploads, operations, delegator),
        key_pair=shared.key_pair,
        opener=shared.opener,
        read_picture=shared.reader.read_picture,
        queue=queue,
        keys=keys_over(folder.database, settings.access),
        rates=Rates(steady_clock),
        janitor=janitor,
        dispatcher=workers.dispatcher,
        drain=workers.drain,
        periodic=(telling.thread, *periodic_threads(folder, queue, workers.dispatcher, wake_ups, janitor, forgetting)),
        closing=(telling.callbacks.close, *shared.closing, folder.close),
    )


def _queue(
    folder: Folder, settings: Settings, hooks: Hooks, operations: Registry, wake_ups: WakeUps, telling: Telling
) -> DocumentQueueService:
    return queue_over(
        folder,
        settings.queue,
        operations,
        on_due=wake_ups.put,
        on_end=telling.ended,
        on_quarantine=hooks.quarantined,
        called=set(hooks.callables),
    )


def _uploads(folder: Folder, settings: Settings) -> Uploads:
    limits = settings.limits
    return Uploads(folder.files, max_file_bytes=limits.max_file_bytes, max_files=limits.max_pages)


def _delegator(
    folder: Folder,
    settings: Settings,
    hooks: Hooks,
    operations: Registry,
    wake_ups: WakeUps,
    telling: Telling,
    queue: DocumentQueueService,
    shared: Shared,
    workers: Workers,
    uploads: Uploads,
    forgetting: Forgetting,
) -> Delegator:
    kept = settings.queue.reuse_results_days * DAY
    return Delegator(
        folder.database,
        uploads,
        operations,
        telling.waiters,
        forgetting,
        Recorder(operations, results_kept=kept, called=set(hooks.callables), new_id=new_id),
        fetcher_of(folder, settings),
        telling.webhooks,
        queue,
        workers.worker,
        Admission(folder.database, folder.files, max_waiting=settings.queue.max_waiting),
        picture=shared.reader.picture,
        wake=wake_ups.put,
        ended=telling.ended,
        clock=wall_clock,
        mitigation=hooks.mitigation,
    )

"""Settings to services: the only place that chooses implementations."""

from docusnap.access.rates import Rates
from docusnap.delegation.admission import Admission
from docusnap.delegation.cache import ResultCache
from docusnap.delegation.documents import Documents
from docusnap.delegation.hooks import Hooks, combined, hooks_of_modules
from docusnap.delegation.inline import InlineExecution
from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.delegation.uploads import Uploads
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.clock import steady_clock, wall_clock
from docusnap.operations.registry import Registry
from docusnap.settings.groups import Settings
from docusnap.wiring.data_folder import erasure_of, janitor_of, keys_over, open_folder, queue_over, recorder_of
from docusnap.wiring.notifications import fetcher_of, notifications_of
from docusnap.wiring.operations import register_operations
from docusnap.wiring.services import Services
from docusnap.wiring.working import periodic_threads, workers_of

__all__ = ["NO_HOOKS", "Hooks", "Services", "build"]

NO_HOOKS = Hooks()


def build(settings: Settings, hooks: Hooks = NO_HOOKS) -> Services:
    """The services that the settings ask for, not yet started. Raises Misconfigured.

    `hooks` are added to those of the modules that the settings name.
    """
    hooks = combined([hooks, hooks_of_modules(settings.operations.operations)])
    folder = open_folder(settings.storage)
    database, limits, chosen = folder.database, settings.limits, settings.queue
    operations = Registry()
    threads = settings.ocr.concurrency + settings.llm.concurrency
    wake_ups = WakeUps(threads)
    notifications = notifications_of(folder, settings.outside, hooks)
    recorder = recorder_of(chosen, operations, has_callback=hooks.have_callback)
    queue = queue_over(
        folder,
        chosen,
        recorder,
        on_due=wake_ups.put,
        on_end=notifications.job_ended,
        on_quarantine=hooks.on_quarantine,
        policies=hooks.retry_policies,
    )
    folder.settle(queue)
    shared = register_operations(operations, folder, settings)
    hooks.check(operations)
    workers = workers_of(folder, queue, operations, chosen, wake_ups, threads=threads)
    erasure = erasure_of(folder, on_end=notifications.job_ended)
    documents = Documents(database, erasure)
    max_waiting = chosen.max_waiting
    admission = Admission(database, folder.files, notifications.webhooks, max_waiting=max_waiting, clock=wall_clock)
    fetcher = fetcher_of(folder, settings)
    uploads = Uploads(folder.files, fetcher, max_file_bytes=limits.max_file_bytes, max_files=limits.max_pages)
    inline = InlineExecution(database, recorder, queue, workers.worker, clock=wall_clock, mitigation=hooks.mitigation)
    janitor = janitor_of(folder, chosen)
    periodic = periodic_threads(folder, queue, workers.dispatcher, wake_ups, janitor, erasure)
    return Services(
        intake=Intake(operations, admission, documents, uploads, recorder, queue, inline),
        tasks=Tasks(database, notifications.waiters, erasure, picture=shared.reader.picture),
        documents=documents,
        cache=ResultCache(database, recorder, inline, clock=wall_clock),
        inline=inline,
        admission=admission,
        key_pair=shared.key_pair,
        opener=shared.opener,
        read_picture=shared.reader.read_picture,
        queue=queue,
        keys=keys_over(database, settings.access),
        rates=Rates(steady_clock),
        janitor=janitor,
        dispatcher=workers.dispatcher,
        drain=workers.drain,
        periodic=(notifications.thread, *periodic),
        closing=(notifications.callbacks.close, *shared.closing, folder.close),
    )

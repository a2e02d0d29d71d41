"""Settings to services: the only place that chooses implementations."""

from docusnap.access.rates import Rates
from docusnap.delegation.admission import Admission
from docusnap.delegation.cache import ResultCache
from docusnap.delegation.documents import Documents
from docusnap.delegation.inline import InlineExecution
from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.delegation.uploads import Uploads
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.clock import steady_clock, wall_clock
from docusnap.operations.registry import Registry
from docusnap.settings.groups import Settings
from docusnap.wiring.data_folder import forgetting_of, janitor_of, keys_over, open_folder, queue_over, recorder_of
from docusnap.wiring.notifications import fetcher_of, telling_of
from docusnap.wiring.operations import register_operations
from docusnap.wiring.services import NO_HOOKS, Hooks, Services
from docusnap.wiring.working import periodic_threads, workers_of

__all__ = ["NO_HOOKS", "Hooks", "Services", "build"]


def build(settings: Settings, hooks: Hooks = NO_HOOKS) -> Services:
    """The services that the settings ask for, not yet started. Raises Misconfigured."""
    folder = open_folder(settings.storage)
    database, limits, chosen = folder.database, settings.limits, settings.queue
    operations = Registry()
    threads = settings.ocr.concurrency + settings.llm.concurrency
    wake_ups = WakeUps(threads)
    telling = telling_of(folder, settings.outside, hooks.callables)
    recorder = recorder_of(chosen, operations, called=set(hooks.callables))
    queue = queue_over(
        folder, chosen, recorder, on_due=wake_ups.put, on_end=telling.ended, on_quarantine=hooks.quarantined
    )
    folder.settle(queue)
    shared = register_operations(operations, folder, settings)
    workers = workers_of(folder, queue, operations, chosen, wake_ups, threads=threads)
    forgetting = forgetting_of(folder, on_end=telling.ended)
    documents = Documents(database, forgetting)
    max_waiting = chosen.max_waiting
    admission = Admission(database, folder.files, telling.webhooks, max_waiting=max_waiting, clock=wall_clock)
    fetcher = fetcher_of(folder, settings)
    uploads = Uploads(folder.files, fetcher, max_file_bytes=limits.max_file_bytes, max_files=limits.max_pages)
    inline = InlineExecution(database, recorder, queue, workers.worker, clock=wall_clock, mitigation=hooks.mitigation)
    janitor = janitor_of(folder, chosen)
    return Services(
        intake=Intake(operations, admission, documents, uploads, recorder, queue, inline),
        tasks=Tasks(database, telling.waiters, forgetting, picture=shared.reader.picture),
        documents=documents,
        cache=ResultCache(database, recorder, queue, inline, clock=wall_clock),
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
        periodic=(telling.thread, *periodic_threads(folder, queue, workers.dispatcher, wake_ups, janitor, forgetting)),
        closing=(telling.callbacks.close, *shared.closing, folder.close),
    )

"""Settings to services: the only place that chooses implementations."""

from docusnap.delegation.admission import Admission
from docusnap.delegation.cache import ResultCache
from docusnap.delegation.documents import Documents
from docusnap.delegation.hooks import Hooks
from docusnap.delegation.inline import InlineExecution
from docusnap.delegation.intake import Intake
from docusnap.delegation.library import PaperLibrary
from docusnap.delegation.page_pictures import PagePictures
from docusnap.delegation.tasks import Tasks
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.probes import PROBE_SECONDS, Probes
from docusnap.domain.clock import steady_clock, wall_clock
from docusnap.settings.groups import Settings
from docusnap.telemetry.collectors import DutyCollector, QueueCollector
from docusnap.wiring.backend import Backend, open_backend
from docusnap.wiring.limits import rates_of
from docusnap.wiring.record import administration_of, closed_on_failure, keys_over
from docusnap.wiring.services import Services, WorkerServices
from docusnap.wiring.uploads import uploads_of

__all__ = ["NO_HOOKS", "Hooks", "Services", "WorkerServices", "build", "build_worker"]


NO_HOOKS = Hooks()
_PICTURE_BYTES = 50_000_000


def build_worker(settings: Settings, hooks: Hooks = NO_HOOKS) -> WorkerServices:
    """What runs jobs, and nothing that answers requests; not yet started. Raises Misconfigured.

    `hooks` are added to those of the modules that the settings name.
    """
    return worker_services(open_backend(settings, hooks, doors=False))


def worker_services(backend: Backend) -> WorkerServices:
    """What runs jobs, without doors."""
    backend.telemetry.metrics.register(DutyCollector(backend.periodic))
    return WorkerServices(
        queue=backend.queue,
        telemetry=backend.telemetry,
        dispatcher=backend.workers.dispatcher,
        drain=backend.workers.drain,
        periodic=backend.periodic,
        warm_up=backend.engines.warm_up if backend.engines else lambda: None,
        closing=backend.closing,
    )


def build(settings: Settings, hooks: Hooks = NO_HOOKS) -> Services:
    """All that a server needs, not yet started. Raises Misconfigured.

    `hooks` are added to those of the modules that the settings name.
    """
    backend = open_backend(settings, hooks, doors=True)
    with closed_on_failure(backend.record):
        return _with_doors(backend, settings)


def _with_doors(backend: Backend, settings: Settings) -> Services:
    assert backend.engines is not None
    record, engines, queue, recorder = backend.record, backend.engines, backend.queue, backend.recorder
    database, notifications = record.database, backend.notifications
    documents = Documents(database, backend.erasure)
    max_waiting = settings.queue.max_waiting
    admission = Admission(database, record.files, notifications.webhooks, max_waiting=max_waiting, clock=wall_clock)
    uploads = uploads_of(record, settings)
    worker = backend.workers.worker
    inline = InlineExecution(database, recorder, queue, worker, clock=wall_clock, mitigation=backend.hooks.mitigation)
    pictures = PagePictures(engines.reader.picture, most_bytes=_PICTURE_BYTES, clock=steady_clock)
    probes = Probes(engines.remote)
    periodic = (*backend.periodic, PeriodicThread("probes", PROBE_SECONDS, probes.ask))
    backend.telemetry.metrics.register(DutyCollector(periodic))
    backend.telemetry.metrics.register(QueueCollector(queue.figures))
    rates = rates_of(settings.valkey)
    return Services(
        intake=Intake(backend.operations, admission, documents, uploads, recorder, queue, inline),
        tasks=Tasks(database, notifications.waiters, backend.erasure, pictures=pictures),
        documents=documents,
        library=PaperLibrary(database),
        administration=administration_of(record, on_due=backend.due, on_end=notifications.job_ended),
        cache=ResultCache(database, recorder, inline, clock=wall_clock),
        inline=inline,
        admission=admission,
        key_pair=engines.key_pair,
        opener=engines.opener,
        read_picture=engines.reader.read_picture,
        filled_pdf=engines.reader.filled_pdf,
        first_look=engines.first_look,
        keys=keys_over(database, settings.access),
        rates=rates,
        janitor=backend.janitor,
        probes=probes,
        record_degraded=backend.degraded,
        queue=queue,
        telemetry=backend.telemetry,
        dispatcher=backend.workers.dispatcher,
        drain=backend.workers.drain,
        periodic=periodic,
        warm_up=engines.warm_up,
        closing=(*backend.closing, rates.close),
    )

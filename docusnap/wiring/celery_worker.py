"""A worker of Celery, put together."""

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from docusnap.delegation.callbacks import CallbackDelivery
from docusnap.dispatch.celery import celery_app
from docusnap.dispatch.celery_pool import PoolProcess, add_tasks, follow_signals, number_here
from docusnap.dispatch.worker import Worker
from docusnap.domain.queue import DueJob
from docusnap.logs import write_logs
from docusnap.settings import forget_secrets, load_settings
from docusnap.settings.groups import Settings
from docusnap.telemetry.exporter import exported
from docusnap.wiring import NO_HOOKS, worker_services
from docusnap.wiring.backend import open_backend
from docusnap.wiring.brokers import broker_url, longest_job, only_operations
from docusnap.wiring.operations import operation_names
from docusnap.wiring.services import WorkerServices

if TYPE_CHECKING:
    from celery import Celery


class JobWork:
    """Implements `Work` for one process."""

    def __init__(
        self, services: WorkerServices, worker: Worker, callbacks: CallbackDelivery, metrics: ExitStack
    ) -> None:
        """Begins with its duties, of which renewing leases is one. `metrics`: open while they are told."""
        self._services = services
        self._metrics = metrics
        self._worker = worker
        self._callbacks = callbacks
        services.start()

    def run(self, operation: str) -> str | None:
        """See `Work`. Raises StorageFailure."""
        for job in self._services.queue.claim(operation=operation):
            return f"{job.id} {self._worker.run(job).outcome}"
        return None

    def deliver_callbacks(self) -> None:
        """See `Work`. Raises StorageFailure."""
        self._callbacks.deliver_due()

    def report(self, job: DueJob) -> None:
        """See `Work`. Raises StorageFailure."""
        self._services.queue.report_quarantined(job)

    def abandon(self) -> None:
        """See `Work`."""
        self._worker.abandon()

    def stop(self) -> None:
        """See `Work`."""
        self._metrics.close()
        self._services.stop(0)


def worker_app(settings: Settings) -> "Celery":
    """The application whose worker runs the jobs that the settings say; nothing is opened yet. Raises Misconfigured."""
    operations = sorted(operation_names(settings))
    only = only_operations(settings)
    taken = [name for name in operations if only is None or name in only]
    app = celery_app(broker_url(settings), taken, longest=longest_job(settings))
    process = PoolProcess(lambda: _opened(settings))
    add_tasks(app, taken, process)
    follow_signals(process, grace=settings.queue.grace, set_up_log=lambda: write_logs(settings.server.log_format))
    app.conf.worker_concurrency = settings.broker.worker_processes
    return app


def app_of_environment() -> "Celery":
    """For `celery -A docusnap.dispatch.celery`. Raises Misconfigured."""
    settings = load_settings()
    forget_secrets(os.environ)
    return worker_app(settings)


def work(settings: Settings) -> None:
    """As `docusnap worker`: runs jobs until told to stop. Raises Misconfigured."""
    app = worker_app(settings)
    name = f"--hostname=docusnap-{os.getpid()}@%h"  # two of one name lock each other out of RabbitMQ
    app.worker_main(["worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle", name])


def _opened(settings: Settings) -> JobWork:
    backend = open_backend(settings, NO_HOOKS, doors=False)
    services, metrics = worker_services(backend), ExitStack()
    first, host = settings.server.metrics_port, settings.server.metrics_host
    metrics.enter_context(exported(services.telemetry.metrics, host, first + number_here() if first else 0))
    return JobWork(services, backend.workers.worker, backend.notifications.callbacks, metrics)

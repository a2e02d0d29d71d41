"""Celery as a broker: its tasks carry a job's id and fence, and wake a worker; the claim in the database decides who
runs what.

`celery -A docusnap.dispatch.celery worker` starts a worker with the settings of the environment.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from celery import Celery
from celery.exceptions import CeleryError
from kombu.entity import Exchange, Queue
from kombu.exceptions import KombuError

from docusnap.domain.errors import Misconfigured
from docusnap.domain.queue import DueJob

log = logging.getLogger(__name__)

CALLBACKS: Final = "docusnap.callbacks"
QUARANTINE: Final = "docusnap.quarantine"
SEND_AGAIN: Final = 50
"""Wake-ups that are sent at a time for jobs whose own were lost."""

_SCHEMES: Final = {"valkey": "redis", "valkeys": "rediss"}
_KNOWN: Final = frozenset({"redis", "rediss", "amqp", "amqps", *_SCHEMES})
_CONNECT_SECONDS: Final = 4
_ANSWER_SECONDS: Final = 10
_AWAY = (KombuError, CeleryError, OSError)


def queue_of(operation: str) -> str:
    """The queue, and the Celery task, for its jobs."""
    return f"docusnap.run.{operation}"


def celery_app(url: str, operations: Iterable[str], *, longest: float) -> Celery:
    """The application, with a queue for each of these operations, for callbacks and for the quarantine.

    `longest`: seconds that a job may take; a process that takes longer is ended, and a message given out again.
    Raises Misconfigured.
    """
    app = Celery("docusnap", broker=_address(url), set_as_current=False)
    names = [*map(queue_of, operations), CALLBACKS, QUARANTINE]
    exchange = Exchange("docusnap", type="direct")
    app.conf.update(
        task_queues=[Queue(name, exchange, routing_key=name) for name in names],
        task_default_queue=CALLBACKS,
        task_default_exchange=exchange.name,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=longest,
        worker_prefetch_multiplier=1,  # only for free processes
        worker_send_task_events=True,  # Flower shows what is sent, begun and ended
        task_send_sent_event=True,
        worker_hijack_root_logger=False,
        worker_proc_alive_timeout=120.0,  # loading the models takes its time
        worker_cancel_long_running_tasks_on_connection_loss=False,  # the claim holds, whatever the broker does
        broker_connection_timeout=_CONNECT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport_options(url, longest),
    )
    return app


class CeleryWakeUps:
    """Sends tasks. While the broker is away nothing is sent, which is logged once; a sweep sends it later."""

    def __init__(self, app: Celery, operations: Sequence[str]) -> None:
        """`operations`: all, for the sweep."""
        self._app = app
        self._operations = operations
        self._lock = threading.Lock()
        self._away = False

    @property
    def away(self) -> bool:
        """Whether the broker is, as far as the last message tells."""
        return self._away

    def send(self, due: Sequence[DueJob]) -> None:
        """Wakes a process for each job."""
        self._send([(queue_of(job.operation), job) for job in due])

    def send_to(self, queue: str, jobs: Sequence[DueJob]) -> None:
        """Tells those who look after this queue of each job."""
        self._send([(queue, job) for job in jobs])

    def send_again(self, line: Callable[[str, int], Sequence[DueJob]]) -> None:
        """Where no message waits at the broker but jobs do, theirs were lost: sends for the first of them anew.

        `line`: the first jobs of an operation. To be called every few seconds. Raises StorageFailure.
        """
        for operation in self._operations:
            due = line(operation, SEND_AGAIN)
            if due and self._waiting(queue_of(operation)) == 0:
                self.send(due)

    def _waiting(self, queue: str) -> int | None:
        """How many messages; None when the broker is away."""
        try:
            with self._app.connection_for_write() as connection:
                declared = self._app.amqp.queues[queue](connection.default_channel).queue_declare()
                return int(declared.message_count)
        except _AWAY as error:
            self._note(error)
            return None

    def _send(self, messages: Sequence[tuple[str, DueJob]]) -> None:
        try:
            for queue, job in messages:
                self._app.send_task(queue, (job.id, job.fence), queue=queue, retry=False)
        except _AWAY as error:
            self._note(error)
        else:
            self._note(None)

    def _note(self, error: Exception | None) -> None:
        with self._lock:
            changed, self._away = self._away != (error is not None), error is not None
        if changed and error:
            told = "Celery's broker is away, and workers look for jobs later: %s"
            log.warning(told, error, extra={"action": "broker_away"})
        elif changed:
            log.info("Celery's broker answers again", extra={"action": "broker_back"})


def _address(url: str) -> str:
    scheme, colon, rest = url.partition("://")
    if scheme not in _KNOWN or not rest:
        known = ", ".join(f"{name}://" for name in sorted(_KNOWN))
        raise Misconfigured(f"DOCUSNAP_BROKER_URL is no address of a broker; it begins with one of {known}.")
    return _SCHEMES.get(scheme, scheme) + colon + rest


def _transport_options(url: str, longest: float) -> dict[str, Any]:
    if urlsplit(url).scheme.startswith("amqp"):
        return {"read_timeout": _ANSWER_SECONDS, "write_timeout": _ANSWER_SECONDS}
    return {
        "visibility_timeout": longest + 60,
        "socket_connect_timeout": _CONNECT_SECONDS,
        "socket_timeout": _ANSWER_SECONDS,
    }


def __getattr__(name: str) -> Any:
    """`app`, for `celery -A`: made with the settings of the environment when it is asked for.

    What it runs is chosen by the wiring, which stands above this room; so it is imported by its name, as Celery does.
    """
    if name != "app":
        raise AttributeError(name)
    return import_module("docusnap.wiring.celery_worker").app_of_environment()

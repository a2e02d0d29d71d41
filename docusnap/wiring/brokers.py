"""What wakes the workers: the database's own signals, streams of Valkey, or Celery; the database decides who works."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from docusnap.dispatch.announcing import Announcer
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.errors import Misconfigured
from docusnap.domain.health import Degraded
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import Settings
from docusnap.wiring.valkey_server import valkey_of

NO_JOBS = ("none",)
_TURN = 0.01
"""Between two turns of telling or listening, each of which waits by itself."""
SEND_AGAIN_SECONDS = 3.0
"""How long a lost message can delay a job that Celery is to run."""
_REMOVE_DEAD_SECONDS = 600.0
_HANGING_SECONDS = 60.0
"""After its deadline, a job has ended for everyone; what still runs of it is ended with its process."""


@dataclass(frozen=True, slots=True)
class Broker:
    """How this process learns of due jobs, and tells of them.

    `threads`: that claim jobs here, of the operations that it `takes` (empty: all), woken by `wake_ups`. `due`: called
    with the id of each job that becomes due here. `by_database`: the database's own signals do all of it. `duties`:
    makes the threads that tell and listen. `callbacks_due` and `quarantined`: called with the id of a job that ended,
    where the broker says who tells of it; else this process does.
    """

    threads: int
    wake_ups: WakeUps
    due: Callable[[str], None]
    takes: Collection[str] = ()
    by_database: bool = True
    duties: Callable[[DocumentQueueService], Sequence[PeriodicThread]] = lambda _: ()
    callbacks_due: Callable[[str], None] | None = None
    quarantined: Callable[[str], None] | None = None
    degraded: Callable[[], Sequence[Degraded]] = lambda: ()
    closing: Callable[[], None] = lambda: None


def only_operations(settings: Settings) -> frozenset[str] | None:
    """Those that are worked on here, where the settings name some; None where it is all."""
    wanted = settings.broker.worker_operations
    return frozenset(wanted) - {*NO_JOBS} if wanted else None


def broker_of(settings: Settings, known: Collection[str], *, name: str) -> Broker:
    """The one that the settings choose. `name`: of this process, `known`: all operations. Raises Misconfigured."""
    wanted = settings.broker.worker_operations
    if unknown := sorted(set(wanted) - {*known}) if wanted != NO_JOBS else []:
        told = f"DOCUSNAP_WORKER_OPERATIONS: there is no operation {', '.join(unknown)}"
        raise Misconfigured(f"{told}; known are {', '.join(sorted(known))}, and `none` for no jobs at all.")
    takes = () if wanted == NO_JOBS else wanted
    threads = 0 if wanted == NO_JOBS else settings.ocr.concurrency + settings.llm.concurrency
    wake_ups = WakeUps(max(1, threads))
    if settings.broker.broker == "streams":
        return _streams(settings, takes, takes or tuple(known), wake_ups, name=name, threads=threads)
    if settings.broker.broker == "celery":
        return _celery(settings, takes, known)
    return Broker(threads, wake_ups, wake_ups.put, takes)


def _streams(
    settings: Settings,
    takes: Collection[str],
    heard: Collection[str],
    wake_ups: WakeUps,
    *,
    name: str,
    threads: int,
) -> Broker:
    db = valkey_of(settings.valkey)
    if db is None:
        raise Misconfigured("DOCUSNAP_BROKER=streams needs a Valkey or Redis server: set DOCUSNAP_VALKEY_URL.")
    from docusnap.dispatch.streams import StreamWakeUps

    streams = StreamWakeUps(db, wake_ups, consumer=name, operations=heard if threads else ())
    announcer = Announcer(streams.send)

    def duties(queue: DocumentQueueService) -> Sequence[PeriodicThread]:
        telling = PeriodicThread("announcer", _TURN, lambda: announcer.tell(queue.due))
        if not threads:
            return (telling,)
        hearing = PeriodicThread("wake-ups", _TURN, streams.hear)
        return (telling, hearing, PeriodicThread("dead-consumers", _REMOVE_DEAD_SECONDS, streams.remove_dead))

    return Broker(threads, wake_ups, announcer.due, takes, by_database=False, duties=duties, closing=streams.close)


def _celery(settings: Settings, takes: Collection[str], known: Collection[str]) -> Broker:
    """Celery's processes claim, so no threads do."""
    url = broker_url(settings)
    from docusnap.dispatch.celery import CALLBACKS, QUARANTINE, CeleryWakeUps, celery_app

    operations = sorted(known)
    tasks = CeleryWakeUps(celery_app(url, operations, longest=longest_job(settings)), operations)
    due = Announcer(tasks.send)
    callbacks_due, quarantined = (Announcer(partial(tasks.send_to, queue)) for queue in (CALLBACKS, QUARANTINE))

    def duties(queue: DocumentQueueService) -> Sequence[PeriodicThread]:
        return (
            PeriodicThread("announcer", _TURN, lambda: due.tell(queue.due)),
            PeriodicThread("callback-announcer", _TURN, lambda: callbacks_due.tell(queue.named)),
            PeriodicThread("quarantine-announcer", _TURN, lambda: quarantined.tell(queue.named)),
            PeriodicThread("send-again", SEND_AGAIN_SECONDS, lambda: tasks.send_again(queue.line)),
        )

    def degraded() -> Sequence[Degraded]:
        told = "Celery's broker is away; tasks wait until it is back."
        return [Degraded("broker", told)] if tasks.away else []

    return Broker(
        threads=0,
        wake_ups=WakeUps(1),
        due=due.due,
        takes=takes,
        by_database=False,
        duties=duties,
        callbacks_due=callbacks_due.due,
        quarantined=quarantined.due,
        degraded=degraded,
    )


def broker_url(settings: Settings) -> str:
    """Of Celery's broker. Raises Misconfigured where there is none, or no Celery."""
    url = settings.broker.broker_url.get_secret_value()
    if not url:
        raise Misconfigured("DOCUSNAP_BROKER=celery needs a broker: set DOCUSNAP_BROKER_URL, as redis://… or amqp://….")
    if find_spec("celery") is None:
        raise Misconfigured("DOCUSNAP_BROKER=celery needs Celery: pip install 'docusnap[celery]'.")
    return url


def longest_job(settings: Settings) -> float:
    """Seconds after which no job runs any more, whatever it does."""
    return max(settings.queue.deadline, *settings.queue.deadlines.values(), 0.0) + _HANGING_SECONDS

"""What wakes the workers: the database's own signals, streams of Valkey, or Celery; the database decides all the same."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from docusnap.dispatch.announcing import Announcer
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.errors import Misconfigured
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import BrokerSettings, Settings
from docusnap.wiring.valkey_server import valkey_of

NO_JOBS = ("none",)
_TURN = 0.01
"""Between two turns of telling or listening, each of which waits by itself."""


@dataclass(frozen=True, slots=True)
class Broker:
    """How this process learns of due jobs, and tells of them.

    `threads`: that claim jobs here, woken by `wake_ups`. `due`: called with the id of each job that becomes due here.
    `by_database`: the database's signals do all of it. `duties`: makes the threads that tell and listen.
    """

    threads: int
    wake_ups: WakeUps
    due: Callable[[str], None]
    by_database: bool = True
    duties: Callable[[DocumentQueueService], Sequence[PeriodicThread]] = lambda _: ()
    closing: Callable[[], None] = lambda: None


def taken_operations(chosen: BrokerSettings, known: Collection[str]) -> tuple[str, ...]:
    """The operations of which this process takes jobs. Raises Misconfigured where there is no such operation."""
    wanted = chosen.worker_operations
    if wanted == NO_JOBS:
        return ()
    if unknown := sorted(set(wanted) - set(known)):
        told = f"DOCUSNAP_WORKER_OPERATIONS: there is no operation {', '.join(unknown)}"
        raise Misconfigured(f"{told}; known are {', '.join(sorted(known))}, and `none` for no jobs at all.")
    return wanted or tuple(known)


def broker_of(settings: Settings, takes: Collection[str], *, name: str) -> Broker:
    """The one that the settings choose; `name`: of this process, `takes`: of which jobs. Raises Misconfigured."""
    threads = settings.ocr.concurrency + settings.llm.concurrency if takes else 0
    wake_ups = WakeUps(max(1, threads))
    if settings.broker.broker == "streams":
        return _streams(settings, takes, wake_ups, name=name, threads=threads)
    return Broker(threads, wake_ups, due=wake_ups.put)


def _streams(settings: Settings, takes: Collection[str], wake_ups: WakeUps, *, name: str, threads: int) -> Broker:
    db = valkey_of(settings.valkey)
    if db is None:
        raise Misconfigured("DOCUSNAP_BROKER=streams needs a Valkey or Redis server: set DOCUSNAP_VALKEY_URL.")
    from docusnap.dispatch.streams import StreamWakeUps

    streams = StreamWakeUps(db, wake_ups, consumer=name, operations=takes)
    announcer = Announcer(streams.send)

    def duties(queue: DocumentQueueService) -> Sequence[PeriodicThread]:
        telling = PeriodicThread("announcer", _TURN, lambda: announcer.tell(queue.due))
        return (telling, PeriodicThread("wake-ups", _TURN, streams.hear)) if takes else (telling,)

    return Broker(threads, wake_ups, announcer.due, by_database=False, duties=duties, closing=streams.close)

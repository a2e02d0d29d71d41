"""What wakes the workers: the database's own signals, streams of Valkey, or Celery; the database decides who works."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from docusnap.dispatch.announcing import Announcer
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.errors import Misconfigured
from docusnap.queue.service import DocumentQueueService
from docusnap.settings.groups import Settings
from docusnap.wiring.valkey_server import valkey_of

NO_JOBS = ("none",)
_TURN = 0.01
"""Between two turns of telling or listening, each of which waits by itself."""


@dataclass(frozen=True, slots=True)
class Broker:
    """How this process learns of due jobs, and tells of them.

    `threads`: that claim jobs here, of the operations that it `takes` (empty: all), woken by `wake_ups`. `due`: called
    with the id of each job that becomes due here. `by_database`: the database's own signals do all of it. `duties`:
    makes the threads that tell and listen.
    """

    threads: int
    wake_ups: WakeUps
    due: Callable[[str], None]
    takes: Collection[str] = ()
    by_database: bool = True
    duties: Callable[[DocumentQueueService], Sequence[PeriodicThread]] = lambda _: ()
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
        return (telling, PeriodicThread("wake-ups", _TURN, streams.hear)) if threads else (telling,)

    return Broker(threads, wake_ups, announcer.due, takes, by_database=False, duties=duties, closing=streams.close)

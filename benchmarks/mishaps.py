"""What may befall a house on several machines, done to it one after the other while clients send."""

import random
import signal
import time
from collections.abc import Callable, Mapping

from fleet import Fleet

Mishap = Callable[[], None]


def mishaps(fleet: Fleet, *, seconds: float, moments: random.Random) -> Mapping[str, Mishap]:
    """By their names; each returns when it is over. `seconds`: how long what goes away stays away."""

    def worker_killed() -> None:
        fleet.workers.pop(moments.randrange(len(fleet.workers))).kill()
        fleet.workers.append(fleet.begin("worker"))
        fleet.ready(fleet.workers[-1])  # a process does not start without its database, which is next to go

    def broker_emptied() -> None:
        fleet.empty_broker()

    def valkey_away() -> None:
        fleet.valkey.stop()
        time.sleep(seconds)
        fleet.valkey.start()

    def database_restarted() -> None:
        fleet.postgres.stop("immediate")
        time.sleep(seconds / 2)
        fleet.postgres.start()

    def files_refused() -> None:
        fleet.s3.refuse = lambda method, path: True
        time.sleep(seconds)
        fleet.s3.refuse = lambda method, path: False

    def worker_frozen() -> None:
        """Past its lease; it wakes when others have done its work, and finishes late."""
        worker = moments.choice(fleet.workers)
        worker.signal(signal.SIGSTOP)
        time.sleep(fleet.lease * 1.5)
        worker.signal(signal.SIGCONT)

    return {
        "worker killed": worker_killed,
        "broker emptied": broker_emptied,
        "Valkey away": valkey_away,
        "PostgreSQL restarted": database_restarted,
        "S3 answers 503": files_refused,
        "worker frozen past its lease": worker_frozen,
        "another worker killed": worker_killed,
    }

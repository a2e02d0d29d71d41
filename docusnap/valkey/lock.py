"""A lock that machines share: one owner at a time, and none for longer than its timeout."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import anyio
from anyio import to_thread

from docusnap.domain.clock import SteadyClock, steady_clock
from docusnap.valkey.redis_db import RedisDB
from docusnap.valkey.scripts import EXTEND_LOCK, TAKE_LOCK

_POLL_SECONDS: Final = 0.1


class RedisDistributedLock:
    """Held by one owner until it is released, or `timeout` seconds have passed since it was acquired or extended.

    So an owner that died blocks nobody for long, and one that is slow must `extend`: False says that the lock is lost.
    The lock is as durable as the server: one that was emptied knows of no owner. Where two must never work at once
    whatever happens, let the database decide. Safe to use from many threads and tasks, which exclude one another too.
    """

    def __init__(
        self,
        lock_key: str,
        lock_value: str | None = None,
        timeout: float = 10,
        blocking_timeout: float = 1,
        *,
        db: RedisDB | None = None,
        clock: SteadyClock = steady_clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`lock_value` names the owner, who may acquire again what it held before it was restarted; it must be nobody
        else's. Without, each acquisition has a name of its own. `blocking_timeout`: how long `acquire` waits.

        `db`: the server, that of `DOCUSNAP_VALKEY_URL` if none is given. Raises Misconfigured.
        """
        self.lock_key = lock_key
        self.lock_value = lock_value or uuid4().hex
        self.timeout = timeout
        self.blocking_timeout = blocking_timeout
        self._named = bool(lock_value)
        self._db = db or RedisDB()
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._held = False

    def acquire(self) -> bool:
        """Waits up to `blocking_timeout` seconds for the lock. Whether it is ours now.

        False when the server is away; then, if an answer was lost, nobody may have it until `timeout` has passed.
        """
        until = self._clock() + self.blocking_timeout
        waiter = _Waiter()
        while not self._take(waiter):
            if self._clock() >= until:
                return False
            self._sleep(_POLL_SECONDS)
        return True

    async def spin_acquire(self, interval: float = 1.0) -> None:
        """Waits until the lock is ours, asking every `interval` seconds; on asyncio and trio.

        May be cancelled at any time, also while the server is asked: what is then acquired is released at once. While
        the server is away, it goes on asking.
        """
        waiter = _Waiter()
        try:
            while True:
                waiter.asks = True
                took = await to_thread.run_sync(self._take, waiter, abandon_on_cancel=True)
                waiter.asks = False
                if took:
                    return
                await anyio.sleep(interval)
        except BaseException:
            waiter.gone = True
            if waiter.asks:
                threading.Thread(target=self._undo, args=(waiter,), name="lock-undo").start()
            raise

    def extend(self) -> bool:
        """Holds it for `timeout` seconds from now. Whether it is still ours; False when the server is away."""
        return bool(self._db.run_script(EXTEND_LOCK, [self.lock_key], [self.lock_value, self._milliseconds], False))

    def release(self) -> bool:
        """Lets go of it; another owner's is left alone. Whether it was ours until now.

        False when the server is away; then it ends by its timeout, if not before.
        """
        with self._turn:
            self._held = False
            return self._db.delete_if_equal(self.lock_key, self.lock_value)

    @property
    def _milliseconds(self) -> int:
        return max(1, int(self.timeout * 1000))

    def _take(self, waiter: "_Waiter") -> bool:
        """Acquires it if it is free and, before and after, waited for."""
        with self._turn:
            if waiter.gone:
                return False
            owner = self.lock_value if self._named else uuid4().hex
            again = int(not (self._named and self._held))  # if held, the name stands there for another task of ours
            if not self._db.run_script(TAKE_LOCK, [self.lock_key], [owner, self._milliseconds, again], 0):
                return False
            self.lock_value, self._held, waiter.owner = owner, True, owner
            return True

    def _undo(self, waiter: "_Waiter") -> None:
        """Releases what was acquired for one who does not wait any more."""
        with self._turn:
            if waiter.owner is not None:
                self._held = self._held and self.lock_value != waiter.owner
                self._db.delete_if_equal(self.lock_key, waiter.owner)


@dataclass(slots=True)
class _Waiter:
    """One who waits: whether the server is being asked for it, what it acquired, whether it is gone."""

    asks: bool = False
    owner: str | None = None
    gone: bool = False

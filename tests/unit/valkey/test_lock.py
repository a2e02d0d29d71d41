"""The lock: never two owners, and none for ever."""

import asyncio
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from docusnap.valkey import RedisDB, RedisDistributedLock

both_loops = pytest.mark.parametrize("backend", ["asyncio", "trio"])

Owned = Callable[..., RedisDistributedLock]


def settle() -> None:
    """Waits for what is undone behind a task that was cancelled."""
    for thread in threading.enumerate():
        if thread.name == "lock-undo":
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture(autouse=True)
def settled() -> Iterator[None]:
    yield
    settle()


@pytest.fixture
def lock(db: RedisDB) -> Owned:
    def make(value: str | None = None, key: str = "lock", **more: Any) -> RedisDistributedLock:
        return RedisDistributedLock(key, value, db=db, **({"blocking_timeout": 0} | more))

    return make


def test_it_has_one_owner_until_it_is_released(lock: Owned, db: RedisDB) -> None:
    first, second = lock(), lock()

    assert first.acquire()
    assert db.get("lock") == first.lock_value
    assert not second.acquire()
    assert not second.release()
    assert not second.extend()
    assert first.extend()
    assert first.release()
    assert not first.release()
    assert second.acquire()


def test_locks_of_other_keys_are_others(lock: Owned) -> None:
    assert lock(key="a").acquire()
    assert lock(key="b").acquire()


def test_the_same_object_used_twice_excludes_itself(lock: Owned) -> None:
    for one in (lock(), lock("named")):
        assert one.acquire()
        assert not one.acquire()
        assert one.release()
        assert one.acquire()
        assert one.release()


def test_an_owner_with_a_name_takes_up_what_it_held_before_its_restart(lock: Owned) -> None:
    assert lock("worker 1").acquire()

    assert not lock("worker 2").acquire()
    assert lock("worker 1").acquire()


def test_it_ends_by_its_timeout_and_may_be_extended(lock: Owned, valkey_process: Any) -> None:
    first = lock(timeout=100)
    first.acquire()
    with valkey_process.client() as client:
        client.pexpire("lock", 5_000)
        assert first.extend()
        assert client.ttl("lock") > 90
        client.delete("lock")  # as when its time is over

    assert not first.extend()
    assert lock().acquire()
    assert not first.release()


def test_acquire_waits_as_long_as_it_was_told(db: RedisDB) -> None:
    holder = RedisDistributedLock("lock", db=db)
    holder.acquire()
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        if now > 0.7:
            holder.release()

    waiting = {"db": db, "clock": lambda: now, "sleep": sleep}
    assert not RedisDistributedLock("lock", blocking_timeout=0.5, **waiting).acquire()
    assert now >= 0.5
    assert RedisDistributedLock("lock", blocking_timeout=1, **waiting).acquire()


def test_it_takes_the_server_of_the_settings(monkeypatch: pytest.MonkeyPatch, valkey_process: Any) -> None:
    monkeypatch.setenv("DOCUSNAP_VALKEY_URL", valkey_process.url)
    lock = RedisDistributedLock("lock")

    assert lock.acquire()
    assert RedisDB().get("lock") == lock.lock_value


def test_of_many_threads_one_is_inside(lock: Owned) -> None:
    inside, most, entered = 0, 0, 0
    shared = lock(blocking_timeout=60)

    def work(n: int) -> None:
        nonlocal inside, most, entered
        mine = shared if n % 2 else lock(blocking_timeout=60)
        mine._sleep = lambda _: None
        assert mine.acquire()
        inside, entered = inside + 1, entered + 1
        most = max(most, inside)
        inside -= 1
        assert mine.release()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))

    assert (most, entered) == (1, 40)


def test_a_lost_answer_does_not_lose_the_lock(lock: Owned, db: RedisDB, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server took the first try; only its answer did not come."""
    from docusnap.valkey import connection
    from docusnap.valkey.scripts import TAKE_LOCK

    script, lost = db._scripts[TAKE_LOCK], []

    def lossy(*given: Any, **more: Any) -> Any:
        answer = script(*given, **more)
        if not lost:
            lost.append(answer)
            raise connection.NotAnswered("lost")
        return answer

    monkeypatch.setattr(db, "_scripts", {**db._scripts, TAKE_LOCK: lossy})

    assert lock().acquire()
    assert lost == [1]


@both_loops
def test_of_many_tasks_one_is_inside(lock: Owned, backend: str) -> None:
    inside, most, entered = 0, 0, 0
    shared = lock()

    async def work(mine: RedisDistributedLock) -> None:
        nonlocal inside, most, entered
        await mine.spin_acquire(interval=0.001)
        inside, entered = inside + 1, entered + 1
        most = max(most, inside)
        await anyio.lowlevel.checkpoint()
        inside -= 1
        assert mine.release()

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for n in range(16):
                group.start_soon(work, shared if n % 2 else lock())

    anyio.run(main, backend=backend)

    assert (most, entered) == (1, 16)


@both_loops
def test_a_task_that_waits_can_be_cancelled(lock: Owned, backend: str) -> None:
    holder = lock()
    holder.acquire()

    async def main() -> bool:
        with anyio.move_on_after(0.05) as scope:
            await lock().spin_acquire(interval=100)
        return scope.cancelled_caught

    assert anyio.run(main, backend=backend)
    assert holder.release()


@both_loops
def test_a_task_can_be_cancelled_while_the_server_is_frozen(lock: Owned, backend: str, valkey_process: Any) -> None:
    async def main() -> None:
        with anyio.move_on_after(0.05) as scope:
            await lock().spin_acquire(interval=0.01)
        assert scope.cancelled_caught

    with valkey_process.frozen():
        anyio.run(main, backend=backend)


@both_loops
def test_what_is_acquired_for_a_cancelled_task_is_released(
    lock: Owned, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled at random moments, the lock is free afterwards, and no other task was let in beside its owner."""
    for seed in range(30):
        mine = lock("named" if seed % 2 else None, timeout=100)
        delay = random.Random(seed).uniform(0, 0.004)

        async def main(mine: RedisDistributedLock = mine, delay: float = delay) -> bool:
            with anyio.move_on_after(delay) as scope:
                await mine.spin_acquire(interval=0.001)
            return scope.cancelled_caught

        cancelled = anyio.run(main, backend=backend)
        settle()
        assert mine.release() is not cancelled
        other = lock()
        assert other.acquire()
        assert other.release()


def test_what_is_acquired_as_its_task_is_cancelled_is_released(lock: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread has it already, and the task never hears of it."""
    mine = lock(timeout=100)
    taken, go_on = threading.Event(), threading.Event()
    take = mine._take

    def slow(waiter: Any) -> bool:
        took = take(waiter)
        taken.set()
        go_on.wait(5)
        return took

    monkeypatch.setattr(mine, "_take", slow)

    async def main() -> None:
        task = asyncio.create_task(mine.spin_acquire())
        while not taken.is_set():
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()

    asyncio.run(main())
    settle()

    assert lock().acquire()


class Owners(RuleBasedStateMachine):
    """Three owners, of which one has a name; locks end by their time, the server is emptied, owners start anew."""

    db: RedisDB
    client: Any

    def __init__(self) -> None:
        super().__init__()
        self.client.flushall()
        self.locks = [self.made(n) for n in range(3)]
        self.owner: int | None = None

    def made(self, n: int) -> RedisDistributedLock:
        return RedisDistributedLock("lock", "named" if n == 0 else None, blocking_timeout=0, db=self.db)

    @rule(n=st.integers(0, 2))
    def acquire(self, n: int) -> None:
        got = self.locks[n].acquire()
        assert got == (self.owner is None)
        self.owner = n if got else self.owner

    @rule(n=st.integers(0, 2))
    def release(self, n: int) -> None:
        assert self.locks[n].release() == (self.owner == n)
        self.owner = None if self.owner == n else self.owner

    @rule(n=st.integers(0, 2))
    def extend(self, n: int) -> None:
        assert self.locks[n].extend() == (self.owner == n)

    @rule()
    def end_by_time(self) -> None:
        self.client.delete("lock")
        self.owner = None

    @rule()
    def lose_the_scripts(self) -> None:
        self.client.script_flush()

    @precondition(lambda self: self.owner == 0)
    @rule()
    def restart_the_named_one(self) -> None:
        self.locks[0] = self.made(0)
        assert self.locks[0].acquire()

    @invariant()
    def the_owner_is_who_the_server_says(self) -> None:
        assert self.client.get("lock") == (None if self.owner is None else self.locks[self.owner].lock_value)


def test_whatever_is_done_there_is_never_a_second_owner(db: RedisDB, valkey_process: Any) -> None:
    with valkey_process.client() as connected:

        class Machine(Owners):
            client = connected

        Machine.db = db
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )

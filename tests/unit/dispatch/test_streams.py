"""Wake-ups through streams: taken by free threads only, and never lost with a dead consumer."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("valkey", reason="the extra `valkey` is not installed")
from docusnap.dispatch.announcing import Announcer
from docusnap.dispatch.streams import GROUP, MOST, StreamWakeUps, stream_of
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.queue import DueJob
from docusnap.valkey import RedisDB, connection, streams

JOB = DueJob("job", "document", 0)


class Process:
    """One worker process, with as many idle threads as the test says."""

    def __init__(self, db: RedisDB, name: str, idle: int, **options: Any) -> None:
        self.wake_ups = WakeUps(max(1, idle))
        self.streams = StreamWakeUps(db, self.wake_ups, consumer=name, operations=("document", "form"), **options)
        self.woken = threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._wait, daemon=True) for _ in range(idle)]
        for thread in self._threads:
            thread.start()
        assert not idle or self.wake_ups.wanted(30)

    def _wait(self) -> None:
        if self.wake_ups.wait(60):
            self.woken.release()

    def end(self) -> None:
        for _ in self._threads:
            self.wake_ups.put()
        for thread in self._threads:
            thread.join(60)


@pytest.fixture
def db(valkey_process: Any, monkeypatch: pytest.MonkeyPatch) -> RedisDB:
    monkeypatch.setattr(connection, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(streams, "BLOCK_SECONDS", 0.1)
    return RedisDB(valkey_process.url)


@pytest.fixture
def process(db: RedisDB) -> Iterator[Callable[..., Process]]:
    made: list[Process] = []

    def make(name: str, idle: int = 1, **options: Any) -> Process:
        made.append(Process(db, name, idle, **options))
        return made[-1]

    yield make
    for one in made:
        one.end()


def test_a_free_thread_is_woken_and_the_wake_up_is_done_with(process: Callable[..., Process], db: RedisDB) -> None:
    worker = process("a")
    worker.streams.send([JOB])
    worker.streams.hear()
    assert worker.woken.acquire(timeout=30)
    assert db.get_pending_msg(stream_of("document"), GROUP) == []


def test_a_process_without_a_free_thread_takes_no_wake_up_from_one_that_has_one(
    process: Callable[..., Process],
) -> None:
    busy, free = process("busy", idle=0), process("free")
    busy.streams.send([JOB])
    busy.streams.hear()
    free.streams.hear()
    assert free.woken.acquire(timeout=30)


def test_more_wake_ups_than_threads_are_left_to_others(process: Callable[..., Process]) -> None:
    one, other = process("one"), process("other")
    one.streams.send([JOB, DueJob("form", "form", 0)])  # both streams answer one read
    one.streams.hear()
    other.streams.hear()
    assert one.woken.acquire(timeout=30)
    assert other.woken.acquire(timeout=30)


def test_what_a_dead_consumer_had_taken_wakes_another(process: Callable[..., Process], db: RedisDB) -> None:
    living = process("living", claim_after=0.0)
    living.streams.send([JOB])
    assert db.queues_consumer([stream_of("document")], GROUP, "dead")
    living.streams.hear()
    assert living.woken.acquire(timeout=30)
    assert db.get_pending_msg(stream_of("document"), GROUP) == []


def test_a_stream_keeps_no_more_wake_ups_than_are_of_use(
    process: Callable[..., Process], db: RedisDB, valkey_process: Any
) -> None:
    worker = process("a", idle=0)
    worker.streams.send([JOB] * 2 * MOST)
    with valkey_process.client() as client:
        assert client.xlen(stream_of("document")) < MOST + 200


def test_while_the_server_is_away_nobody_is_woken_and_nothing_raised(
    process: Callable[..., Process], valkey_process: Any
) -> None:
    worker = process("a")
    valkey_process.stop()
    worker.streams.send([JOB] * 3)
    worker.streams.close()  # so that it does not wait before it looks again
    worker.streams.hear()
    assert not worker.woken.acquire(timeout=0)


def test_a_process_that_ends_leaves_its_groups(process: Callable[..., Process], valkey_process: Any) -> None:
    worker = process("a")
    worker.streams.send([JOB])
    worker.streams.hear()
    worker.streams.close()
    worker.streams.close()
    with valkey_process.client() as client:
        assert client.xinfo_consumers(stream_of("document"), GROUP) == []


def test_a_process_that_was_killed_is_taken_off_its_groups_and_one_that_holds_a_wake_up_is_not(
    process: Callable[..., Process], db: RedisDB, valkey_process: Any
) -> None:
    worker = process("living", idle=0)
    worker.streams.send([JOB])
    assert db.queues_consumer([stream_of("document")], GROUP, "holding")
    assert not db.queues_consumer([stream_of("document")], GROUP, "killed")

    def listed() -> set[str]:
        with valkey_process.client() as client:
            return {one["name"] for one in client.xinfo_consumers(stream_of("document"), GROUP)}

    worker.streams.remove_dead(idle=3600)
    assert listed() == {"holding", "killed"}
    worker.streams.remove_dead(idle=0)
    assert listed() == {"holding"}
    assert [one["consumer"] for one in db.get_pending_msg(stream_of("document"), GROUP)] == ["holding"]
    valkey_process.empty()
    worker.streams.remove_dead(idle=0)


def test_only_jobs_that_may_still_be_claimed_are_announced_and_nobody_waits_for_it() -> None:
    sent: list[DueJob] = []
    announcer = Announcer(sent.extend)
    for job_id in ("job", "ended since", "job"):
        announcer.due(job_id)
    assert sent == []
    announcer.tell(lambda ids: [JOB] if list(ids) == ["job", "ended since"] else [])
    assert sent == [JOB]

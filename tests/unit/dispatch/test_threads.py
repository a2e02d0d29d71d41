"""Worker threads: what wakes them, what they write, how they stop."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import jobs, tasks
from docusnap.database.base import Transaction
from docusnap.database.sqlite import SqliteDatabase
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.dispatch.wake_ups import ChangeWatch, WakeUps
from docusnap.dispatch.worker import Worker
from docusnap.domain.errors import OcrFailure, StorageFailure
from docusnap.domain.queue import NewJob, NewTask
from docusnap.domain.task import Status, Task
from docusnap.operations.base import Context
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService

Run = Callable[..., Mapping[str, Any]]


class Scripted:
    """An operation that does what the test says."""

    recipe = "scripted"

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, uri: str, context: Context, *, files: Any, **kept: Any) -> Mapping[str, Any]:
        return self.run(uri, context, **kept)


class House:
    def __init__(self, path: Path, run: Run) -> None:
        self.now = 0.0
        self.path = path
        self.database = SqliteDatabase(path)
        self.ended = threading.Semaphore(0)
        self.wake_ups = WakeUps(threads=2)
        self.queue = self.service("this boot")
        operations = {"document": Scripted(run)}
        clock = self.clock
        self.worker = Worker(
            self.queue, self.database, operations, clock=clock, wall_clock=clock, deadlines={"document": 100.0}
        )
        self.dispatcher = ThreadDispatcher(self.queue, self.worker, self.wake_ups, threads=2, clock=clock)

    def clock(self) -> float:
        return self.now + time.time()

    def service(self, owner: str) -> DocumentQueueService:
        return DocumentQueueService(
            self.database,
            owner=owner,
            clock=self.clock,
            uniform=lambda low, high: high,
            recorder=Recorder({}, results_kept=100.0, has_callback=lambda _: False, new_id=lambda: str(uuid.uuid4())),
            on_due=self.wake_ups.put,
            on_end=lambda _: self.ended.release(),
        )

    def add(self, name: str) -> str:
        def write(tx: Transaction) -> str:
            new = NewJob(f"job-{name}", "c", "document", f"sha256:{name}", (), {}, self.clock())
            added = jobs.add(tx, new)
            tasks.add(tx, NewTask(name, "c", added.job_id, self.clock()))
            return added.job_id

        return self.database.write(write)

    def task(self, name: str) -> Task:
        found = self.database.read(lambda tx: tasks.find(tx, name))
        assert found is not None
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[Run], House]]:
    made: list[House] = []

    def build(run: Run) -> House:
        made.append(House(tmp_path / "docusnap.db", run))
        return made[-1]

    yield build
    for one in made:
        one.dispatcher.stop(30)
        one.database.close()


def test_a_wake_up_makes_an_idle_thread_claim_and_run_the_job(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {"uri": uri})
    h.dispatcher.start()
    h.wake_ups.put(h.add("a"))
    assert h.ended.acquire(timeout=30)
    assert h.task("a").result == {"uri": "sha256:a"}


def test_jobs_that_waited_before_the_start_run_without_a_wake_up(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {})
    h.add("a")
    h.dispatcher.start()
    assert h.ended.acquire(timeout=30)
    assert h.task("a").status is Status.COMPLETED


def test_what_the_last_boot_left_running_goes_on(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {})
    h.add("a")
    h.service("the last boot").claim()
    h.queue.rescue(sole_owner=True)
    h.dispatcher.start()
    assert h.ended.acquire(timeout=30)
    assert h.task("a").status is Status.COMPLETED


def test_a_known_failure_tells_its_code_and_an_unknown_one_tells_nothing_of_itself(
    house: Callable[[Run], House], caplog: pytest.LogCaptureFixture
) -> None:
    def run(uri: str, context: Context) -> Mapping[str, Any]:
        if uri == "sha256:known":
            raise OcrFailure("The engine broke.")
        h.now += 60
        raise ZeroDivisionError("secret")

    h = house(run)
    h.dispatcher.start()
    for name in ("known", "unknown"):
        h.wake_ups.put(h.add(name))
        assert h.ended.acquire(timeout=30)
    known, unknown = h.task("known").failure, h.task("unknown").failure
    assert known is not None
    assert unknown is not None
    assert (known.code, known.detail) == ("OCR_FAILURE", "The engine broke.")
    assert unknown.code == "internal"
    assert "secret" not in unknown.detail
    assert "ZeroDivisionError: secret" in caplog.text


class Held:
    """An operation that waits for the test at its beginning."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()

    def run(self, uri: str, context: Context) -> Mapping[str, Any]:
        self.begun.release()
        assert self.go_on.wait(60)
        context.checkpoint()
        return {}


def test_stopping_lets_a_running_job_end_within_the_grace(house: Callable[[Run], House]) -> None:
    held = Held()
    h = house(held.run)
    h.dispatcher.start()
    h.wake_ups.put(h.add("a"))
    assert held.begun.acquire(timeout=30)
    threading.Timer(0, held.go_on.set).start()
    h.dispatcher.stop(30)
    assert h.task("a").status is Status.COMPLETED


def test_stopping_gives_back_what_has_not_ended_within_the_grace(house: Callable[[Run], House]) -> None:
    held = Held()
    h = house(held.run)
    h.dispatcher.start()
    h.wake_ups.put(h.add("a"))
    assert held.begun.acquire(timeout=30)
    h.dispatcher.stop(0)
    assert h.task("a").status is Status.PENDING
    held.go_on.set()
    h.dispatcher.stop(30)
    assert h.task("a").status is Status.PENDING


def test_an_overdue_job_ends_and_its_slot_is_free_though_its_thread_hangs(house: Callable[[Run], House]) -> None:
    held = Held()
    h = house(lambda uri, context: held.run(uri, context) if uri != "sha256:quick" else {})
    h.dispatcher.start()
    for name in "ab":
        h.wake_ups.put(h.add(name))
        assert held.begun.acquire(timeout=30)
    h.now += 101
    h.dispatcher.heartbeat()
    h.dispatcher.heartbeat()
    for name in "ab":
        failure = h.task(name).failure
        assert failure is not None
        assert failure.code == "PROCESSING_TIMEOUT"
        assert h.ended.acquire(timeout=1)
    h.wake_ups.put(h.add("quick"))
    assert h.ended.acquire(timeout=30)
    assert h.task("quick").status is Status.COMPLETED
    held.go_on.set()


def test_a_running_job_that_is_cancelled_stops_at_its_next_checkpoint(house: Callable[[Run], House]) -> None:
    held = Held()
    h = house(held.run)
    h.dispatcher.start()
    job_id = h.add("a")
    h.wake_ups.put(job_id)
    assert held.begun.acquire(timeout=30)
    h.queue.cancel(job_id)
    assert h.ended.acquire(timeout=30)
    h.dispatcher.heartbeat()
    held.go_on.set()
    assert h.ended.acquire(timeout=30)
    assert h.task("a").status is Status.CANCELLED


def test_a_result_that_cannot_be_written_yet_is_written_later_and_not_worked_out_again(
    house: Callable[[Run], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    h = house(lambda uri, _: begun.append(uri) or {})  # type: ignore[func-returns-value]
    complete, failures = h.queue.mark_completed, iter([StorageFailure(), StorageFailure()])

    def on_a_full_disk(item: Any, result: Any, *, go_on: bool) -> Any:
        for failure in failures:
            raise failure
        return complete(item, result, go_on=go_on)

    monkeypatch.setattr(h.queue, "mark_completed", on_a_full_disk)
    monkeypatch.setattr("docusnap.dispatch.worker.WRITE_AGAIN_SECONDS", 0)
    h.dispatcher.start()
    h.wake_ups.put(h.add("a"))
    assert h.ended.acquire(timeout=30)
    assert h.task("a").status is Status.COMPLETED
    assert begun == ["sha256:a"]


def test_what_is_claimed_while_stopping_is_given_back_and_counts_as_no_death(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {})
    h.add("a")
    (claimed,) = h.queue.claim()
    h.dispatcher.stop(0)
    assert h.worker.run(claimed).outcome == "pending"
    (again,) = h.queue.claim()
    assert (again.attempt, again.crashes) == (1, 0)


def test_what_an_operation_asks_to_keep_comes_back_to_it(house: Callable[[Run], House]) -> None:
    got: list[Any] = []

    def run(uri: str, context: Context, page: int = 0) -> Mapping[str, Any]:
        got.append(page)
        if context.attempt == 1:
            context.retry(countdown=0, page=3)
        context.quarantine(reason="never mind")

    h = house(run)
    h.dispatcher.start()
    h.wake_ups.put(h.add("a"))
    assert h.ended.acquire(timeout=30)
    assert got == [0, 3]
    failure = h.task("a").failure
    assert failure is not None
    assert (failure.code, failure.detail) == ("quarantined", "The operation gave up: reason=never mind")


def test_a_thread_goes_on_to_claim_whatever_claiming_raised(
    house: Callable[[Run], House], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    h = house(lambda uri, _: {})
    claim, failures = h.queue.claim, iter([ZeroDivisionError("unforeseen"), StorageFailure()] * 2)

    def failing_at_first(limit: int = 1) -> Any:
        for failure in failures:
            raise failure
        return claim(limit)

    monkeypatch.setattr(h.queue, "claim", failing_at_first)
    monkeypatch.setattr("docusnap.dispatch.threads.SWEEP_SECONDS", 0.01)
    h.add("a")
    h.dispatcher.start()
    assert h.ended.acquire(timeout=30)
    assert h.task("a").status is Status.COMPLETED
    assert "ZeroDivisionError: unforeseen" in caplog.text


def test_starting_and_stopping_twice_is_no_error(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {})
    h.dispatcher.start()
    h.dispatcher.start()
    h.dispatcher.stop(30)
    h.dispatcher.stop(30)


def test_an_operation_is_told_its_deadline_by_the_clock_on_the_wall(house: Callable[[Run], House]) -> None:
    deadlines: list[float] = []
    h = house(lambda _, __: {})
    asks = Scripted(lambda _, context: deadlines.append(context.deadline) or {})  # type: ignore[func-returns-value]
    worker = Worker(
        h.queue,
        h.database,
        {"document": asks},
        clock=lambda: 7.0,  # type: ignore[arg-type,return-value]
        wall_clock=lambda: 1_800_000_000.0,  # type: ignore[arg-type,return-value]
        deadlines={"document": 100.0},
    )
    h.add("a")
    worker.run(*h.queue.claim())
    assert deadlines == [1_800_000_100.0]


def test_an_overdue_job_that_somebody_else_runs_ends_and_no_thread_is_added(house: Callable[[Run], House]) -> None:
    held = Held()
    h = house(held.run)
    h.add("a")
    (claimed,) = h.queue.claim()
    runner = threading.Thread(target=h.worker.run, args=(claimed,))
    runner.start()
    assert held.begun.acquire(timeout=30)
    before = threading.active_count()
    h.now += 101
    h.dispatcher.heartbeat()
    assert h.task("a").status is Status.ERROR
    assert threading.active_count() == before
    held.go_on.set()
    runner.join()


def test_a_write_of_another_process_wakes_a_thread_long_before_the_sweep(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {})
    wake_ups = WakeUps(threads=2)
    watch = ChangeWatch(h.database.changes, wake_ups)
    watch.look()
    assert wake_ups.wait(0)
    watch.look()
    assert not wake_ups.wait(0)
    other = SqliteDatabase(h.path)
    other.write(lambda tx: tx.run("pause", operation="form"))
    other.close()
    watch.look()
    watch.look()
    assert [wake_ups.wait(0), wake_ups.wait(0)] == [True, False]


def test_a_job_that_was_claimed_with_the_end_of_another_is_given_back_when_the_server_stops(
    house: Callable[[Run], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    h = house(lambda uri, _: begun.append(uri) or {})  # type: ignore[func-returns-value]
    complete = h.queue.mark_completed

    def told_to_stop_just_then(item: Any, result: Any, *, go_on: bool) -> Any:
        ended = complete(item, result, go_on=go_on)
        threading.Thread(target=h.dispatcher.stop, args=(30,)).start()
        while not h.dispatcher.stopping:
            threading.Event().wait(0.001)
        return ended

    monkeypatch.setattr(h.queue, "mark_completed", told_to_stop_just_then)
    for name in "abcd":
        h.add(name)
    h.dispatcher.start()
    assert h.ended.acquire(timeout=30)
    h.dispatcher.stop(30)
    assert len(begun) <= 2
    assert {h.task(name).status for name in "abcd"} == {Status.COMPLETED, Status.PENDING}
    (again,) = h.queue.claim()
    assert again.attempt == 1


def test_more_wake_ups_than_there_are_threads_are_not_kept() -> None:
    wake_ups = WakeUps(threads=2)
    for number in range(100):
        wake_ups.put(f"{number}")
    assert [wake_ups.wait(0) for _ in range(3)] == [True, True, False]

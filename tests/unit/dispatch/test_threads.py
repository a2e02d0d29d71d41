"""Worker threads: what wakes them, what they write, how they stop."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import jobs
from docusnap.database.jobs import NewTask
from docusnap.database.sqlite import SqliteDatabase
from docusnap.dispatch.threads import ThreadDispatcher
from docusnap.dispatch.worker import Worker
from docusnap.domain.errors import OcrFailure
from docusnap.domain.task import Status, Task
from docusnap.operations.base import Context

Run = Callable[[str, Context], Mapping[str, Any]]


class Scripted:
    """An operation that does what the test says."""

    recipe = "scripted"

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, uri: str, context: Context, **kwargs: Any) -> Mapping[str, Any]:
        return self.run(uri, context)


class House:
    def __init__(self, path: Path, run: Run, owner: str = "this boot") -> None:
        self.database = SqliteDatabase(path)
        self.stopping = threading.Event()
        self.ended = threading.Semaphore(0)
        worker = Worker(
            self.database,
            {"document": Scripted(run)},
            clock=time.time,
            stopping=self.stopping,
            on_end=lambda _: self.ended.release(),
        )
        self.dispatcher = ThreadDispatcher(
            self.database, worker, threads=2, owner=owner, clock=time.time, stopping=self.stopping
        )

    def add(self, name: str) -> str:
        new = NewTask(name, f"job-{name}", "c", "document", f"sha256:{name}", (), {}, time.time() - 1)
        return self.database.write(lambda tx: jobs.add_task(tx, new))

    def task(self, name: str) -> Task:
        found = self.database.read(lambda tx: jobs.task(tx, name))
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
    h.dispatcher.wake(h.add("a"))
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
    h.database.write(lambda tx: jobs.claim(tx, "the last boot", time.time(), time.time() + 1e6))
    h.dispatcher.start()
    assert h.ended.acquire(timeout=30)
    assert h.task("a").status is Status.COMPLETED


def test_a_known_failure_tells_its_code_and_an_unknown_one_tells_nothing_of_itself(
    house: Callable[[Run], House], caplog: pytest.LogCaptureFixture
) -> None:
    def run(uri: str, context: Context) -> Mapping[str, Any]:
        raise OcrFailure("The engine broke.") if uri == "sha256:known" else ZeroDivisionError("secret")

    h = house(run)
    h.dispatcher.start()
    for name in ("known", "unknown"):
        h.dispatcher.wake(h.add(name))
        assert h.ended.acquire(timeout=30)
    known, unknown = h.task("known").failure, h.task("unknown").failure
    assert known is not None
    assert unknown is not None
    assert (known.code, known.detail) == ("OCR_FAILURE", "The engine broke.")
    assert unknown.code == "internal"
    assert "secret" not in unknown.detail
    assert "ZeroDivisionError: secret" in caplog.text


def test_stopping_gives_a_running_job_back_at_its_next_checkpoint(house: Callable[[Run], House]) -> None:
    begun = threading.Event()

    def run(uri: str, context: Context) -> Mapping[str, Any]:
        begun.set()
        assert h.stopping.wait(30)
        context.checkpoint()
        return {}

    h = house(run)
    h.dispatcher.start()
    h.dispatcher.wake(h.add("a"))
    assert begun.wait(30)
    h.dispatcher.stop(30)
    assert h.task("a").status is Status.PENDING


def test_starting_and_stopping_twice_is_no_error(house: Callable[[Run], House]) -> None:
    h = house(lambda uri, _: {})
    h.dispatcher.start()
    h.dispatcher.start()
    h.dispatcher.stop(30)
    h.dispatcher.stop(30)

"""Working off the queue by hand or from cron: beside live workers, beside itself, within a limit and a deadline."""

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import jobs
from docusnap.database.sqlite import SqliteDatabase
from docusnap.dispatch.drain import Drain, Drained
from docusnap.dispatch.worker import Worker
from docusnap.domain.administration import JobFilter
from docusnap.domain.errors import LlmUnavailable, OcrFailure
from docusnap.domain.queue import NewJob
from docusnap.domain.task import Status
from docusnap.operations.base import Context
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService

Run = Callable[[str], Mapping[str, Any]]


class Scripted:
    """An operation that does what the test says."""

    recipe = "scripted"

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, uri: str, context: Context, **_: Any) -> Mapping[str, Any]:
        return self.run(uri)


class House:
    def __init__(self, path: Path) -> None:
        self.database = SqliteDatabase(path)
        self.now = 1000.0
        self.ran: list[str] = []
        self.stopping = False
        self.numbers = itertools.count()

    def queue(self, owner: str = "me") -> DocumentQueueService:
        return DocumentQueueService(
            self.database,
            owner=owner,
            clock=lambda: self.now,
            uniform=lambda low, high: high,
            recorder=Recorder(
                {}, results_kept=100.0, has_callback=lambda _: False, new_id=lambda: f"id{next(self.numbers)}"
            ),
        )

    def drain(self, run: Run, *, owner: str = "me", threads: int = 1) -> Drain:
        def noted(uri: str) -> Mapping[str, Any]:
            self.ran.append(uri)
            return run(uri)

        queue, clock = self.queue(owner), lambda: self.now
        worker = Worker(
            queue, self.database, {"document": Scripted(noted)}, clock=clock, wall_clock=clock, deadlines={}
        )
        return Drain(queue, worker, clock=clock, threads=threads, stopping=lambda: self.stopping)

    def add(self, *names: str) -> None:
        for name in names:
            new = NewJob(name, "client", "document", name, (), {}, self.now)
            self.database.write(lambda tx, new=new: jobs.add(tx, new))  # type: ignore[misc]

    def pending(self) -> list[str]:
        administration = QueueAdministration(self.database, clock=lambda: self.now)
        return [job.id for job in reversed(administration.items(JobFilter(Status.PENDING), 100))]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "docusnap.db")
    yield made
    made.database.close()


def test_it_says_what_became_of_what_it_ran(house: House) -> None:
    def run(uri: str) -> Mapping[str, Any]:
        if uri == "broken":
            raise OcrFailure
        if uri == "outage":
            raise LlmUnavailable
        return {}

    house.add("good", "broken", "outage", "also good")
    assert house.drain(run).process_document_queue() == Drained(4, completed=2, failed=1, retried=1)
    assert house.pending() == ["outage"]


def test_an_empty_queue_is_soon_worked_off(house: House) -> None:
    assert house.drain(lambda _: {}).process_document_queue() == Drained(0, 0, 0, 0)


def test_no_more_than_the_limit_are_claimed(house: House) -> None:
    house.add("a", "b", "c")
    assert house.drain(lambda _: {}, threads=8).process_document_queue(limit=2).processed == 2
    assert house.pending() == ["c"]


def test_a_limit_of_nothing_does_nothing(house: House) -> None:
    house.add("a")
    assert house.drain(lambda _: {}).process_document_queue(limit=0).processed == 0


def test_nothing_is_claimed_after_the_deadline_and_what_runs_then_is_finished(house: House) -> None:
    def run(_: str) -> Mapping[str, Any]:
        house.now += 6
        return {}

    house.add("a", "b", "c")
    assert house.drain(run).process_document_queue(deadline=10) == Drained(2, completed=2, failed=0, retried=0)
    assert house.pending() == ["c"]


def test_nothing_is_claimed_once_the_server_is_stopping(house: House) -> None:
    def run(_: str) -> Mapping[str, Any]:
        house.stopping = True
        return {}

    house.add("a", "b")
    assert house.drain(run).process_document_queue().processed == 1
    assert house.pending() == ["b"]


def test_what_is_paused_or_not_yet_due_is_left(house: House) -> None:
    house.add("a")
    house.queue().retry_later(house.queue().claim()[0], 60, {})
    assert house.drain(lambda _: {}).process_document_queue().processed == 0
    house.now += 60
    house.queue().pause("document")
    assert house.drain(lambda _: {}).process_document_queue().processed == 0
    house.queue().resume("document")
    assert house.drain(lambda _: {}).process_document_queue().processed == 1


def test_two_at_a_time_run_each_job_once(house: House) -> None:
    house.add(*(f"{n:02d}" for n in range(40)))
    told: list[Drained] = []
    drains = [house.drain(lambda _: {}, owner=owner, threads=3) for owner in ("cron", "the next cron")]
    threads = [threading.Thread(target=lambda d=d: told.append(d.process_document_queue())) for d in drains]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(drained.completed for drained in told) == 40
    assert sorted(house.ran) == [f"{n:02d}" for n in range(40)]


def test_jobs_run_at_the_same_time_on_several_threads(house: House) -> None:
    together = threading.Barrier(2, timeout=30)

    def run(_: str) -> Mapping[str, Any]:
        together.wait()
        return {}

    house.add("a", "b")
    assert house.drain(run, threads=2).process_document_queue().completed == 2


def test_a_signal_gives_back_what_runs(house: House) -> None:
    def run(_: str) -> Mapping[str, Any]:
        raise SystemExit

    house.add("a", "b")
    with pytest.raises(SystemExit):
        house.drain(run).process_document_queue()
    assert "b" in house.pending()

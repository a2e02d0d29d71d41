"""The real queue beside a simple model of it: whatever happens in whatever order, both stand alike after every step."""

import itertools
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from docusnap.database import deletion, jobs, results, tasks
from docusnap.database.base import Database
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.administration import JobFilter
from docusnap.domain.errors import Cancelled, LlmUnavailable, OcrFailure, Stopping
from docusnap.domain.queue import NewJob, NewTask, Standing
from docusnap.domain.task import Job, Progress, StoredFile
from docusnap.files.local import LocalFiles
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.janitor import Janitor, Retention
from docusnap.queue.recorder import Recorder
from docusnap.queue.retry import DAY
from docusnap.queue.service import DocumentQueueService
from tests.postgres_server import PostgresServer

LEASE = 30.0
FRESH = 7 * DAY
LIVE = ("pending", "processing")
OPERATIONS = ("document", "form")
URIS = ("a1", "b2")
CLIENTS = ("ann", "bob")
SHARES = ("", "key")
OWNERS = ("x", "y")


@dataclass
class ModelJob:
    """What the queue must know of a job."""

    number: int
    operation: str
    uri: str
    created_at: float
    client: str
    share: str
    sort_key: float
    turn: float
    cost: float
    room: float
    priority: int
    status: str = "pending"
    attempt: int = 0
    fence: int = 0
    crashes: int = 0
    kept: dict[str, Any] = field(default_factory=dict)
    run_at: float | None = None
    owner: str | None = None
    lease_until: float = 0.0
    cancel_asked: bool = False
    failed_at: float | None = None
    finished_at: float | None = None
    last_accessed: float = 0.0
    error: str | None = None
    result: Any = None

    @property
    def id(self) -> str:
        return f"job{self.number:04}"

    def end(self, status: str, now: float, error: str | None) -> None:
        self.status, self.finished_at, self.error = status, now, error

    def wait(self, run_at: float | None) -> None:
        self.status, self.run_at = "pending", run_at


@dataclass
class ModelTask:
    id: str
    client: str
    job: ModelJob
    created_at: float
    cached: bool
    left: str | None = None  # how it had ended when it was forgotten
    forgotten_at: float = 0.0


class QueueMachine(RuleBasedStateMachine):
    """`claims` are all claims ever made, so that most that finish are stale."""

    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")  # the logic is held to the model here, not the disk
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.database = self.open_database()
        self.now = 1_000_000.0
        self.numbers = itertools.count()
        self.jobs: dict[str, ModelJob] = {}
        self.tasks: list[ModelTask] = []
        self.clocks: dict[tuple[str, str], float] = {}
        self.line = 0.0
        self.paused: set[str] = set()
        self.due: list[str] = []
        self.ended: list[str] = []
        self.services = {owner: self.service(owner) for owner in OWNERS}
        self.administration = QueueAdministration(self.database, clock=lambda: self.now)
        files = LocalFiles(Path(self.folder.name) / "files")
        self.janitor = Janitor(self.database, files, clock=lambda: self.now, retention=Retention(FRESH, 30 * DAY))

    def open_database(self) -> Database:
        return SqliteDatabase(Path(self.folder.name) / "docusnap.db")

    def service(self, owner: str) -> DocumentQueueService:
        return DocumentQueueService(
            self.database,
            owner=owner,
            clock=lambda: self.now,
            uniform=lambda low, high: high,
            recorder=Recorder(
                {}, results_kept=100.0, has_callback=lambda _: False, new_id=lambda: f"id{next(self.numbers)}"
            ),
            lease=LEASE,
            on_due=self.due.append,
            on_end=self.ended.append,
        )

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    # what clients do

    @rule(
        operation=st.sampled_from(OPERATIONS),
        uri=st.sampled_from(URIS),
        client=st.sampled_from(CLIENTS),
        share=st.sampled_from(SHARES),
        overtakes=st.booleans(),
        priority=st.integers(-1, 2),
        cost=st.sampled_from([1.0, 400.0]),
        reuse=st.booleans(),
    )
    def ask(
        self,
        operation: str,
        uri: str,
        client: str,
        priority: int,
        cost: float,
        reuse: bool,
        share: str = "",
        overtakes: bool = False,
    ) -> None:
        number = next(self.numbers)
        file = StoredFile(uri * 32, 10, "image/png")
        placed = {"priority": priority, "cost": cost, "share": share, "overtakes": overtakes}
        new = NewJob(f"job{number:04}", client, operation, uri, (file,), {}, self.now, **placed)
        task_id = f"task{number:04}"

        def write(tx: Any) -> tuple[str, bool]:
            known = results.find(tx, operation, uri, "", self.now - FRESH) if reuse else None
            if known:
                results.note_access(tx, known, self.now)
            job_id = known.job_id if known else jobs.add(tx, new).job_id
            tasks.add(tx, NewTask(task_id, client, job_id, self.now, cached=known is not None))
            return job_id, known is not None

        job_id, cached = self.database.write(write)
        job = self.model_ask(new, reuse)
        assert (job_id, cached) == (job.id, job.status == "completed")
        self.tasks.append(ModelTask(task_id, client, job, self.now, cached))

    def model_ask(self, new: NewJob, reuse: bool) -> ModelJob:
        same = [j for j in self.jobs.values() if (j.operation, j.uri) == (new.operation, new.uri)]
        done = [j for j in same if j.status == "completed" and (j.finished_at or 0) >= self.now - FRESH]
        if reuse and done:
            known = max(done, key=lambda j: j.finished_at or 0)
            if self.now - (known.last_accessed or known.finished_at or 0) >= 3600:
                known.last_accessed = self.now
            return known
        live = next((j for j in same if j.status in LIVE), None)
        place, turn = self.model_place(new)
        if live is None:
            number = int(new.id.removeprefix("job"))
            of = (new.client_id, new.payer, place, turn, new.cost, new.cost, new.priority)
            made = ModelJob(number, new.operation, new.uri, self.now, *of)
            self.jobs[made.id] = made
            return made
        live.cancel_asked = False
        if live.status == "pending" and place < live.sort_key:
            live.share, live.sort_key, live.turn, live.priority = new.payer, place, turn, new.priority
            live.cost = live.room = new.cost
            return live
        for client in ("", new.client_id):
            self.clocks[new.payer, client] -= new.cost
        if live.status == "pending" and live.share == new.payer:
            live.priority = max(live.priority, new.priority)
        return live

    def model_line_moves(self) -> None:
        first = [j.sort_key for j in self.model_waiting() if j.operation not in self.paused]
        past = max((clock for (_, client), clock in self.clocks.items() if not client), default=0.0)
        self.line = max(self.line, min(first) if first else max(self.now, past))

    def model_waiting(self) -> list[ModelJob]:
        return [j for j in self.jobs.values() if j.status == "pending" and j.run_at is None]

    def model_place(self, new: NewJob) -> tuple[float, float]:
        self.model_line_moves()
        start = self.model_moved(new.payer, "", self.line, new.cost)
        same = [j.turn for j in self.model_waiting() if (j.operation, j.share) == (new.operation, new.payer)]
        turn = self.model_moved(new.payer, new.client_id, min([start, *same]), new.cost)
        return start - 300.0 * new.priority * new.overtakes, turn

    def model_moved(self, share: str, client: str, begin: float, cost: float) -> float:
        start = max(self.clocks.get((share, client), begin), begin)
        self.clocks[share, client] = start + cost
        return start

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def forget_a_task(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.tasks))
        self.database.write(lambda tx: deletion.task(tx, chosen.id, self.now))
        if chosen.left is None:
            chosen.left = "cancelled" if chosen.job.status in LIVE else chosen.job.status
            chosen.forgotten_at = self.now
            if all(t.left for t in self.tasks if t.job is chosen.job):
                del self.jobs[chosen.job.id]
            else:
                left = [t for t in self.tasks if t.job is chosen.job and not t.left]
                chosen.job.client = min(left, key=lambda t: (t.created_at, t.id)).client

    # what workers do

    @rule(target=claims, owner=st.sampled_from(OWNERS), limit=st.integers(1, 3))
    def claim(self, owner: str, limit: int) -> Any:
        claimed = self.services[owner].claim(limit)
        for job in claimed:
            model = self.model_next()
            assert model, "nothing was to be claimed"
            assert job.id == model.id, "claims must follow the line"
            self.model_claimed(model, job, owner)
        assert len(claimed) == limit or self.model_next() is None
        return multiple(*claimed)

    def model_next(self) -> ModelJob | None:
        """What is to be claimed now: what the client whose turn it is in the first share wants most."""
        line = self.model_line()
        if not line or line[0].crashes:
            return line[0] if line else None
        place = line[0]
        mine = [j for j in line if (j.operation, j.share) == (place.operation, place.share) and not j.crashes]
        turn = min(mine, key=lambda j: (j.turn, j.id))
        chosen = min((j for j in mine if j.client == turn.client), key=lambda j: (-j.priority, j.id))
        begin, room, end = place.sort_key, place.room, place.sort_key + chosen.cost
        turn.turn, chosen.turn = chosen.turn, turn.turn
        if chosen is not place:
            if room > chosen.cost:
                place.sort_key, place.room = end, room - chosen.cost
            else:
                place.sort_key, place.room = chosen.sort_key, chosen.room
            chosen.sort_key, chosen.room = begin, min(room, chosen.cost)
        if chosen.cost > room:
            others = (j for j in self.jobs.values() if j.status == "pending" and j.run_at is None and j is not chosen)
            same = (j for j in others if (j.operation, j.share) == (place.operation, place.share))
            for job in sorted((j for j in same if begin <= j.sort_key < end), key=lambda j: (j.sort_key, j.id)):
                if (left := job.sort_key + job.room - end) > 0:
                    job.sort_key, job.room = end, left
                else:
                    job.sort_key = self.model_moved(job.share, "", end, job.room)
        return chosen

    def model_line(self) -> list[ModelJob]:
        """What can be claimed now, in order of their places."""
        for job in self.jobs.values():
            if job.status == "pending" and job.run_at is not None and job.run_at <= self.now:
                job.run_at = None
        line = [j for j in self.jobs.values() if j.status == "pending" and j.run_at is None]
        line = sorted((j for j in line if j.operation not in self.paused), key=lambda j: (j.sort_key, j.id))
        tried = any(j.status == "processing" and j.crashes for j in self.jobs.values())
        suspects = [] if tried else [j for j in line if j.crashes][:1]
        return [j for j in line if not j.crashes or j in suspects]

    @precondition(lambda self: self.jobs)
    @rule(target=claims, owner=st.sampled_from(OWNERS), data=st.data())
    def claim_that_one(self, owner: str, data: st.DataObject) -> Any:
        model = data.draw(st.sampled_from(list(self.jobs.values())))
        item = self.database.read(lambda tx: jobs.find(tx, model.id))
        assert item is not None
        claimed = self.services[owner].mark_in_progress(item)
        assert (claimed is not None) == (model.status == "pending")
        if claimed is None:
            return multiple()
        self.model_claimed(model, claimed, owner)
        return claimed

    def model_claimed(self, model: ModelJob, claimed: Job, owner: str) -> None:
        model.status, model.owner, model.run_at = "processing", owner, None
        model.lease_until = self.now + LEASE
        model.attempt += 1
        model.fence += 1
        assert (claimed.fence, claimed.attempt, claimed.kept) == (model.fence, model.attempt, model.kept)

    def held(self, claim: Job) -> ModelJob | None:
        """The model's job if this claim may still write for it."""
        model = self.jobs.get(claim.id)
        return model if model and model.status == "processing" and model.fence == claim.fence else None

    @rule(claim=claims, owner=st.sampled_from(OWNERS), note=st.booleans())
    def heartbeat(self, claim: Job, owner: str, note: bool) -> None:
        model, service = self.held(claim), self.services[owner]
        if note:
            standing = service.note_progress(claim, Progress("reading", 1, 2))
        else:
            standing = service.heartbeat([claim])[claim.id]
            if model:
                model.lease_until = self.now + LEASE
        expected = Standing.ASKED_TO_STOP if model and model.cancel_asked else Standing.HELD
        assert standing is (expected if model else Standing.LOST)

    @rule(target=claims, claim=consumes(claims) | claims, go_on=st.booleans())
    def complete(self, claim: Job, go_on: bool) -> Any:
        model, told = self.held(claim), len(self.ended)
        self.now += 2.0**-10  # no two results of the same moment
        result = {"of": [claim.id, claim.fence]}
        ended = self.services["x"].mark_completed(claim, result, go_on=go_on)
        assert (ended.outcome, len(self.ended) - told) == (("completed", 1) if model else ("stale", 0))
        if model:
            assert model.result is None, "a result is written once"
            model.end("completed", self.now, None)
            model.result = result
        following = self.model_next() if model and go_on else None
        assert (following and following.id) == (ended.following and ended.following.id)
        if not ended.following or not following:
            return multiple()
        self.model_claimed(following, ended.following, "x")
        return ended.following

    @rule(
        claim=claims,
        error=st.sampled_from(
            [OcrFailure(), LlmUnavailable(retry_after=7), ZeroDivisionError(), Stopping(), Cancelled()]
        ),
    )
    def fail(self, claim: Job, error: Exception) -> None:
        model = self.held(claim)
        outcome = self.services["x"].mark_failed(claim, error).outcome
        assert outcome == (self.model_fail(model, error) if model else "stale")

    def model_fail(self, model: ModelJob, error: Exception) -> str:
        if isinstance(error, Stopping) or (isinstance(error, Cancelled) and not model.cancel_asked):
            model.attempt -= 1
            model.wait(None)
        elif isinstance(error, Cancelled):
            model.end("cancelled", self.now, model.error)
        elif isinstance(error, OcrFailure):
            model.end("error", self.now, "OCR_FAILURE")
        elif isinstance(error, LlmUnavailable):
            started = self.now if model.failed_at is None else model.failed_at
            if self.now - started >= DAY:
                model.end("error", self.now, "LLM_UNAVAILABLE")
            else:
                self.model_again(model, max(7.0, min(900.0, 2.0**model.attempt)), "LLM_UNAVAILABLE")
        elif model.attempt >= 3:
            model.end("error", self.now, "internal")
        else:
            self.model_again(model, 2.0**model.attempt, "internal")
        return model.status

    def model_again(self, model: ModelJob, delay: float, error: str) -> None:
        model.failed_at = self.now if model.failed_at is None else model.failed_at
        model.error = error
        model.wait(self.now + delay)

    @rule(claim=claims, countdown=st.sampled_from([0.0, 60.0]), page=st.integers(1, 3))
    def ask_for_another_attempt(self, claim: Job, countdown: float, page: int) -> None:
        model = self.held(claim)
        outcome = self.services["x"].retry_later(claim, countdown, {"page": page}).outcome
        assert outcome == ("pending" if model else "stale")
        if model:
            model.kept = {**model.kept, "page": page}
            self.model_again(model, countdown, "asked_again")
            model.failed_at = None

    # what a stale or unwanted claim meets takes several steps that seldom follow each other by chance

    @precondition(lambda self: any(j.status == "processing" for j in self.jobs.values()))
    @rule(target=claims, owner=st.sampled_from(OWNERS))
    def a_worker_dies_and_another_takes_over(self, owner: str) -> Any:
        self.rescue(owner=None, waited=LEASE + 1)
        return self.claim(owner=owner, limit=3)

    @rule(target=claims, claim=claims, owner=st.sampled_from(OWNERS))
    def an_outage_goes_on(self, claim: Job, owner: str) -> Any:
        self.fail(claim=claim, error=LlmUnavailable(retry_after=7))
        self.now += 50_000
        return self.claim(owner=owner, limit=3)

    @rule(claim=claims, client=st.sampled_from(CLIENTS))
    def somebody_joins_work_that_was_asked_to_stop(self, claim: Job, client: str) -> None:
        if claim.id in self.jobs:
            self.services["x"].cancel(claim.id)
            self.model_cancel(self.jobs[claim.id])
        self.ask(operation=claim.operation, uri=claim.uri, client=client, priority=0, cost=1.0, reuse=False)
        self.heartbeat(claim=claim, owner="x", note=False)

    @rule(target=claims, claim=claims, owner=st.sampled_from(OWNERS))
    def claimed_before_its_time_and_given_back(self, claim: Job, owner: str) -> Any:
        self.ask_for_another_attempt(claim=claim, countdown=60.0, page=1)
        item = self.database.read(lambda tx: jobs.find(tx, claim.id))
        again = item and self.services[owner].mark_in_progress(item)
        if not again:
            return multiple()
        self.model_claimed(self.jobs[claim.id], again, owner)
        self.fail(claim=again, error=Stopping())
        return self.claim(owner=owner, limit=3)

    @rule(operation=st.sampled_from(OPERATIONS), uri=st.sampled_from(URIS))
    def a_result_is_used_shortly_before_its_time(self, operation: str, uri: str) -> None:
        self.now += 6 * DAY
        self.ask(operation=operation, uri=uri, client="ann", priority=0, cost=1.0, reuse=True)
        self.forget_what_ended_long_ago(waited=2 * DAY)

    # what time and people do

    @rule(seconds=st.sampled_from([1.0, 60.0, 1000.0, 8 * DAY, 31 * DAY, -DAY]))
    def time_passes_or_jumps(self, seconds: float) -> None:
        self.now += seconds

    @rule(owner=st.sampled_from([None, *OWNERS]), waited=st.sampled_from([0.0, LEASE + 1]))
    def rescue(self, owner: str | None, waited: float) -> None:
        self.now += waited
        rescued = self.services[owner or "x"].rescue(sole_owner=owner is not None)
        due, quarantined = set(), set()
        for model in self.jobs.values():
            foreign = owner is not None and model.owner != owner
            if model.status == "processing" and (model.lease_until < self.now or foreign):
                model.crashes += 1
                if model.crashes >= 3:
                    model.end("error", self.now, "WORKER_DIED")
                    quarantined.add(model.id)
                else:
                    model.wait(None)
                    due.add(model.id)
        assert (set(rescued.due), set(rescued.quarantined)) == (due, quarantined)

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        model = data.draw(st.sampled_from(list(self.jobs.values())))
        assert self.services["x"].cancel(model.id) == (model.status in LIVE)
        self.model_cancel(model)

    def model_cancel(self, model: ModelJob) -> None:
        if model.status == "pending":
            model.end("cancelled", self.now, model.error)
        elif model.status == "processing":
            model.cancel_asked = True

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def retry_by_a_person(self, data: st.DataObject) -> None:
        given_up = [j for j in self.jobs.values() if j.status in ("error", "cancelled")]
        model = data.draw(st.sampled_from(given_up or list(self.jobs.values())))
        same = [j for j in self.jobs.values() if (j.operation, j.uri) == (model.operation, model.uri)]
        possible = model.status in ("error", "cancelled") and not any(j.status in LIVE for j in same)
        assert self.services["x"].retry(model.id) == possible
        if possible:
            model.attempt = model.crashes = 0
            model.cancel_asked, model.failed_at, model.finished_at = False, None, None
            model.wait(None)

    @rule(operation=st.sampled_from(OPERATIONS), on=st.booleans())
    def pause_or_resume(self, operation: str, on: bool) -> None:
        if on:
            self.services["x"].pause(operation)
            self.paused.add(operation)
        else:
            self.services["x"].resume(operation)
            self.paused.discard(operation)

    @rule(waited=st.sampled_from([0.0, 8 * DAY]))
    def forget_what_ended_long_ago(self, waited: float) -> None:
        self.now += waited
        kept = {"completed": FRESH, "cancelled": FRESH, "error": 30 * DAY}
        gone = []
        for model in self.jobs.values():
            if model.status in kept:
                before = self.now - kept[model.status]
                if (model.finished_at or 0) < before and model.last_accessed < before:
                    gone.append(model.id)
        assert self.janitor.purge().jobs == len(gone)
        self.model_line_moves()
        self.tasks = [t for t in self.tasks if (t.forgotten_at >= self.now - FRESH if t.left else t.job.id not in gone)]
        for job_id in gone:
            del self.jobs[job_id]

    # what is true after every step

    @invariant()
    def every_job_stands_as_in_the_model_and_none_disappeared(self) -> None:
        found = {j.id: j for j in self.administration.items(JobFilter(), 10_000)}
        assert found.keys() == self.jobs.keys()
        for job_id, model in self.jobs.items():
            job = found[job_id]
            assert (job.status, job.attempt, job.fence, job.crashes) == (
                model.status,
                model.attempt,
                model.fence,
                model.crashes,
            )
            assert (job.sort_key, job.priority, job.kept) == (model.sort_key, model.priority, model.kept)
            assert (job.failure and job.failure.code) == model.error

    @invariant()
    def work_is_under_way_once(self) -> None:
        live = [(j.operation, j.uri) for j in self.administration.items(JobFilter(), 10_000) if j.status in LIVE]
        assert len(live) == len(set(live))

    @invariant()
    def every_task_is_there_with_the_result_that_was_written(self) -> None:
        for model in self.tasks:
            task = self.database.read(lambda tx, m=model: tasks.find(tx, m.id))
            assert task is not None, "an accepted task is gone"
            assert task.status == (model.left or model.job.status)
            assert task.result == (None if model.left else model.job.result)
            assert task.cached == model.cached


class QueueMachineOnPostgres(QueueMachine):
    """The same on PostgreSQL."""

    opened: ClassVar[Callable[[], Database]]

    def open_database(self) -> Database:
        return type(self).opened()


def examples(default: int) -> settings:
    return settings(
        max_examples=int(os.environ.get("MACHINE_EXAMPLES", default)),
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )


class TestQueue(QueueMachine.TestCase):
    settings = examples(100)


class TestQueueOnPostgres(QueueMachineOnPostgres.TestCase):
    settings = examples(25)

    @pytest.fixture(autouse=True)
    def server(self, postgres_server: PostgresServer, postgres_url: str) -> None:
        from docusnap.database.postgres import PostgresDatabase

        def opened() -> Database:
            postgres_server.empty(postgres_url)
            return PostgresDatabase(postgres_url, connections=2)

        QueueMachineOnPostgres.opened = opened

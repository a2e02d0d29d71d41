"""A house on a real database and real files, without threads; a test moves its clock."""

import itertools
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import jobs
from docusnap.database.jobs import Claim
from docusnap.database.sqlite import SqliteDatabase
from docusnap.delegation.commands import Recorder
from docusnap.delegation.delegator import Delegator, Mitigation, never
from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.dispatch.worker import Worker
from docusnap.files.local import LocalFiles
from docusnap.operations.base import Context
from docusnap.operations.registry import Registry
from docusnap.queue.service import DocumentQueueService


class Echo:
    recipe = "echo-1"

    def __call__(self, uri: str, context: Context, **kwargs: Any) -> Mapping[str, Any]:
        return {"uri": uri}


class House:
    """`finish` does the next job as a worker would; `run` really runs it."""

    def __init__(self, folder: Path) -> None:
        self.database = SqliteDatabase(folder / "docusnap.db")
        self.files = LocalFiles(folder / "files")
        self.waiters = Waiters()
        self.woken: list[str] = []
        self.now = 1000.0
        registry = Registry()
        registry.register("document", Echo())
        self.registry = registry
        self.ids = map("id{}".format, itertools.count())
        self.queue = DocumentQueueService(
            self.database,
            owner="me",
            clock=self.clock,
            new_id=self.new_id,
            uniform=lambda low, high: high,
            operations=registry,
            on_end=self.waiters.notify,
        )
        self.worker = Worker(self.queue, self.database, registry, clock=self.clock, deadlines={}, results_kept=100.0)
        self.fetcher = Fetcher(
            self.database, self.files, None, max_bytes=100, remembered=100.0, at_once=1, clock=self.clock
        )
        self.delegator = self.delegator_with()

    def delegator_with(self, called: Set[str] = frozenset(), mitigation: Mitigation = never) -> Delegator:
        return Delegator(
            self.database,
            self.files,
            Uploads(self.files, max_file_bytes=100, max_files=3),
            self.registry,
            self.waiters,
            Recorder(self.registry, results_kept=100.0, called=called, new_id=self.new_id),
            self.fetcher,
            None,
            self.queue,
            self.worker,
            wake=self.woken.append,
            ended=self.waiters.notify,
            clock=self.clock,
            mitigation=mitigation,
        )

    def clock(self) -> float:
        return self.now

    def new_id(self) -> str:
        return next(self.ids)

    def finish(self, job_id: str) -> None:
        (job,) = self.database.write(lambda tx: jobs.claim(tx, Claim("me", self.now, self.now + 30)))
        assert job.id == job_id
        self.database.write(lambda tx: jobs.complete(tx, job, {"title": "done"}, self.now))
        self.waiters.notify(job_id)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.database.close()

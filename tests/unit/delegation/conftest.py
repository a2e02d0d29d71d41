"""A house on a real database and real files, without threads; a test moves its clock."""

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import jobs
from docusnap.database import sqlite_driver as driver
from docusnap.database.base import Database
from docusnap.database.sqlite import SqliteDatabase
from docusnap.delegation.admission import Admission
from docusnap.delegation.cache import ResultCache
from docusnap.delegation.documents import Documents
from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.hooks import Hooks
from docusnap.delegation.inline import InlineExecution
from docusnap.delegation.intake import Intake
from docusnap.delegation.page_pictures import PagePictures
from docusnap.delegation.tasks import Tasks
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.worker import Worker
from docusnap.domain.queue import Claim
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Task
from docusnap.files.local import LocalFiles
from docusnap.operations.base import Context
from docusnap.operations.plugins import CallableOperation
from docusnap.operations.registry import Registry
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.erasure import Erasure
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService


class Echo:
    recipe = "echo-1"

    def __call__(self, uri: str, context: Context, **kwargs: Any) -> Mapping[str, Any]:
        return {"uri": uri}


class House:
    """`finish` ends the next job with a result; `run_all` runs what is due as a worker would."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        ask: Callable[[str], list[Any]],
        scrub: Callable[[], bool] = lambda: True,
    ) -> None:
        """`ask`: any question to the database, past ours."""
        self.folder = folder
        self.database = database
        self.ask = ask
        self.files = LocalFiles(folder / "files")
        self.waiters = Waiters()
        self.woken: list[str] = []
        self.now = 1000.0
        registry = Registry()
        registry.register("document", Echo())
        self.registry = registry
        self.ids = map("id{}".format, itertools.count())
        self.quarantined: list[Any] = []
        self.fetcher = Fetcher(
            self.database,
            self.files,
            None,
            seconds=5,
            max_bytes=100,
            max_total_bytes=150,
            remembered=100.0,
            at_once=1,
            clock=self.clock,
        )
        self.erasure = Erasure(self.database, self.files, clock=self.clock, scrub=scrub, on_end=self.waiters.notify)
        pictures = PagePictures(lambda key, page: b"picture", most_bytes=100, clock=lambda: 0.0)
        self.tasks = Tasks(self.database, self.waiters, self.erasure, pictures=pictures)
        self.documents = Documents(self.database, self.erasure)
        self.build()

    def build(
        self,
        hooks: Hooks | None = None,
        results_kept: float = 100.0,
        webhooks: Webhooks | None = None,
        wake: Callable[[str], object] | None = None,
        max_waiting: int = 0,
    ) -> None:
        """Its queue and what stands before it; again, to have them otherwise."""
        database, registry, hooks = self.database, self.registry, hooks or Hooks()
        self.recorder = Recorder(
            registry, results_kept=results_kept, has_callback=hooks.have_callback, new_id=self.new_id
        )
        self.queue = DocumentQueueService(
            database,
            owner="me",
            clock=self.clock,
            uniform=lambda low, high: high,
            recorder=self.recorder,
            on_due=wake or self.woken.append,
            on_end=self.waiters.notify,
            on_quarantine=lambda *told: self.quarantined.append(told),
            policies=hooks.retry_policies,
        )
        self.administration = QueueAdministration(database, clock=self.clock)
        self.worker = Worker(
            self.queue,
            database,
            registry,
            clock=self.clock,
            wall_clock=self.clock,
            deadlines={},
            results_kept=100.0,
        )
        self.inline = InlineExecution(
            database, self.recorder, self.queue, self.worker, clock=self.clock, mitigation=hooks.mitigation
        )
        self.cache = ResultCache(database, self.recorder, self.inline, clock=self.clock)
        self.admission = Admission(database, self.files, webhooks, max_waiting=max_waiting, clock=self.clock)
        self.uploads = Uploads(self.files, self.fetcher, max_file_bytes=100, max_files=3)
        self.intake = Intake(
            registry, self.admission, self.documents, self.uploads, self.recorder, self.queue, self.inline
        )

    def submit(
        self, operation: str, uploads: Sequence[bytes | str], parameters: Mapping[str, Any] | None = None, **more: Any
    ) -> Task:
        """Submits files, by default those of the client `c`."""
        given = {"client_id": "c", "parameters": parameters or {}, **more}
        return self.intake.submit(TaskRequest(operation, uploads=tuple(uploads), **given))

    def brings(self, name: str, operation: Any) -> None:
        """Adds an operation."""
        self.registry.register(name, CallableOperation(operation))

    def run_all(self) -> list[str]:
        """Runs what is due, one after the other; tells how each ended."""
        outcomes = []
        while claimed := self.queue.claim():
            outcomes.append(self.worker.run(claimed[0]).outcome)
        return outcomes

    def clock(self) -> float:
        return self.now

    def new_id(self) -> str:
        return next(self.ids)

    def finish(self, job_id: str) -> None:
        (job,) = self.database.write(lambda tx: jobs.claim(tx, Claim("me", self.now, self.now + 30)))
        assert job.id == job_id
        self.database.write(lambda tx: jobs.complete(tx, job, {"title": "done"}, self.now))
        self.waiters.notify(job_id)


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the house has."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def house(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    made = on_sqlite(tmp_path) if kind == "sqlite" else on_postgres(tmp_path, request)
    yield made
    made.database.close()


def on_sqlite(folder: Path) -> House:
    database = SqliteDatabase(folder / "docusnap.db")

    def ask(question: str) -> list[Any]:
        with closing(driver.connect(folder / "docusnap.db")) as connection:
            return connection.execute(question).fetchall()

    return House(folder, database, ask, database.scrub)


def on_postgres(folder: Path, request: pytest.FixtureRequest) -> House:
    server, url = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_url")
    from docusnap.database.postgres import PostgresDatabase

    return House(folder, PostgresDatabase(url), lambda question: server.ask(question, url.rpartition("/")[2]))


class Site:
    """A real web server on this machine; answers as `answers` says, 200 and nothing where it does not."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.got = threading.Condition()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, told, content = site.answers.get(self.path, (200, {}, b""))
                with site.got:
                    site.asked.append((self.command, self.path, headers, body))
                    site.got.notify_all()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **told}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def wait_for(self, count: int) -> None:
        """Until it was asked so often."""
        with self.got:
            assert self.got.wait_for(lambda: len(self.asked) >= count, 30)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()

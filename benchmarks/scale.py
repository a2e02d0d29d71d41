"""DocuSnap on several processes over PostgreSQL, Valkey and S3: what it survives, and what it carries.

    python benchmarks/scale.py faults     [--broker NAME …] [--tasks N] [--lease S]    all mishaps under load
    python benchmarks/scale.py throughput [--broker NAME …] [--tasks N]                tasks a second by workers
    python benchmarks/scale.py queues     [--jobs N]           claims and enqueues beside procrastinate and Celery
    python benchmarks/scale.py stored     [--sizes N …]        the cost of a task beside the number of stored ones
    python benchmarks/scale.py scrapes    [--sizes N …]        the cost of a scrape beside the number of stored tasks
    python benchmarks/scale.py posts      [--seconds S]        POSTs a second with 1, 2 and 4 servers
    python benchmarks/scale.py shares     [--tasks N]          what a task costs each process, beside reading it
    python benchmarks/scale.py all

All servers run on this machine and share its cores, which the figures must be read with. Reading and understanding are
simulated (`simulated.py`): they take time and no cores, as a remote OCR server and a language model do.
"""

import argparse
import logging
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from fleet import BROKERS, Fleet
from material import OUT, console
from mishaps import mishaps
from rich.console import Console
from rich.table import Table

from docusnap.database.sqlite_driver import connect
from docusnap.domain.request import TaskRequest
from docusnap.wiring import Services

OPERATIONS = ("simulated", "simulated", "simulated_form", "simulated", "document")
"""Of which tasks are sent in turn."""


def faults(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """Every mishap, while tasks are sent."""
    title = f"{given.tasks} tasks, 2 servers, 4 workers, lease {given.lease:g} s; load {os.getloadavg()[0]:.1f}"
    table = Table("broker", "done", "lost", "committed twice", "not told", "asked again", "recovered in", title=title)
    for broker in given.broker:
        with Fleet(folder / broker, broker, lease=given.lease) as fleet:
            fleet.start()
            found, refused, took = under_load(fleet, given.tasks, seconds=3.0, say=out.print)
        table.add_row(broker, *map(str, found.values()), str(refused), f"{took:.1f} s")
    out.print(table)


def under_load(
    fleet: Fleet, tasks: int, *, seconds: float, say: Callable[[str], object] = lambda _: None
) -> tuple[dict[str, int], int, float]:
    """What became of the tasks, how often clients had to ask again, and how long after the last mishap all was done.

    Tasks are sent all the while: as many after each mishap as before it.
    """
    clients, moments = fleet.client(), random.Random(7)
    all_mishaps = mishaps(fleet, seconds=seconds, moments=moments)
    share = tasks // (len(all_mishaps) + 1)
    left = tasks
    for name, happens in all_mishaps.items():
        sending = threading.Thread(target=clients.send, args=(_mixed(share, tasks - left),))
        sending.start()
        time.sleep(moments.random())
        began = time.monotonic()
        happens()
        say(f"{fleet.broker}: {name} ({time.monotonic() - began:.1f} s), {fleet.standing()}")
        sending.join()
        left -= share
    clients.send(_mixed(left, tasks - left))
    took = fleet.settle()
    for process in (*fleet.workers, *fleet.serves):
        assert process.stop() == 0, process.log.read_text()[-2000:]
    return fleet.result(len(clients.accepted)), clients.refused.total(), took


def _mixed(count: int, start: int) -> list[str]:
    return [OPERATIONS[number % len(OPERATIONS)] for number in range(start, start + count)]


def throughput(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """Tasks a second with 1, 2 and 4 workers, from the first result to the last."""
    title = f"{given.tasks} tasks of 0.3 s of reading and 0.7 s of understanding, 4 at a time in each worker"
    table = Table("broker", "workers", "tasks/s", "of the ideal", title=title)
    simulated = {"SIMULATED_OCR_SECONDS": "0.3", "SIMULATED_LLM_SECONDS": "0.7"}
    for broker in given.broker:
        for workers in (1, 2, 4):
            with Fleet(folder / f"{broker}-{workers}", broker, serves=1, workers=workers, **simulated) as fleet:
                fleet.start()
                fleet.client().send(["simulated"] * given.tasks)
                fleet.settle()
                ((done, seconds),) = fleet.ask("SELECT COUNT(*), EXTRACT(EPOCH FROM MAX(at) - MIN(at)) FROM ledger")
            rate, ideal = (done - 1) / float(seconds), 4 * workers
            table.add_row(broker, str(workers), f"{rate:.1f}", f"{rate / ideal:.0%}")
    out.print(table)


def queues(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """Enqueues and claims a second, in turns with procrastinate and Celery."""
    import queues as beside

    chosen = argparse.Namespace(only="postgres,procrastinate,celery", rounds=3, jobs=given.jobs, wakes=50)
    beside.compare(out, chosen, folder)


def stored(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """Milliseconds to enqueue, claim and complete one task where so many others are stored, ended ones."""
    from queue_peers import database_server, house

    table = Table("tasks stored", "enqueue p50", "claim p50", "complete p50", "stats", title="milliseconds, PostgreSQL")
    with database_server(folder / "postgres") as url:
        for size in given.sizes:
            services = house(folder / f"house-{size}", url)
            try:
                fill_ended(url, size)
                table.add_row(f"{size:,}", *(f"{value:.2f}" for value in _costs(services)))
            finally:
                services.stop(grace=0)
    out.print(table)


def fill_ended(url: str, size: int) -> None:
    """So many jobs that have ended, with a task each, instead of what is there."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE jobs CASCADE")
        connection.execute(
            "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, sort_key, created_at,"
            " finished_at, result) SELECT LPAD(n::text, 36, '0'), 'noop', 'number:' || n, '', 'client' || n %% 100,"
            " '{}', 'completed', n, EXTRACT(EPOCH FROM now()) - n / 10.0, EXTRACT(EPOCH FROM now()) - n / 10.0, '{}'"
            " FROM generate_series(1, %s) n",
            (size,),
        )
        connection.execute(
            "INSERT INTO tasks (id, client_id, job_id, created_at)"
            " SELECT id, client_id, id, created_at FROM jobs WHERE status = 'completed'"
        )
        connection.execute("VACUUM ANALYZE")


def _costs(house: Services, rounds: int = 200) -> tuple[float, ...]:
    steps: list[list[float]] = [[], [], []]
    for number in range(rounds):
        request = TaskRequest("noop", f"new:{number}", parameters={"path": os.devnull, "number": number})
        moments = [time.perf_counter()]
        house.intake.submit(request)
        moments.append(time.perf_counter())
        (job,) = house.queue.claim()
        moments.append(time.perf_counter())
        house.queue.mark_completed(job, {})
        moments.append(time.perf_counter())
        for step, (began, ended) in zip(steps, pairwise(moments), strict=True):
            step.append(1000 * (ended - began))
    began = time.perf_counter()
    house.queue.get_queue_stats()
    return *map(statistics.median, steps), 1000 * (time.perf_counter() - began)


def scrapes(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """Milliseconds to make the page of `/metrics` where so many jobs are stored that have ended, or wait."""
    from queue_peers import database_server, fill, fill_server, house

    title = f"milliseconds for /metrics; load {os.getloadavg()[0]:.1f}"
    table = Table("jobs", "SQLite, ended", "waiting", "PostgreSQL, ended", "waiting", title=title)
    with database_server(folder / "postgres") as url:
        for size in given.sizes:
            took = []
            for own, address in ((folder / f"sqlite-{size}", ""), (folder / f"postgres-{size}", url)):
                own.mkdir()
                services = house(own, address)
                try:
                    fill_server(address, size) if address else fill(own, size)
                    waiting = _page_milliseconds(services)
                    fill_ended(address, size) if address else _end_all(own)
                    took += [_page_milliseconds(services), waiting]
                finally:
                    services.stop(grace=0)
            table.add_row(f"{size:,}", *(f"{milliseconds:.1f}" for milliseconds in took))
    out.print(table)


def _end_all(folder: Path) -> None:
    with closing(connect(folder / "docusnap.db")) as database:
        database.execute("UPDATE jobs SET status = 'completed', result = '{}', finished_at = created_at")
        database.commit()


def _page_milliseconds(house: Services, rounds: int = 9) -> float:
    def one() -> float:
        began = time.perf_counter()
        house.telemetry.metrics.page()
        return 1000 * (time.perf_counter() - began)

    return statistics.median(one() for _ in range(rounds))


def posts(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """POSTs a second of 200 kB pictures, with several servers on one SQLite folder, and on PostgreSQL."""
    from concurrent.futures import ThreadPoolExecutor

    from posts import picture, post

    title = f"POSTs of 200 kB a second, 8 connections; load {os.getloadavg()[0]:.1f}"
    table = Table("servers", "SQLite folder", "PostgreSQL", title=title)
    for servers in (1, 2, 4):
        rates = []
        for kind in ("sqlite", "postgres"):
            own = {"DOCUSNAP_FILES": "", "DOCUSNAP_VALKEY_URL": "", "SIMULATED_TOLD": "", "DOCUSNAP_OPERATIONS": ""}
            own |= {"DOCUSNAP_DATABASE_URL": ""} if kind == "sqlite" else {}
            with Fleet(folder / f"{kind}-{servers}", "threads", serves=servers, workers=0, **own) as fleet:
                fleet.start()
                ports = [int(process.address.rpartition(":")[2]) for process in fleet.serves]
                began = time.monotonic()
                with ThreadPoolExecutor(8) as pool:
                    sent = [
                        pool.submit(post, ports[n % len(ports)], picture(), began + given.seconds) for n in range(8)
                    ]
                done = sum(one.result() for one in sent)
                rates.append(done / (time.monotonic() - began))
        table.add_row(str(servers), *(f"{rate:.0f}" for rate in rates))
    out.print(table)


def shares(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """CPU time of a task in each process, and its commits and log (WAL) on PostgreSQL; reading takes no time here."""
    nothing = {"SIMULATED_OCR_SECONDS": "0", "SIMULATED_LLM_SECONDS": "0", "DOCUSNAP_FILES": ""}
    with Fleet(folder / "shares", "threads", serves=1, workers=2, **nothing) as fleet:
        fleet.start()
        clients = fleet.client()
        clients.send(["simulated"] * 20)
        fleet.settle()
        before = _spent(fleet)
        clients.send(["simulated"] * given.tasks)
        fleet.settle()
        time.sleep(1.5)  # PostgreSQL counts its commits a second later
        spent = [(after - start) / given.tasks for start, after in zip(before, _spent(fleet), strict=True)]
    load = f"load {os.getloadavg()[0]:.1f}"
    table = Table("serve", "workers", "PostgreSQL", "commits", "WAL", title=f"a task; {load}")
    table.add_row(
        *(f"{1000 * seconds:.1f} ms" for seconds in spent[:3]), f"{spent[3]:.0f}", f"{spent[4] / 1000:.0f} kB"
    )
    out.print(table)


def _spent(fleet: Fleet) -> list[float]:
    """CPU seconds of the servers, the workers and PostgreSQL, and its commits and bytes of log."""
    postmaster = int((fleet.postgres.folder / "postmaster.pid").read_text().splitlines()[0])
    ((commits, log),) = fleet.ask(
        "SELECT xact_commit, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') FROM pg_stat_database"
        " WHERE datname = current_database()"
    )
    processes = [[process.pid for process in some] for some in (fleet.serves, fleet.workers)]
    return [*(sum(map(_cpu_seconds, pids)) for pids in (*processes, [postmaster])), float(commits), float(log)]


def _cpu_seconds(pid: int) -> float:
    """Of the process and its children, also of those that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has ended meanwhile: its parent counts it
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_cpu_seconds(int(child)) for child in children)


PARTS = {part.__name__: part for part in (faults, throughput, queues, stored, scrapes, posts, shares)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--broker", nargs="*", choices=BROKERS, default=list(BROKERS))
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--lease", type=float, default=10.0, help="seconds; 30 as it comes")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 1_000_000])
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args(arguments)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # of the S3 server
    OUT.mkdir(exist_ok=True)
    for name, part in PARTS.items():
        if given.part in (name, "all"):
            with tempfile.TemporaryDirectory(dir=OUT) as folder:
                part(console(), given, Path(folder))


if __name__ == "__main__":
    main()

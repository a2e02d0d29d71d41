"""How fast jobs are enqueued, done, and begun by an idle worker: our queue beside others, each with durable writes.

    python benchmarks/queues.py [--jobs N] [--wakes N] [--rounds N] [--only NAME,…] [--waiting N …]

The work is nothing but a note of when it began. The queues take turns, round after round, so that what else the machine
does hits all alike; the table shows the middle round. Wake-up runs from the return of `enqueue` to the beginning of the
work, for one job at a time with idle workers. At last: how long a claim, and the counts, take with many jobs waiting.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import stamps
from material import OUT, console
from queue_peers import PEERS, WORKERS, Peer, database_server, fill, fill_server, house
from rich.console import Console
from rich.table import Table

CLIENTS = 8
MOST_SECONDS = 120
SPACING = 0.01
CLAIMS = 50


Figures = tuple[float, ...]
"""Of one round, as the table shows them: jobs a second, then milliseconds."""


def measure(peer: Peer, numbers: Iterator[int], jobs: int, wakes: int) -> Figures:
    """One round."""
    alone = [next(numbers) for _ in range(jobs // 4)]
    together = [next(numbers) for _ in range(jobs - len(alone))]
    started = time.monotonic()
    for number in alone:
        peer.enqueue(number)
    one = len(alone) / (time.monotonic() - started)
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.monotonic()
        list(pool.map(lambda share: [peer.enqueue(n) for n in share], [together[i::CLIENTS] for i in range(CLIENTS)]))
        many = len(together) / (time.monotonic() - started)
    before = together[0]
    with peer.working():
        _wait_for(peer, before + len(together))
        begun = [at for number, at in stamps.stamps(peer.path).items() if number >= alone[0]]
        calls, wakeups = _wake_ups(peer, numbers, wakes)
    done = (len(begun) - 1) / (max(begun) - min(begun))
    return one, many, done, *_percentiles(wakeups), *_percentiles(calls)


def _wake_ups(peer: Peer, numbers: Iterator[int], wakes: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the call of `enqueue` to the work, and from its return."""
    calls, wakeups = [], []
    for number in (next(numbers) for _ in range(wakes)):
        asked = time.monotonic()
        peer.enqueue(number)
        stored = time.monotonic()
        _wait_for(peer, number + 1)
        at = stamps.stamps(peer.path)[number]
        calls.append(1000 * (at - asked))
        wakeups.append(1000 * max(0.0, at - stored))
        time.sleep(SPACING)
    return calls, wakeups


def _wait_for(peer: Peer, works: int) -> None:
    until = time.monotonic() + MOST_SECONDS
    while not Path(peer.path).exists() or stamps.how_many(peer.path) < works:
        if time.monotonic() > until:
            raise SystemExit(f"after {MOST_SECONDS} s not all jobs had begun")
        time.sleep(0.001)


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    parts = statistics.quantiles(values, n=100, method="inclusive")
    return parts[49], parts[98]


def compare(out: Console, given: argparse.Namespace, folder: Path) -> None:
    """All queues, and the table."""
    found: dict[str, list[Figures]] = {}
    with ExitStack() as stack:
        ready: dict[str, tuple[Peer, Iterator[int]]] = {}
        for name, made in PEERS.items():
            if given.only and not any(only in name.lower() for only in given.only.lower().split(",")):
                continue
            own = folder / made.__name__
            own.mkdir()
            try:
                ready[name] = stack.enter_context(made(own)), count()
            except ImportError as error:
                out.print(f"{name} is left out: {error}")
        for turn in range(given.rounds):
            for name, (peer, numbers) in ready.items():
                out.print(f"round {turn + 1} of {given.rounds}: {name}", style="dim")
                found.setdefault(name, []).append(measure(peer, numbers, given.jobs, given.wakes))
    report(out, found)


def report(out: Console, found: dict[str, list[Figures]]) -> None:
    """The middle of the rounds."""
    load = os.getloadavg()[0]
    title = f"Durable queues: {WORKERS} workers, {os.cpu_count()} cores, load {load:.1f}"
    columns = ("enqueued/s", f"by {CLIENTS} threads", "done/s", "wake-up p50", "p99", "with enqueue p50", "p99 (ms)")
    table = Table("", *columns, title=title, title_justify="left")
    for name, rounds in found.items():
        middle = [statistics.median(values) for values in zip(*rounds, strict=True)]
        rates = [f"{value:,.0f}" for value in middle[:3]]
        table.add_row(name, *rates, *(f"{value:.1f}" for value in middle[3:]))
    out.print(table)


def with_many_waiting(out: Console, sizes: Sequence[int], folder: Path, database_url: str = "") -> None:
    """Our claim, and our counts, beside the number of jobs that wait; on PostgreSQL with a `database_url`."""
    columns = ("claim p50", "claim p99", "get_queue_stats (ms)")
    title = f"Our queue with many jobs waiting ({'PostgreSQL' if database_url else 'SQLite'})"
    table = Table("jobs waiting", *columns, title=title, title_justify="left")
    for size in sizes:
        own = folder / f"waiting-{size}{'-on-server' if database_url else ''}"
        own.mkdir()
        services = house(own, database_url)
        try:
            fill_server(database_url, size) if database_url else fill(own, size)
            claims = [_milliseconds(services.queue.claim) for _ in range(CLAIMS)]
            counts = statistics.median(_milliseconds(services.queue.get_queue_stats) for _ in range(5))
        finally:
            services.stop(grace=0)
        p50, p99 = _percentiles(claims)
        table.add_row(f"{size:,}", f"{p50:.2f}", f"{p99:.2f}", f"{counts:.1f}")
    out.print(table)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=4000, help="jobs of each queue in a round")
    parser.add_argument("--wakes", type=int, default=200, help="wake-ups in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="queues to compare, by a part of their names, with commas between")
    parser.add_argument("--waiting", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    given = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        compare(console(), given, Path(folder))
        if given.waiting:
            with_many_waiting(console(), given.waiting, Path(folder))
            with database_server(Path(folder) / "server") as url:
                with_many_waiting(console(), given.waiting, Path(folder), url)


if __name__ == "__main__":
    main()

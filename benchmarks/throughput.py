"""How fast pages are read, and at what cost: today's engine, the settings of before, the whole server, and peers.

    python benchmarks/throughput.py [--data FOLDER] [--scans N] [--photos N] [--forms N] [--rounds N] [--profile]

Each way has a process of its own. They take turns on the same few pictures, batch after batch, so that what else the
machine does hits all alike. CPU seconds are of the process and all below it, and so is memory; ratios of CPU seconds
tell most. The words that each reads are scored. With `pip install faster-paddle` that is compared too.
"""

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from material import DATA, OUT, Client, as_pages, console, manifest, reading_kind, running_server, score
from memory import Peak, cpu_seconds, resident, watched
from rich.console import Console
from rich.table import Table
from ways import BEFORE, NOW, WAYS, Parts, running

WORKERS = os.cpu_count() or 1
SERVER = "whole server path"
FASTER = {"receipt": 1.33, "phone": 1.15, "form": 1.20}
MOST_F1_LOST = 0.003
LEAST_OF_ENGINE = 0.95
MOST_MEMORY, MOST_AT_REST = 650e6, 200e6
KINDS = {"receipt": "scans", "phone": "photos", "form": "forms"}

BATCH = 8
REST_SECONDS = 40
"""After the work, until it is looked what each still holds."""

Pages = list[dict[str, Any]]
Read = Callable[[Sequence[Path], int], list[Pages]]


class Measured:
    """Seconds, CPU seconds, pages and words of one way to read, by kind; its memory at rest and at its peak."""

    def __init__(self, name: str, read: Read, pid: int, peak: Peak) -> None:
        """`pid`: of the process that does all the work, or that started those that do."""
        self.name = name
        self.peak, self.at_rest = peak, 0
        self.words: dict[str, Pages] = {}
        self._read, self._pid = read, pid
        self._seconds: dict[str, float] = defaultdict(float)
        self._cpu: dict[str, float] = defaultdict(float)
        self._pages: dict[str, int] = defaultdict(int)

    def run(self, kind: str, files: Mapping[str, Path], turn: int) -> None:
        """All pictures once."""
        started, cpu = time.perf_counter(), cpu_seconds(self._pid)
        read = self._read(list(files.values()), turn)
        self._seconds[kind] += time.perf_counter() - started
        self._cpu[kind] += cpu_seconds(self._pid) - cpu
        self._pages[kind] += len(files)
        self.words |= dict(zip(files, read, strict=True))

    def warm_up(self, picture: Path) -> None:
        """Nothing is measured while models load."""
        self._read([picture] * WORKERS, -1)

    def rest(self) -> None:
        """What it holds when it has nothing to do is measured; for the peak no more counts."""
        self.peak.stop()
        self.at_rest = resident(self._pid)

    def speed(self, kind: str) -> float:
        """Pages a second."""
        return self._pages[kind] / self._seconds[kind]

    def cost(self, kind: str) -> float:
        """CPU seconds of a page."""
        return self._cpu[kind] / self._pages[kind]


@contextmanager
def server_way(log: Path) -> Iterator[Measured]:
    """Pictures to words by HTTP."""
    with running_server(log) as server, watched(server.pid) as peak, ThreadPoolExecutor(2 * WORKERS) as pool:

        def read_one(picture: Path, name: str) -> Pages:
            client = Client(server.address, patience=600)
            # bytes behind its end make the picture a new one, which has not been read before
            task = client.run("document", images=[picture.read_bytes() + f"\n{name}".encode()])
            if task.status != "completed":
                raise SystemExit(f"{picture.name} ended {task.status}: {task.error}")
            return client.words(task.id)

        def read(pictures: Sequence[Path], turn: int) -> list[Pages]:
            return list(pool.map(read_one, pictures, [f"{turn} {number}" for number in range(len(pictures))]))

        yield Measured(SERVER, read, server.pid, peak)


@contextmanager
def engine_way(name: str, parts: dict[str, Parts], *, profile: bool) -> Iterator[Measured]:
    """Pictures to words by an engine alone; what its parts did is known at the end, where it is asked for."""
    with running(name, WORKERS) as way, watched(way.pid) as peak:

        def read(pictures: Sequence[Path], _: int) -> list[Pages]:
            return [as_pages(lines) for lines in way.read(pictures)]

        yield Measured(name, read, way.pid, peak)
        peak.stop()
        if profile:
            parts[name] = way.parts()


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """The names, so many at a time."""
    rest = list(names)
    while rest:
        yield rest[:size]
        del rest[:size]


def measure(out: Console, given: argparse.Namespace) -> None:
    """Run all rounds and print what came out."""
    entries = [e for e in manifest(given.data) if e["kind"] in ("receipt", "form")]
    wanted = {"receipt": given.scans, "phone": given.photos, "form": given.forms}
    files: dict[str, dict[str, Path]] = {
        kind: {e["file"]: given.data / e["file"] for e in entries if reading_kind(e) == kind} for kind in wanted
    }
    files = {kind: dict(list(found.items())[: wanted[kind]]) for kind, found in files.items() if found and wanted[kind]}
    OUT.mkdir(exist_ok=True)
    parts: dict[str, Parts] = {}
    with ExitStack() as stack:
        ways = [
            stack.enter_context(
                server_way(OUT / "throughput-server.log")
                if name == SERVER
                else engine_way(name, parts, profile=given.profile)
            )
            for name in given.ways
        ]
        for way in ways:
            way.warm_up(next(iter(next(iter(files.values())).values())))
        for turn in range(given.rounds):
            for kind, pictures in files.items():
                for number, batch in enumerate(batched(pictures, BATCH)):
                    first = (turn + number) % len(ways)
                    out.print(f"round {turn + 1} of {given.rounds}: {KINDS[kind]}, batch {number + 1}", style="dim")
                    for way in ways[first:] + ways[:first]:
                        way.run(kind, {name: pictures[name] for name in batch}, turn)
        out.print(f"at rest for {REST_SECONDS} s", style="dim")
        time.sleep(REST_SECONDS)
        for way in ways:
            way.rest()
    report(out, given.data, ways, list(files))
    if given.profile:
        report_parts(out, parts, given.rounds * sum(map(len, files.values())) + WORKERS)


def report(out: Console, folder: Path, ways: Sequence[Measured], kinds: Sequence[str]) -> None:
    """What each way costs, and the ratios beside their goals."""
    found = {
        way.name: score(folder, [{"file": f, "pages": p} for f, p in way.words.items()], "throughput") for way in ways
    }
    by_name = {way.name: way for way in ways}
    before, now, server = by_name.get(BEFORE), by_name.get(NOW), by_name.get(SERVER)
    table = Table(
        "", "", "pages/s", "CPU s a page", "word F1", title=f"Reading, {WORKERS} at a time", title_justify="left"
    )
    memory = Table("MB", "at rest", "at its peak", title="Memory, of all its processes", title_justify="left")
    for kind in kinds:
        for way in ways:
            f1 = found[way.name][f"{kind}.words"]["f1"]
            table.add_row(KINDS[kind], way.name, f"{way.speed(kind):.2f}", f"{way.cost(kind):.2f}", f"{f1:.3f}")
    for way in ways:
        memory.add_row(way.name, f"{way.at_rest / 1e6:.0f}", f"{way.peak.bytes / 1e6:.0f}")
    out.print(table)
    out.print(memory)
    goals = Table("", "figure", "goal", "reached", "", title="Goals", title_justify="left")

    def goal(kind: str, name: str, reached: float, *, least: float | None = None, most: float | None = None) -> None:
        met = (least is None or reached >= least) and (most is None or reached <= most)
        bound = f">= {least:.2f}" if least is not None else f"<= {most:g}"
        goals.add_row(kind, name, bound, f"{reached:.3f}", "" if met else "[red]not met[/red]")

    for kind in kinds:
        if before and now:
            goal(KINDS[kind], "CPU before : now", before.cost(kind) / now.cost(kind), least=FASTER[kind])
            lost = found[BEFORE][f"{kind}.words"]["f1"] - found[NOW][f"{kind}.words"]["f1"]
            goal(KINDS[kind], "F1 lost since before", lost, most=MOST_F1_LOST)
        if now and server:
            goal(KINDS[kind], "pages/s server : engine", server.speed(kind) / now.speed(kind), least=LEAST_OF_ENGINE)
    if server:
        goal("server", "MB at its peak", server.peak.bytes / 1e6, most=MOST_MEMORY / 1e6)
        goal("server", "MB at rest", server.at_rest / 1e6, most=MOST_AT_REST / 1e6)
    out.print(goals)


def report_parts(out: Console, parts: Mapping[str, Parts], pages: int) -> None:
    """Where a page's time goes, on average over all kinds."""
    table = Table("", "part", "CPU s a page", "10^9 multiplications a page", title="Parts", title_justify="left")
    for name, found in parts.items():
        for part, seconds in found.seconds.items():
            table.add_row(name, part, f"{seconds / pages:.3f}", f"{found.multiplications[part] / pages / 1e9:.2f}")
    out.print(table)


def main() -> None:
    """Run it."""
    ways = [NOW, BEFORE, SERVER, *(name for name in WAYS if name not in (NOW, BEFORE))]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "dev", help="folder with the pictures and manifest.jsonl")
    parser.add_argument("--scans", type=int, default=16, help="scanned receipts in a round")
    parser.add_argument("--photos", type=int, default=4, help="photographed receipts in a round")
    parser.add_argument("--forms", type=int, default=8, help="scanned forms in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="tell where a page's time goes, and what is multiplied")
    parser.add_argument("--ways", nargs="+", choices=ways, default=ways)
    measure(console(), parser.parse_args())


if __name__ == "__main__":
    main()

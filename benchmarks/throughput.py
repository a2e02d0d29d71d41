"""How fast pages are read, with both cores busy: the bare engine as it comes, as the house sets it up, and the server.

    python benchmarks/throughput.py [--data FOLDER] [--scans N] [--phones N] [--rounds N]

The three take turns on the same few pictures, batch after batch, so that what else the machine does hits all alike.
The server's time runs from the first POST to the last result. The words that each reads are scored.
"""

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from material import (
    DATA,
    OUT,
    Client,
    EngineAsItComes,
    as_pages,
    console,
    manifest,
    reading_kind,
    running_server,
    score,
    upright,
)
from memory import Peak, resident, watched
from rich.console import Console
from rich.table import Table

from docusnap.ocr.rapid import RapidEngine

WORKERS = os.cpu_count() or 1
AS_IT_COMES, OURS, SERVER = "engine as it comes", "engine as set up", "whole server path"
FASTER = {"receipt": 1.4, "phone": 2.0}
MOST_OVERHEAD = 1.10
MOST_F1_LOST = 0.01
KINDS = {"receipt": "scans", "phone": "phone photos"}

BATCH = 8

Pages = list[dict[str, Any]]
Way = Callable[[Path, int], Pages]


@contextmanager
def server_way(log: Path) -> Iterator[tuple[Way, Peak, int]]:
    """Pictures to words by HTTP, the server's peak memory, and its memory at rest."""
    with running_server(log) as server, watched(server.pid) as peak:
        at_rest = resident(server.pid)

        def read(picture: Path, turn: int) -> Pages:
            client = Client(server.address, patience=600)
            # bytes behind its end make the picture a new one, which has not been read before
            task = client.run("document", images=[picture.read_bytes() + f"\nround {turn}".encode()])
            if task.status != "completed":
                raise SystemExit(f"{picture.name} ended {task.status}: {task.error}")
            return client.words(task.id)

        yield read, peak, at_rest


class Measured:
    """Seconds, pages and words of one way to read, by kind."""

    def __init__(self, name: str, way: Way, at_once: int) -> None:
        """`at_once`: pictures that are under way at the same time."""
        self.name = name
        self._way = way
        self._pool = ThreadPoolExecutor(at_once)
        self._seconds: dict[str, float] = defaultdict(float)
        self._pages: dict[str, int] = defaultdict(int)
        self.read: dict[str, Pages] = {}

    def run(self, kind: str, files: Mapping[str, Path], turn: int) -> None:
        """All pictures once."""
        started = time.perf_counter()
        read = list(self._pool.map(self._way, files.values(), [turn] * len(files)))
        self._seconds[kind] += time.perf_counter() - started
        self._pages[kind] += len(files)
        self.read |= dict(zip(files, read, strict=True))

    def warm_up(self, picture: Path) -> None:
        """Nothing is measured while models load."""
        list(self._pool.map(self._way, [picture] * WORKERS, range(-WORKERS, 0)))

    def speed(self, kind: str) -> float:
        """Pages a second."""
        return self._pages[kind] / self._seconds[kind]


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """The names, so many at a time."""
    rest = list(names)
    while rest:
        yield rest[:size]
        del rest[:size]


def measure(out: Console, given: argparse.Namespace) -> None:
    """Run all rounds and print what came out."""
    entries = [e for e in manifest(given.data) if e["kind"] == "receipt"]
    wanted = {"receipt": given.scans, "phone": given.phones}
    files: dict[str, dict[str, Path]] = {
        kind: {e["file"]: given.data / e["file"] for e in entries if reading_kind(e) == kind} for kind in wanted
    }
    files = {kind: dict(list(found.items())[: wanted[kind]]) for kind, found in files.items()}
    bare, ours = EngineAsItComes(), RapidEngine()
    OUT.mkdir(exist_ok=True)
    with server_way(OUT / "throughput-server.log") as (by_server, peak, at_rest):
        ways = [
            Measured(AS_IT_COMES, lambda picture, _: as_pages(bare.read(picture)), WORKERS),
            Measured(OURS, lambda picture, _: as_pages([s.text for s in ours.read(upright(picture))]), WORKERS),
            Measured(SERVER, by_server, 2 * WORKERS),
        ]
        for way in ways:
            way.warm_up(next(iter(files["receipt"].values())))
        for turn in range(given.rounds):
            for kind, pictures in files.items():
                for number, batch in enumerate(batched(pictures, BATCH)):
                    first = (turn + number) % len(ways)
                    out.print(f"round {turn + 1} of {given.rounds}: {KINDS[kind]}, batch {number + 1}", style="dim")
                    for way in ways[first:] + ways[:first]:
                        way.run(kind, {name: pictures[name] for name in batch}, turn)
        peak_bytes = peak.bytes
    report(out, given.data, ways, [kind for kind in files if files[kind]])
    out.print(f"server memory: {at_rest / 1e6:.0f} MB at rest, {peak_bytes / 1e6:.0f} MB at its peak")


def report(out: Console, folder: Path, ways: Sequence[Measured], kinds: Sequence[str]) -> None:
    """Speed and F1 of each way and kind, and the ratios beside their goals."""
    found = [score(folder, [{"file": f, "pages": p} for f, p in way.read.items()], "throughput") for way in ways]
    table = Table("", "", "pages/s", "word F1", title=f"Reading, {WORKERS} at a time", title_justify="left")
    for kind in kinds:
        for way, scored in zip(ways, found, strict=True):
            table.add_row(KINDS[kind], way.name, f"{way.speed(kind):.2f}", f"{scored[f'{kind}.words']['f1']:.3f}")
    out.print(table)
    bare, ours, server = ways
    goals = Table("", "figure", "goal", "reached", "", title="Goals", title_justify="left")
    for kind in kinds:
        f1_lost = found[0][f"{kind}.words"]["f1"] - found[2][f"{kind}.words"]["f1"]
        faster, overhead = server.speed(kind) / bare.speed(kind), ours.speed(kind) / server.speed(kind)
        for name, goal, reached, met in (
            ("as set up : as it comes", f">= {FASTER[kind]}", ours.speed(kind) / bare.speed(kind), None),
            ("server : as it comes", f">= {FASTER[kind]}", faster, faster >= FASTER[kind]),
            ("as set up : server", f"<= {MOST_OVERHEAD:.2f}", overhead, overhead <= MOST_OVERHEAD),
            ("F1 lost by the server", f"<= {MOST_F1_LOST}", f1_lost, f1_lost <= MOST_F1_LOST),
        ):
            mark = "[red]below[/red]" if met is False else ""
            goals.add_row(KINDS[kind], name, goal, f"{reached:.3f}", mark)
    out.print(goals)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "dev", help="folder with the pictures and manifest.jsonl")
    parser.add_argument("--scans", type=int, default=16, help="scanned receipts in a round")
    parser.add_argument("--phones", type=int, default=4, help="photographed receipts in a round")
    parser.add_argument("--rounds", type=int, default=3)
    measure(console(), parser.parse_args())


if __name__ == "__main__":
    main()

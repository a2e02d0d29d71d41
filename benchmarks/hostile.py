"""What hostile files do to the server: how they are answered, how long that takes and how much memory.

    python benchmarks/hostile.py [--data FOLDER]

Sends those that `samples/hostile_files` makes and those of the folder, several at a time, while another client sends
honest pictures. Ends with 0 only if every file got a documented answer in time and every honest picture was read.
"""

import argparse
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import requests
from material import (
    DATA,
    OUT,
    ROOT,
    Client,
    HostileFile,
    Server,
    ServerError,
    console,
    form_with,
    honest_page,
    hostile_files,
    manifest,
    running_server,
)
from memory import watched
from rich.table import Table

SENDERS = 3
MOST_SECONDS = 60
MOST_BYTES = 2_500_000_000
"""Two decoder processes of 0.8 GB each, and the server with its OCR engine."""
SLOWEST = 10


@dataclass(frozen=True)
class Answer:
    """How the server answered a file: `completed`, `error` or an HTTP status, with the code given as the reason."""

    name: str
    answer: str
    code: str
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """All answers, those to the honest pictures sent meanwhile, and the most memory of server and decoders."""

    hostile: list[Answer]
    honest: list[Answer]
    peak: int

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        known = _documented()
        clean = [a for a in self.hostile if a.answer == "completed" or a.code in known]
        found = [f"{a.name}: {a.answer} {a.code}" for a in self.hostile if a not in clean]
        found += [f"{a.name}: {a.seconds:.0f} s" for a in self.hostile if a.seconds > MOST_SECONDS]
        found += [f"an honest picture: {a.answer} {a.code}" for a in self.honest if a.answer != "completed"]
        if self.peak > MOST_BYTES:
            found.append(f"{self.peak / 1e6:.0f} MB of memory")
        return found


def _documented() -> set[str]:
    """The codes that blame the request, as clients are told them."""
    told = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \| (?:400|413) \|", told, re.MULTILINE))


def shared_files(folder: Path) -> Iterator[HostileFile]:
    """The files of a folder with a manifest, under their own names."""
    for entry in manifest(folder):
        data = (folder / entry["file"]).read_bytes()
        yield HostileFile(entry["file"], data, "application/octet-stream", entry["file"])


def attack(server: Server, files: Iterable[HostileFile]) -> Outcome:
    """Sends them all, and honest pictures one after the other until the last is answered."""
    over = threading.Event()
    waiting = iter(files)
    taking = threading.Lock()

    def send_hostile(_: int) -> list[Answer]:
        return [_answered(server, file) for file in _taken(waiting, taking)]

    def send_honest() -> list[Answer]:
        answers = []
        while not over.is_set():
            page = honest_page(f"Receipt {len(answers) + 1}\nTotal 9.00")
            answers.append(_answered(server, HostileFile("honest", page, "image/png", "page.png")))
        return answers

    with watched(server.pid) as peak, ThreadPoolExecutor(SENDERS + 1) as pool:
        honest = pool.submit(send_honest)
        try:
            hostile = [answer for answers in pool.map(send_hostile, range(SENDERS)) for answer in answers]
        finally:
            over.set()
        return Outcome(hostile, honest.result(), peak.bytes)


def _taken(waiting: Iterator[HostileFile], taking: threading.Lock) -> Iterator[HostileFile]:
    while True:
        with taking:
            file = next(waiting, None)
        if file is None:
            return
        yield file


def _answered(server: Server, file: HostileFile) -> Answer:
    started = time.monotonic()
    body, kind = form_with(file)
    with requests.Session() as http:
        http.trust_env = False
        reply = http.post(f"{server.address}/process_document", data=body, headers={"Content-Type": kind}, timeout=120)
    if reply.status_code == 202:
        task = Client(server.address).wait(reply.json()["task_id"], started)
        return Answer(file.name, task.status, task.error.get("code", ""), time.monotonic() - started)
    return Answer(file.name, f"{reply.status_code}", reply.json().get("code", ""), time.monotonic() - started)


def show(outcome: Outcome) -> None:
    """The counts, the slowest, the peak."""
    print(f"{len(outcome.hostile)} hostile files, {len(outcome.honest)} honest pictures meanwhile")
    counts = Table("answer", "code", "files", title="Answers", title_justify="left")
    for (answer, code), count in Counter((a.answer, a.code) for a in outcome.hostile).most_common():
        counts.add_row(answer, code, f"{count}")
    slowest = Table("file", "answer", "code", "s", title="Slowest", title_justify="left")
    for one in sorted(outcome.hostile, key=lambda a: -a.seconds)[:SLOWEST]:
        slowest.add_row(one.name, one.answer, one.code, f"{one.seconds:.1f}")
    console().print(counts, slowest)
    waits = max((a.seconds for a in outcome.honest), default=0.0)
    print(f"peak of server and decoders: {outcome.peak / 1e6:.0f} MB; slowest honest picture: {waits:.1f} s")


def main() -> int:
    """Send them all; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "hostile", help="folder with more files and manifest.jsonl")
    given = parser.parse_args()
    files = list(hostile_files())
    if given.data.is_dir():
        files += shared_files(given.data)
    else:
        print(f"there is no folder {given.data}: its files are left out")
    OUT.mkdir(exist_ok=True)
    with running_server(OUT / "hostile-server.log") as server:
        outcome = attack(server, files)
    show(outcome)
    print(*outcome.faults, sep="\n")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ServerError as failure:
        sys.exit(f"the server failed: {failure}")

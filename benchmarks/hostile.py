"""What a hostile file does to the server: how it is answered, how long that takes and how much memory.

    python benchmarks/hostile.py [--data FOLDER]

After each file an honest picture is sent, and must be read. Ends with 0 only if every file got a clean answer in time.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from material import DATA, OUT, ROOT, Client, ServerError, console, manifest, running_server
from memory import Peak, watched
from rich.table import Table

MOST_SECONDS = 30
MOST_BYTES = 1_000_000_000
CLEAN = {"completed", "error"}


def answered(client: Client, data: bytes) -> tuple[str, str]:
    """How the server answered a picture, and the code it gave as the reason."""
    started = time.monotonic()
    reply = client.post("document", images=[data])
    if reply.status_code == 202:
        task = client.wait(reply.json()["task_id"], started)
        return task.status, task.error.get("code", "")
    problem: dict[str, Any] = reply.json()
    return f"{reply.status_code}", problem.get("code", "")


def main() -> int:
    """Send them all; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "hostile", help="folder with the files and manifest.jsonl")
    given = parser.parse_args()
    table = Table("file", "answer", "code", "s", "MB", "", title="Hostile files", title_justify="left")
    OUT.mkdir(exist_ok=True)
    bad = 0
    with running_server(OUT / "hostile-server.log") as server, watched(server.pid) as peak:
        client = Client(server.address)
        for entry in manifest(given.data):
            row, problem = one(client, peak, (given.data / entry["file"]).read_bytes())
            bad += bool(problem)
            table.add_row(entry["file"], *row, f"[red]{problem}[/red]")
    console().print(table)
    return 1 if bad else 0


def one(client: Client, peak: Peak, data: bytes) -> tuple[tuple[str, str, str, str], str]:
    """Answer, code, seconds and peak memory of one file; and what was wrong with that."""
    peak.begin()
    started = time.monotonic()
    answer, code = answered(client, data)
    seconds = time.monotonic() - started
    used = peak.bytes
    honest = (ROOT / "samples" / "blank-form.png").read_bytes() + f"{started}".encode()  # not read before
    problems = [
        (answer not in CLEAN and not answer.startswith("4"), "no clean answer"),
        (seconds > MOST_SECONDS, "too slow"),
        (used > MOST_BYTES, "too much memory"),
        (answered(client, honest)[0] != "completed", "the next task failed"),
    ]
    row = (answer, code, f"{seconds:.1f}", f"{used / 1e6:.0f}")
    return row, ", ".join(name for wrong, name in problems if wrong)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ServerError as failure:
        sys.exit(f"the server failed: {failure}")

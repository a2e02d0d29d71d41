"""How much memory a process and its children hold, and how much work they did (Linux)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD = 0.05


def resident(pid: int) -> int:
    """Bytes in memory of the process and all below it; what they share counts once for each."""
    return _resident(pid) + sum(resident(child) for child in _children(pid))


def _resident(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0)


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, task.read_text(encoding="ascii").split())
        except (FileNotFoundError, ProcessLookupError):
            continue


def cpu_seconds(pid: int) -> float:
    """Of the process and all below it, those that ended among them."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    user_and_system = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return user_and_system + sum(map(cpu_seconds, _children(pid)))


class Peak:
    """The most memory of a process and its children, in `bytes`, since it was begun."""

    def __init__(self, pid: int) -> None:
        """Begins now."""
        self._pid = pid
        self._stopped = False
        self.begin()

    def begin(self) -> None:
        """What was seen before does not count any more."""
        self.bytes = resident(self._pid)

    def stop(self) -> None:
        """What is held from now on does not count."""
        self._stopped = True

    def look(self) -> None:
        """Counts what is held now."""
        if self._stopped:
            return
        self.bytes = max(self.bytes, resident(self._pid))


@contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Looks at the process and its children twenty times a second."""
    peak, done = Peak(pid), threading.Event()

    def look() -> None:
        while not done.wait(PERIOD):
            peak.look()

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()

"""Installs what a lock file pins, and says in one line how far it is; ends as pip does.

    python .ci/install.py requirements.lock WHAT

The locks are complete, so nothing else is resolved (--no-deps) and nothing unpinned gets in (--require-hashes).
"""

import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

COMMAND = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
OPTIONS = ["--no-deps", "--require-hashes", "-r"]
UNITS = {"bytes": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}


def pinned(lock: str) -> int:
    """How many packages the lock has for this machine."""
    lines = re.findall(r"^([A-Za-z0-9][^\\\n]*)", lock, re.MULTILINE)
    markers = (Requirement(line).marker for line in lines)
    return sum(1 for marker in markers if marker is None or marker.evaluate())


def progress(said: Iterable[str], packages: int) -> Iterator[str]:
    """How far it is, after each of pip's lines that tells of a package."""
    seen, megabytes, name = 0, 0.0, ""
    for line in said:
        if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            seen, name = seen + 1, found[1]
        elif found := re.match(r"Processing (\S+\.whl)", line):
            wheel = Path(found[1])
            seen, name, megabytes = seen + 1, wheel.name.partition("-")[0], megabytes + wheel.stat().st_size / 1e6
        elif found := re.search(r"(?:Downloading|Using cached) .*\(([\d.]+) (\w+)\)", line):
            megabytes += float(found[1]) * UNITS.get(found[2], 0)
        elif line.startswith("Installing collected"):
            name = "unpacking"
        else:
            continue
        yield f"{seen} of {packages} packages, {megabytes:.0f} MB: {name}"


def main(lock: Path, what: str) -> int:
    """Install it; the exit code of pip."""
    started, packages = time.monotonic(), pinned(lock.read_text(encoding="utf-8"))
    print(f"installing {what} (once): {packages} packages", flush=True)
    said: deque[str] = deque(maxlen=40)
    last = ""
    command = [*COMMAND, *OPTIONS, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for last in progress(kept(pip.stdout, said), packages):
            if sys.stdout.isatty():
                print(f"\r\033[K  {last}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="")
    if pip.returncode:
        print("".join(said), end="", file=sys.stderr)
    else:
        print(f"  {last.partition(':')[0]}, in {time.monotonic() - started:.0f} s")
    return pip.returncode


def kept(lines: Iterable[str], said: deque[str]) -> Iterator[str]:
    """The lines, the last of which stay in `said` to be shown where pip fails."""
    for line in lines:
        said.append(line)
        yield line


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))

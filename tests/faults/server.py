"""The real server with pieces that fail on purpose: python server.py PLAN, PLAN in JSON.

`crash`: [point, moment]: the process ends at once (os._exit) `before` the point is reached, `within` its transaction
(done, but not committed) or `after` its commit. A point is a statement of queries.sql that changes something, or
`put` or `delete` of the file store. Only what happens after the first task was added counts, unless `at_once`.
`log`: style and level of the log.
`lease`: seconds of a claim without a heartbeat; `callback_claim`: the same for callbacks.
`reading`: `blocks` makes the OCR engine hang for ever, `slow` makes it take a third of a second for each page.
`worker`: a worker without doors.
Operations added: `dies`, `fails`, `again`, `hangs`, `naps`.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, NoReturn

import docusnap.wiring as wiring
from docusnap.app import run_server
from docusnap.delegation import callbacks
from docusnap.domain.errors import OcrFailure
from docusnap.logs import write_logs
from docusnap.ocr.null import NullEngine
from docusnap.settings import load_settings
from docusnap.wiring import backend, engines, operations, record, workers

CRASHED = 77


def say(words: str) -> None:
    """Tells the test, which reads what the server says."""
    os.write(2, f"{words}\n".encode())


class Crash:
    """Ends the process at its point and moment."""

    def __init__(self, point: str, moment: str, *, at_once: bool) -> None:
        self.point = point
        self.moment = moment
        self.armed = at_once

    def reached(self, point: str, moment: str) -> None:
        if self.armed and (point, moment) == (self.point, self.moment):
            os._exit(CRASHED)


class WatchedTransaction:
    """A transaction whose statements are points."""

    def __init__(self, tx: Any, crash: Crash) -> None:
        self.tx = tx
        self.crash = crash
        self.changed: set[str] = set()

    def rows(self, statement: str, **values: object) -> Sequence[Any]:
        self.crash.armed |= statement == "add_task"
        self.crash.reached(statement, "before")
        found: Sequence[Any] = self.tx.rows(statement, **values)
        if found:
            self.changed.add(statement)
        return found

    def row(self, statement: str, **values: object) -> Any:
        found = self.rows(statement, **values)
        return found[0] if found else None

    def aside(self, statement: str, **values: object) -> Any:
        self.crash.reached(statement, "before")
        return self.tx.aside(statement, **values)

    def run(self, statement: str, **values: object) -> int:
        self.crash.armed |= statement == "add_task"
        self.crash.reached(statement, "before")
        count: int = self.tx.run(statement, **values)
        if count:
            self.changed.add(statement)
        return count

    def nested(self) -> AbstractContextManager[None]:
        savepoint: AbstractContextManager[None] = self.tx.nested()
        return savepoint


class WatchedDatabase:
    """A database whose writes are watched; all else is the real one's."""

    def __init__(self, database: Any, crash: Crash) -> None:
        self._database = database
        self._crash = crash

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def write(self, work: Callable[[Any], Any]) -> Any:
        changed: set[str] = set()

        def watched(tx: Any) -> Any:
            seen = WatchedTransaction(tx, self._crash)
            done = work(seen)
            changed.update(seen.changed)
            for point in seen.changed:
                self._crash.reached(point, "within")
            return done

        done = self._database.write(watched)
        for point in changed:
            self._crash.reached(point, "after")
        return done


class WatchedFiles:
    """A file store whose `put` and `delete` are points; within `put`, the bytes are written but not yet named."""

    def __init__(self, files: Any, crash: Crash) -> None:
        self._files = files
        self._crash = crash

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def put(self, content: bytes, media_type: str, **known: Any) -> Any:
        self._crash.reached("put", "before")
        sync = os.fsync
        if (self._crash.point, self._crash.moment) == ("put", "within"):
            os.fsync = lambda _: self._crash.reached("put", "within")
        stored = self._files.put(content, media_type, **known)
        os.fsync = sync
        self._crash.reached("put", "after")
        return stored


class BlockedEngine(NullEngine):
    """Hangs where the null engine would answer."""

    def read(self, image: Any) -> NoReturn:
        say("reading")
        threading.Event().wait()
        raise AssertionError


class SlowEngine(NullEngine):
    """Takes its time."""

    def read(self, image: Any) -> list[Any]:
        say("reading a page")
        threading.Event().wait(0.3)
        return super().read(image)


class Scripted:
    """An operation that does one thing."""

    recipe = "scripted"

    def __init__(self, run: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]]) -> None:
        self._run = run

    def __call__(self, uri: str, context: Any, **given: Any) -> Mapping[str, Any]:
        return self._run(context, given)


def dies(context: Any, given: Mapping[str, Any]) -> Mapping[str, Any]:
    os._exit(CRASHED)


def fails(context: Any, given: Mapping[str, Any]) -> Mapping[str, Any]:
    raise OcrFailure("It cannot be read.")


def again(context: Any, given: Mapping[str, Any]) -> Mapping[str, Any]:
    if "kept" not in given:
        context.retry(countdown=0, kept="what was kept")
    return {"kept": given["kept"]}


def hangs(context: Any, given: Mapping[str, Any]) -> Mapping[str, Any]:
    if context.attempt == 1 and "HANG" in os.environ:
        say("hanging")
        threading.Event().wait()
    return {}


def naps(context: Any, given: Mapping[str, Any]) -> Mapping[str, Any]:
    say("napping")
    threading.Event().wait(1)
    return {"attempt": context.attempt}


def work(services: Any) -> None:
    """As `docusnap worker` does."""
    try:
        services.start()
        say("working")
        threading.Event().wait()
    finally:
        services.exit(5)


def main() -> None:
    plan = json.loads(sys.argv[1])
    if "crash" in plan:
        crash = Crash(*plan["crash"], at_once=plan.get("at_once", False))
        open_record = record.open_record

        def watched(chosen: Any) -> Any:
            opened = open_record(chosen)
            database: Any = WatchedDatabase(opened.database, crash)
            files: Any = WatchedFiles(opened.files, crash)
            return replace(opened, database=database, files=files)

        vars(backend)["open_record"] = watched
    if "callback_claim" in plan:
        callbacks.CLAIM_SECONDS = plan["callback_claim"]
    if "lease" in plan:
        record.LEASE_SECONDS = plan["lease"]
        workers.RENEW_SECONDS = workers.RESCUE_SECONDS = plan["lease"] / 10
    if "reading" in plan:
        engine = {"blocks": BlockedEngine, "slow": SlowEngine}[plan["reading"]]
        vars(engines)["ocr_engine"] = lambda _: engine()
    register = operations.register_own

    def register_more(registry: Any, *given: Any) -> None:
        register(registry, *given)
        for run in (dies, fails, again, hangs, naps):
            registry.register(run.__name__, Scripted(run))

    operations.register_own = register_more

    def stop(_signal: int, _frame: object) -> NoReturn:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    write_logs(*plan.get("log", ["text"]))
    settings = load_settings()
    if plan.get("worker"):
        work(wiring.build_worker(settings))
    run_server(settings, wiring.build(settings))


if __name__ == "__main__":
    main()

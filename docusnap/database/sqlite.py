"""The durable record in one SQLite file: WAL, synchronous=FULL, one writer, readers beside it."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from docusnap.database import driver
from docusnap.database.base import NewTask, Reading, ReadingKey
from docusnap.database.rows import Row, compact, file_from, job_from, page_from_json, page_to_json, task_from
from docusnap.database.statements import named_statements
from docusnap.database.writer import Writer
from docusnap.domain.errors import Misconfigured, StorageFailure
from docusnap.domain.task import Failure, Job, Progress, StoredFile, Task

SCHEMA_VERSION = 1
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


class SqliteDatabase:
    """Implements `Database`. Threads share it; reads run on a connection of their thread."""

    def __init__(self, path: Path, schema: str) -> None:
        """Opens or creates the file; `schema` is the text of schema.sql.

        Raises Misconfigured when the file cannot be opened, or keeps none of the promises (settings do not hold).
        """
        self._path = path
        self._sql = named_statements(resources.files(__package__).joinpath("queries.sql").read_text(encoding="utf-8"))
        self._local = threading.local()
        self._readers: list[driver.Connection] = []
        self._readers_lock = threading.Lock()
        self._writer = Writer(self._connect)
        self._writer.write(lambda c: _create(c, schema))

    def add_task(self, new: NewTask) -> str:
        """See `Database`."""
        return self._writer.write(lambda c: self._add_task(c, new))

    def _add_task(self, c: driver.Connection, new: NewTask) -> str:
        for file in new.files:
            c.execute(self._sql["add_file"], asdict(file) | {"created_at": new.created_at})
        job = {
            "id": new.job_id,
            "operation": new.operation,
            "uri": new.uri,
            "parameters": compact(new.parameters),
            "created_at": new.created_at,
        }
        added = c.execute(self._sql["add_job"], job).fetchone()
        if added:
            rows = [{"job_id": new.job_id, "position": i, "sha256": f.sha256} for i, f in enumerate(new.files)]
            c.executemany(self._sql["add_job_file"], rows)
        job_id: str = (added or c.execute(self._sql["live_job"], job).fetchone())["id"]
        task = {"id": new.task_id, "client_id": new.client_id, "job_id": job_id, "tag": new.tag}
        c.execute(self._sql["add_task"], task | {"created_at": new.created_at})
        return job_id

    def task(self, task_id: str) -> Task | None:
        """See `Database`."""
        row = self._read("task", {"id": task_id})
        return task_from(row, self._files(self._reader(), row["job_id"])) if row else None

    def claim(self, owner: str, now: float, lease_until: float) -> Job | None:
        """See `Database`."""
        return self._writer.write(lambda c: self._claim(c, owner, now, lease_until))

    def _claim(self, c: driver.Connection, owner: str, now: float, lease_until: float) -> Job | None:
        row = c.execute(self._sql["claim"], {"owner": owner, "now": now, "lease_until": lease_until}).fetchone()
        return job_from(row, self._files(c, row["id"])) if row else None

    def renew(self, owner: str, job_ids: Sequence[str], lease_until: float) -> None:
        """See `Database`."""
        rows = [{"id": i, "owner": owner, "lease_until": lease_until} for i in job_ids]
        self._writer.write(lambda c: c.executemany(self._sql["renew"], rows))

    def note_progress(self, job: Job, progress: Progress) -> bool:
        """See `Database`."""
        return self._fenced("note_progress", job, progress=compact(asdict(progress)))

    def complete(self, job: Job, result: Mapping[str, Any], now: float) -> bool:
        """See `Database`."""
        return self._fenced("complete", job, result=compact(result), now=now)

    def fail(self, job: Job, failure: Failure, now: float) -> bool:
        """See `Database`."""
        return self._fenced("fail", job, code=failure.code, detail=failure.detail, now=now)

    def release(self, job: Job) -> bool:
        """See `Database`."""
        return self._fenced("release", job)

    def rescue(self, owner: str, now: float) -> int:
        """See `Database`."""
        return self._writer.write(lambda c: c.execute(self._sql["rescue"], {"owner": owner, "now": now}).rowcount)

    def reading(self, key: ReadingKey) -> Reading | None:
        """See `Database`."""
        row = self._read("reading", _reading_row(key))
        return Reading(page_from_json(row["page"], key.index + 1), file_from(row)) if row else None

    def keep_reading(self, key: ReadingKey, reading: Reading, now: float) -> None:
        """See `Database`."""
        image = asdict(reading.image) | {"created_at": now}
        row = _reading_row(key) | {"image_sha256": reading.image.sha256, "created_at": now}
        row["page"] = page_to_json(reading.page)

        def write(c: driver.Connection) -> None:
            c.execute(self._sql["add_file"], image)
            c.execute(self._sql["keep_reading"], row)

        self._writer.write(write)

    def note_pages(self, job: Job, keys: Sequence[ReadingKey]) -> bool:
        """See `Database`."""
        claim = {"id": job.id, "fence": job.fence}
        rows = [claim | {"number": n} | _reading_row(key) for n, key in enumerate(keys, 1)]

        def write(c: driver.Connection) -> bool:
            c.execute(self._sql["forget_pages"], claim)
            written = [c.execute(self._sql["note_page"], row).rowcount == 1 for row in rows]
            return all(written)

        return self._writer.write(write)

    def page_of_task(self, task_id: str, number: int) -> Reading | None:
        """See `Database`."""
        row = self._read("page_of_task", {"task_id": task_id, "number": number})
        return Reading(page_from_json(row["page"], number), file_from(row)) if row else None

    def close(self) -> None:
        """See `Database`."""
        self._writer.close()
        with self._readers_lock:
            for connection in self._readers:
                connection.close()
            self._readers.clear()

    def _fenced(self, statement: str, job: Job, **values: object) -> bool:
        row = {"id": job.id, "fence": job.fence, **values}
        return self._writer.write(lambda c: c.execute(self._sql[statement], row).rowcount == 1)

    def _files(self, c: driver.Connection, job_id: str) -> tuple[StoredFile, ...]:
        return tuple(file_from(r) for r in c.execute(self._sql["job_files"], {"job_id": job_id}))

    def _read(self, statement: str, values: Mapping[str, Any]) -> Row | None:
        try:
            row: Row | None = self._reader().execute(self._sql[statement], values).fetchone()
        except driver.DatabaseError as error:
            raise StorageFailure(f"The database could not be read ({error}). Try again later.") from error
        return row

    def _reader(self) -> driver.Connection:
        connection: driver.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
            with self._readers_lock:
                self._readers.append(connection)
        return connection

    def _connect(self) -> driver.Connection:
        try:
            connection = driver.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.row_factory = driver.Row
            for name, wanted in _PRAGMAS.items():
                connection.execute(f"PRAGMA {name} = {wanted}")
                got = connection.execute(f"PRAGMA {name}").fetchone()[0]
                if got != wanted:
                    raise Misconfigured(f"SQLite does not keep {name} = {wanted} (it says {got}) for {self._path}.")
        except driver.DatabaseError as error:
            raise Misconfigured(f"The database {self._path} cannot be opened: {error}.") from error
        return connection


def _create(connection: driver.Connection, schema: str) -> None:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == 0:
        for statement in schema.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif found != SCHEMA_VERSION:
        raise Misconfigured(f"The database has schema {found}; this version of docusnap knows {SCHEMA_VERSION}.")


def _reading_row(key: ReadingKey) -> dict[str, Any]:
    return {"sha256": key.sha256, "page_index": key.index, "recipe": key.recipe}

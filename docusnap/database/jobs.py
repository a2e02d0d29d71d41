"""Jobs and the tasks that wait for them, as functions over a transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from docusnap.database.base import Row, Transaction
from docusnap.database.compact import compact
from docusnap.domain.task import Failure, Job, Progress, Status, StoredFile, Task


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a client asks for, with the ids that it gets: `job_id` is used unless the same work is under way."""

    task_id: str
    job_id: str
    client_id: str
    operation: str
    uri: str
    files: tuple[StoredFile, ...]
    parameters: Mapping[str, Any]
    created_at: float
    tag: str | None = None


def add_task(tx: Transaction, new: NewTask) -> str:
    """Records files, job and task; joins the live job of the same operation and URI. Returns the job's id."""
    for file in new.files:
        tx.run("add_file", **asdict(file), created_at=new.created_at)
    added = tx.row(
        "add_job",
        id=new.job_id,
        operation=new.operation,
        uri=new.uri,
        parameters=compact(new.parameters),
        created_at=new.created_at,
    )
    if added:
        for position, file in enumerate(new.files):
            tx.run("add_job_file", job_id=new.job_id, position=position, sha256=file.sha256)
    row = added or tx.row("live_job", operation=new.operation, uri=new.uri)
    assert row is not None, "a job that was not added is under way"
    tx.run(
        "add_task", id=new.task_id, client_id=new.client_id, job_id=row["id"], tag=new.tag, created_at=new.created_at
    )
    job_id: str = row["id"]
    return job_id


def task(tx: Transaction, task_id: str) -> Task | None:
    """The task as it stands, with its result or failure."""
    row = tx.row("task", id=task_id)
    if row is None:
        return None
    return Task(
        id=row["id"],
        client_id=row["client_id"],
        job_id=row["job_id"],
        operation=row["operation"],
        status=Status(row["status"]),
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        progress=Progress(**json.loads(row["progress"])) if row["progress"] else None,
        result=json.loads(row["result"]) if row["result"] else None,
        failure=Failure(row["error_code"], row["error_detail"]) if row["error_code"] else None,
        tag=row["tag"],
        files=_files(tx, row["job_id"]),
    )


def claim(tx: Transaction, owner: str, now: float, lease_until: float) -> Job | None:
    """The next due job, now processing, one attempt and one fence further; None when nothing is due."""
    row = tx.row("claim", owner=owner, now=now, lease_until=lease_until)
    return _job(row, _files(tx, row["id"])) if row else None


def renew(tx: Transaction, owner: str, job_ids: Sequence[str], lease_until: float) -> None:
    """Extends the leases of the owner's running jobs."""
    for job_id in job_ids:
        tx.run("renew", id=job_id, owner=owner, lease_until=lease_until)


def note_progress(tx: Transaction, job: Job, progress: Progress) -> bool:
    """Records how far it is; False, and nothing written, when the fence is old."""
    return tx.run("note_progress", id=job.id, fence=job.fence, progress=compact(asdict(progress))) == 1


def complete(tx: Transaction, job: Job, result: Mapping[str, Any], now: float) -> bool:
    """Ends it with a result; False, and nothing written, when the fence is old."""
    return tx.run("complete", id=job.id, fence=job.fence, result=compact(result), now=now) == 1


def fail(tx: Transaction, job: Job, failure: Failure, now: float) -> bool:
    """Ends it as `error`; False, and nothing written, when the fence is old."""
    return tx.run("fail", id=job.id, fence=job.fence, code=failure.code, detail=failure.detail, now=now) == 1


def release(tx: Transaction, job: Job) -> bool:
    """Makes it pending again at once; the attempt does not count. False when the fence is old."""
    return tx.run("release", id=job.id, fence=job.fence) == 1


def rescue(tx: Transaction, owner: str, now: float) -> int:
    """Makes pending again what other owners were running; returns how many. Only for the sole owner."""
    return tx.run("rescue", owner=owner, now=now)


def _job(row: Row, files: tuple[StoredFile, ...]) -> Job:
    return Job(
        id=row["id"],
        operation=row["operation"],
        uri=row["uri"],
        files=files,
        parameters=json.loads(row["parameters"]),
        status=Status(row["status"]),
        attempt=row["attempt"],
        fence=row["fence"],
    )


def _files(tx: Transaction, job_id: str) -> tuple[StoredFile, ...]:
    found = tx.rows("job_files", job_id=job_id)
    return tuple(StoredFile(row["sha256"], row["size"], row["media_type"]) for row in found)

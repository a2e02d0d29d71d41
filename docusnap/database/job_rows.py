"""A job as its row and its files have it."""

import json

from docusnap.database.base import Row, Transaction
from docusnap.domain.task import Failure, Job, Status, StoredFile


def files_of(tx: Transaction, job_id: str) -> tuple[StoredFile, ...]:
    """The job's input files, in order."""
    found = tx.rows("job_files", job_id=job_id)
    return tuple(StoredFile(row["sha256"], row["size"], row["media_type"]) for row in found)


def from_row(tx: Transaction, row: Row) -> Job:
    """The job of a row that has all its columns."""
    return Job(
        id=row["id"],
        operation=row["operation"],
        uri=row["uri"],
        client_id=row["client_id"],
        files=files_of(tx, row["id"]),
        parameters=json.loads(row["parameters"]),
        status=Status(row["status"]),
        created_at=row["created_at"],
        sort_key=row["sort_key"],
        priority=row["priority"],
        attempt=row["attempt"],
        fence=row["fence"],
        crashes=row["crashes"],
        kept=json.loads(row["kept"] or "{}"),
        failed_at=row["failed_at"],
        run_at=row["run_at"],
        failure=Failure(row["error_code"], row["error_detail"]) if row["error_code"] else None,
    )

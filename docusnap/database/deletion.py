"""Deletion on request, as functions over a transaction: the content goes, a tombstone without any stays for a while."""

from collections.abc import Iterable

from docusnap.database import callbacks, corrections, documents, files, inputs, jobs, papers, redirects, tasks
from docusnap.database.base import Transaction
from docusnap.domain.document import Document
from docusnap.domain.queue import Cleanup
from docusnap.domain.task import Status


def task(tx: Transaction, task_id: str, now: float) -> Cleanup:
    """Ends the task if it has not ended, and forgets it; its job too, running or not, when that has no other task.

    The job's claim is lost then, so that nothing is kept of what its operation still writes. What is still to be told
    of the task is told first.
    """
    found = tasks.find_and_lock(tx, task_id)
    if found is None or found.job_id is None:
        return Cleanup()
    status, finished_at = found.status, found.finished_at
    if not status.ended:
        status, finished_at = Status.CANCELLED, now
        callbacks.task_ended(tx, found.id, status, now)
    inputs.task_deleted(tx, found.id)
    tx.run("forget_callbacks", task_id=found.id)
    tx.run("forget_keys", subject_id=found.id)
    tx.run("forget_sealed_task", task_id=found.id)
    papers.forget(tx, found.id)
    corrections.forget(tx, found.id)
    tombstone = {"operation": found.operation, "status": status, "finished_at": finished_at}
    tx.run("forget_task", id=found.id, now=now, **tombstone)
    if tx.run("hand_over_job", id=found.job_id):
        return Cleanup((found.job_id,))
    if job := jobs.find(tx, found.job_id):
        redirects.forget(tx, job.operation, job.uri)
        tx.run("forget_job", id=job.id)
    return Cleanup((found.job_id,), _without_words(tx, (file.sha256 for file in found.files)))


def document(tx: Transaction, found: Document, now: float) -> Cleanup:
    """Forgets the document and all its tasks."""
    documents.lock(tx, found.id)
    left = Cleanup.of(task(tx, one.id, now) for one in tasks.of_document(tx, found.id))
    tx.run("forget_document_files", document_id=found.id)
    tx.run("forget_document", id=found.id, now=now)
    return Cleanup(left.jobs, _without_words(tx, (file.sha256 for file in found.files)))


def some_tasks(tx: Transaction, client_id: str, operation: str | None, limit: int) -> list[str]:
    """The ids of the client's tasks that are not forgotten, at most `limit`; of one operation if one is given."""
    rows = tx.rows("tasks_of_client", client_id=client_id, operation=operation, limit=limit)
    return [row["id"] for row in rows]


def some_documents(tx: Transaction, client_id: str, limit: int) -> list[Document]:
    """The client's documents that are not forgotten, at most `limit`."""
    rows = tx.rows("documents_of_client", client_id=client_id, limit=limit)
    return [found for row in rows if (found := documents.find(tx, row["id"]))]


def some_clients(tx: Transaction, limit: int) -> list[str]:
    """Clients that have sent work, by name, at most `limit`; not those that were forgotten since."""
    return [row["id"] for row in tx.rows("some_clients", limit=limit)]


def client(tx: Transaction, client_id: str) -> None:
    """Forgets the client's place in line and its idempotency keys."""
    tx.run("forget_client", client_id=client_id)
    tx.run("forget_keys_of_client", client_id=client_id)


def file(tx: Transaction, sha256: str, now: float) -> bool:
    """Forgets the file, the words read in it and where it came from, if it belongs to nothing; else False.

    Its bytes are then to be deleted, once the transaction has ended.
    """
    tx.run("forget_readings", sha256=sha256)
    if not tx.rows("forget_file", sha256=sha256):
        return False
    files.delete_later(tx, sha256, now)
    redirects.forget_content(tx, sha256)
    return True


def _without_words(tx: Transaction, files: Iterable[str]) -> tuple[str, ...]:
    names = tuple(files)
    for name in names:
        tx.run("forget_readings", sha256=name)
    return names

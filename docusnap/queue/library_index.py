"""Fills the clients' libraries with what their finished tasks say; never with what came sealed."""

import logging
from collections.abc import Mapping
from typing import Any

from docusnap.database import jobs, papers, tasks
from docusnap.database.base import Database, Transaction
from docusnap.domain.paper import Paper, paper_of
from docusnap.domain.task import Job

log = logging.getLogger(__name__)

_AT_ONCE = 50


class LibraryIndex:
    """Says what is to be put into the library, to be written together with the result."""

    def __init__(self, database: Database) -> None:
        """The pages of the results are read in `database`."""
        self._database = database

    def paper_of(self, job: Job, result: Mapping[str, Any]) -> Paper | None:
        """The paper that the job's result tells of, if it is to be found again. Raises StorageFailure."""
        if job.sealed or "kv" not in result:
            return None
        return paper_of(result, self._database.read(lambda tx: papers.page_texts(tx, job.id)))

    def catch_up(self) -> int:
        """Puts in what had ended before there was a library; returns how many tasks it looked at."""
        total = 0
        while done := self._database.write(_add_some):
            total += done
        if total:
            log.info("put %d older tasks into the libraries", total, extra={"action": "library_filled"})
        return total


def add_task(tx: Transaction, task_id: str) -> None:
    """Puts the task, whose job is completed, into its client's library as it stands: with what people set right."""
    task = tasks.find(tx, task_id)
    result = task.corrected_result if task else None
    job = jobs.find(tx, task.job_id) if task and task.job_id else None
    if task is None or job is None or job.sealed or result is None or "kv" not in result:
        return
    if (paper := paper_of(result, papers.page_texts(tx, job.id))) is not None:
        papers.put(tx, task.id, task.tag, paper, job.files)


def _add_some(tx: Transaction) -> int:
    found = papers.to_add(tx, _AT_ONCE)
    for task_id in found:
        add_task(tx, task_id)
        papers.was_added(tx, task_id)
    return len(found)

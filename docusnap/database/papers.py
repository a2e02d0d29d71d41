"""The papers of clients' libraries: what is found again of their finished tasks, as functions over a transaction."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

from docusnap.database import job_rows
from docusnap.database.base import Row, Transaction
from docusnap.domain.paper import KnownPaper, Paper, PaperFilter
from docusnap.domain.search_terms import asked_terms, terms_of
from docusnap.domain.task import StoredFile

_MOST_COPIES = 20


def add_of_job(tx: Transaction, job_id: str, paper: Paper) -> None:
    """Puts the completed job's result into the library of every client that has a task of it."""
    for row in tx.rows("completed_tasks_of_job", job_id=job_id):
        put(tx, row["id"], row["tag"], paper, job_rows.files_of(tx, job_id))


def put(tx: Transaction, task_id: str, tag: str | None, paper: Paper, files: Sequence[StoredFile]) -> None:
    """Puts the paper of the task into its client's library, in the place of what stood there. `tag`: the task's own."""
    tx.run("forget_paper", task_id=task_id)
    content = hashlib.sha256("\n".join(file.sha256 for file in files).encode()).hexdigest() if files else None
    tags = [*paper.tags, tag] if tag else paper.tags
    terms = dict.fromkeys([*(terms_of([tag]) if tag else ()), *paper.terms])
    tx.run(
        "add_paper",
        task_id=task_id,
        kind=paper.kind,
        title=paper.title,
        seller=paper.seller,
        dated=paper.dated,
        total=paper.total,
        currency=paper.currency,
        sale=paper.sale,
        content=content,
        terms=" ".join(terms),
    )
    for position, shown in enumerate(tags):
        tx.run("add_paper_tag", task_id=task_id, name=_tag_name(shown), position=position, tag=shown)


def forget(tx: Transaction, task_id: str) -> None:
    """Nothing of the task is in the library any more."""
    tx.run("forget_paper", task_id=task_id)


def find(tx: Transaction, client_id: str, wanted: PaperFilter, limit: int) -> list[KnownPaper]:
    """The client's papers that fit, newest first. Text that holds no letter and no digit fits none."""
    words = asked_terms(wanted.text)
    if wanted.text.strip() and not words:
        return []
    at, task_id = wanted.before or (math.inf, "")
    rows = tx.rows(
        "find_papers",
        client_id=client_id,
        kind=wanted.kind,
        tag=None if wanted.tag is None else _tag_name(wanted.tag),
        words=" ".join(words) or None,
        since=-math.inf if wanted.since is None else wanted.since,
        until=math.inf if wanted.until is None else wanted.until,
        before=at,
        before_id=task_id,
        limit=limit,
    )
    return [_known(tx, row) for row in rows]


def one(tx: Transaction, client_id: str, task_id: str) -> KnownPaper | None:
    """The client's paper of that task; its `copies` are not counted."""
    row = tx.row("paper", client_id=client_id, task_id=task_id)
    return _known(tx, row) if row else None


def copies(tx: Transaction, client_id: str, task_id: str) -> list[KnownPaper]:
    """The client's other papers that seem to be the same as that of the task, oldest first."""
    rows = tx.rows("copies_of_paper", client_id=client_id, task_id=task_id, limit=_MOST_COPIES)
    return [_known(tx, row) for row in rows]


def kinds(tx: Transaction, client_id: str) -> Mapping[str, int]:
    """How many papers of each kind the client has, most first."""
    return {row["kind"]: row["n"] for row in tx.rows("paper_kinds", client_id=client_id)}


def tags(tx: Transaction, client_id: str, limit: int) -> Mapping[str, int]:
    """How many papers have each tag, the commonest first, at most `limit` tags."""
    return {row["tag"]: row["n"] for row in tx.rows("tags_of_papers", client_id=client_id, limit=limit)}


def page_texts(tx: Transaction, job_id: str) -> list[str]:
    """The texts read on the job's pages, in their order."""
    pages = (json.loads(row["page"]) for row in tx.rows("page_texts", job_id=job_id))
    return [text for page in pages for text, _ in page["segments"]]


def to_add(tx: Transaction, limit: int) -> list[str]:
    """Ids of tasks that had ended before there was a library, and are not in it yet."""
    return [row["task_id"] for row in tx.rows("papers_to_add", limit=limit)]


def was_added(tx: Transaction, task_id: str) -> None:
    """The library was told of this task."""
    tx.run("paper_was_added", task_id=task_id)


def _tag_name(tag: str) -> str:
    return " ".join(terms_of([tag])) or tag


def _known(tx: Transaction, row: Row) -> KnownPaper:
    return KnownPaper(
        task_id=row["task_id"],
        operation=row["operation"],
        created_at=row["created_at"],
        kind=row["kind"],
        title=row["title"],
        tags=tuple(one["tag"] for one in tx.rows("paper_tags", task_id=row["task_id"])),
        seller=row["seller"],
        dated=row["dated"],
        total=row["total"],
        currency=row["currency"],
        copies=row["copies"],
    )

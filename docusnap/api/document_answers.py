"""What clients get of documents: bodies of answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel

from docusnap.api.task_answers import TaskBody
from docusnap.domain import task as domain
from docusnap.domain.document import Document
from docusnap.domain.task import Task


class AcceptedDocument(BaseModel):
    """The document and the task are on disk, and the work will be done."""

    document_id: str
    task_id: str
    status: domain.Status
    status_url: str


class DocumentTaskBody(TaskBody):
    """The task on a document, when the request waited for its end."""

    document_id: str


class FileBody(BaseModel):
    """A file of a document; the same bytes have the same `sha256`."""

    sha256: str
    size: int
    media_type: str


class StoredDocument(BaseModel):
    """A document: its files in page order, and its tasks, newest first."""

    document_id: str
    created_at: datetime
    files: list[FileBody]
    tasks: list[TaskBody]

    @classmethod
    def of(cls, document: Document, tasks: Sequence[Task]) -> Self:
        """As clients see it."""
        return cls(
            document_id=document.id,
            created_at=datetime.fromtimestamp(document.created_at, UTC),
            files=[FileBody(sha256=f.sha256, size=f.size, media_type=f.media_type) for f in document.files],
            tasks=[TaskBody.of(task) for task in tasks],
        )

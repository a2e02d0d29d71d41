"""Documents that clients keep here: looking one up with its tasks, and deleting it."""

from docusnap.database import documents, tasks
from docusnap.database.base import Database
from docusnap.domain.document import Document
from docusnap.domain.task import Task
from docusnap.queue.erasure import Erasure


class Documents:
    """Every call is for one client; another client's document is not found."""

    def __init__(self, database: Database, erasure: Erasure) -> None:
        """`erasure` deletes on request."""
        self._database = database
        self._erasure = erasure

    def document(self, document_id: str, *, client_id: str) -> Document:
        """The client's document with its files. Raises NotFound, also for another client's, or Deleted."""
        return self._database.read(lambda tx: documents.existing(tx, document_id, client_id))

    def tasks(self, document_id: str, *, client_id: str) -> list[Task]:
        """What was asked for of the client's document, newest first. Raises NotFound or Deleted."""
        self.document(document_id, client_id=client_id)
        return self._database.read(lambda tx: tasks.of_document(tx, document_id))

    def delete(self, document_id: str, *, client_id: str) -> None:
        """Deletes the client's document, its files and its tasks; doing it again changes nothing.

        Tasks that have not ended are cancelled. Files that other tasks need stay for those. Raises NotFound,
        StorageFailure.
        """
        self._erasure.document(document_id, client_id=client_id)

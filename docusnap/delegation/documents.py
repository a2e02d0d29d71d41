"""Documents that clients left here: what is known of them, and working on them again."""

from collections.abc import Mapping
from typing import Any

from docusnap.database import documents, tasks
from docusnap.database.base import Database
from docusnap.delegation.commands import Command
from docusnap.delegation.delegator import Delegator
from docusnap.domain.document import Document
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.task import Task
from docusnap.operations.base import Operation
from docusnap.operations.uri import content_uri
from docusnap.queue.erasure import Forgetting


class Documents:
    """Every call is for one client; another client's document is not found."""

    def __init__(
        self, database: Database, operations: Mapping[str, Operation], delegator: Delegator, forgetting: Forgetting
    ) -> None:
        """`delegator` has the work done."""
        self._database = database
        self._forgetting = forgetting
        self._operations = operations
        self._delegator = delegator

    def document(self, document_id: str, *, client_id: str) -> Document:
        """The client's document with its files. Raises NotFound, also for another client's, or Deleted."""
        return self._database.read(lambda tx: documents.existing(tx, document_id, client_id))

    def tasks(self, document_id: str, *, client_id: str) -> list[Task]:
        """What was asked for of the client's document, newest first. Raises NotFound or Deleted."""
        self.document(document_id, client_id=client_id)
        return self._database.read(lambda tx: tasks.of_document(tx, document_id))

    def forget(self, document_id: str, *, client_id: str) -> None:
        """Forgets the client's document, its files and its tasks; doing it again changes nothing.

        Tasks that have not ended are cancelled. Files that other tasks need stay for those. Raises NotFound,
        StorageFailure.
        """
        self._forgetting.document(document_id, client_id=client_id)

    def reprocess(
        self,
        document_id: str,
        operation: str,
        parameters: Mapping[str, Any],
        *,
        client_id: str,
        priority: int = 0,
        tag: str | None = None,
        idempotency_key: str | None = None,
        charged_to: str | None = None,
    ) -> Task:
        """Has the operation done anew: a result that is there does not count, the words read do.

        Joins the same work where it is under way. `charged_to`: the API key whose daily quota counts the task.
        Raises NotFound, Deleted, IdempotencyMismatch, QuotaExceeded, TooManyWaiting, StorageFull, StorageFailure.
        """
        document = self.document(document_id, client_id=client_id)
        key = None
        if idempotency_key is not None:
            asked = ("reprocess", document_id, operation, parameters, priority, tag)
            key = IdempotencyKey.of(client_id, idempotency_key, *asked)
            if earlier := self._delegator.earlier(key):
                return earlier
        self._delegator.admission.check(client_id)
        uri = content_uri(document.files, parameters, self._operations[operation].recipe)
        command = Command(
            operation,
            uri,
            document.files,
            parameters,
            client_id,
            tag,
            priority=priority,
            document_id=document_id,
            fresh=True,
            key=key,
            charged_to=charged_to,
        )
        return self._delegator.task(self._delegator.delegate(command).task_id, client_id=client_id)

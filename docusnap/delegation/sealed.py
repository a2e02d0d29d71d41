"""Sealed work: what was sealed for this server, taken in as it came."""

import logging
from collections.abc import Mapping, Sequence

from docusnap.database import sealed_tasks, tasks
from docusnap.database.base import Database, Transaction
from docusnap.delegation.commands import Command
from docusnap.delegation.delegator import Delegator
from docusnap.delegation.uploads import Uploads
from docusnap.domain.task import SealedName, Task
from docusnap.operations.base import Operation
from docusnap.operations.uri import content_uri

log = logging.getLogger(__name__)


class SealedWork:
    """Keeps envelopes as they came: their content as a file, the wrapped key with the job."""

    def __init__(
        self, database: Database, uploads: Uploads, operations: Mapping[str, Operation], delegator: Delegator
    ) -> None:
        """`delegator` has the work done."""
        self._database = database
        self._uploads = uploads
        self._operations = operations
        self._delegator = delegator

    def known(self, name: SealedName) -> Task | None:
        """The task of that name as it stands."""

        def read(tx: Transaction) -> Task | None:
            task_id = sealed_tasks.task_of(tx, name)
            return tasks.find(tx, task_id) if task_id else None

        return self._database.read(read)

    def forget(self, client_id: str, sha256: str | None, type_: str | None) -> None:
        """Forgets the phone's tasks with that content and of that type; None stands for any. Raises StorageFailure."""
        if sha256 is None and type_ is None:
            self._delegator.forget_client(client_id)
            return
        for task_id in self._database.read(lambda tx: sealed_tasks.tasks_of(tx, client_id, sha256, type_)):
            self._delegator.forget(task_id, client_id=client_id)

    def submit(
        self,
        operation: str,
        content: bytes,
        encrypted_key: str,
        pictures: Sequence[bytes],
        *,
        client_id: str,
        known_as: SealedName | None = None,
        uri: str | None = None,
        charged_to: str | None = None,
    ) -> Task:
        """Records a task on sealed content, or finds the one that is `known_as` that; on disk when it returns.

        `pictures` are what is in it, to be checked only. `uri` names the work where the content does not: whoever
        seals the same again seals it otherwise. A phone, which gives its task a name, gets a bare result.

        Raises TooLarge, TooManyPages, UnsupportedFile, UnreadableFile, QuotaExceeded, TooManyWaiting, StorageFull or
        StorageFailure; then nothing was accepted.
        """
        self._uploads.check(pictures)
        self._delegator.check_admission(client_id, len(content), charged_to)
        stored = (self._uploads.store_sealed(content),)
        parameters = {"envelope": {"encrypted_key": encrypted_key, "bare": known_as is not None}}
        command = Command(
            operation,
            uri or content_uri(stored, parameters, self._operations[operation].recipe),
            stored,
            parameters,
            client_id,
            pages=len(pictures),
            known_as=known_as,
            charged_to=charged_to,
        )
        handle = self._delegator.delegate(command)
        log.info("submitted task %s as job %s", handle.task_id, handle.job_id, extra={"action": "task_submitted"})
        self._uploads.ensure(stored, [content])
        return self._delegator.task(handle.task_id, client_id=client_id)

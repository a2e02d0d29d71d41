"""Taking requests in: admitted, their files stored, and recorded as a task; the one way for every door."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from docusnap.delegation.admission import Admission
from docusnap.delegation.documents import Documents
from docusnap.delegation.inline import InlineExecution
from docusnap.delegation.uploads import Uploads
from docusnap.domain.errors import MissingInput
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.request import TaskRequest, Upload
from docusnap.domain.task import Task
from docusnap.operations.declaration import Declaration
from docusnap.operations.registry import Registry
from docusnap.queue.recorder import Recorder
from docusnap.queue.service import DocumentQueueService

log = logging.getLogger(__name__)


class Intake:
    """Takes requests in, of every client and door."""

    def __init__(
        self,
        operations: Registry,
        admission: Admission,
        documents: Documents,
        uploads: Uploads,
        recorder: Recorder,
        queue: DocumentQueueService,
        inline: InlineExecution,
    ) -> None:
        """`inline` does at once what is not left to the workers."""
        self._operations = operations
        self._admission = admission
        self._documents = documents
        self._uploads = uploads
        self._recorder = recorder
        self._queue = queue
        self._inline = inline

    @property
    def operations(self) -> Mapping[str, Declaration]:
        """What each operation declares of itself, by name."""
        return {name: self._operations.declaration(name) for name in self._operations}

    def submit(self, request: TaskRequest) -> Task:
        """Makes a task that has the result, or waits for it; when it returns, bytes and row are on disk.

        New work is `pending`, whoever may have begun it since; other tasks are returned as they stand.

        Raises NotFound (no such operation or document), Deleted, MissingInput, InvalidSchema, CallbacksOff,
        AddressRefused, IdempotencyMismatch, QuotaExceeded, TooManyWaiting, FetchingOff, FetchFailed, Busy, TooLarge,
        TooManyPages, UnsupportedFile, UnreadableFile, StorageFull or StorageFailure; then nothing was accepted.
        """
        self._check_input(request)
        self._admission.check_webhook(request)
        uploads = [Upload(one) if isinstance(one, bytes) else one for one in request.uploads]
        key = _idempotency_key(request, uploads)
        if key is not None and (earlier := self._queue.earlier(key)):
            return earlier
        sealed = [request.sealed.upload] if request.sealed else []
        sent = [one for one in (*uploads, *sealed) if isinstance(one, Upload)]
        self._admission.check(request, sum(len(one.content) for one in sent))
        contents = sealed or self._uploads.fetched(uploads)
        stored = self._recorder.named(self._stored(request, contents))
        recorded = self._queue.record(stored, key=key)
        task = recorded.task
        fields = {"action": "task_submitted", "task_id": task.id, "job_id": recorded.job_id}
        log.info("submitted task %s as job %s", task.id, recorded.job_id, extra=fields)
        self._uploads.ensure(stored.files, contents)
        self._inline.consume_or_announce(stored, recorded)
        return task

    def _check_input(self, request: TaskRequest) -> None:
        declared = self._operations.declaration(request.operation)  # raises NotFound, which lists the known ones
        declared.parameters.check(request.parameters)
        given = request.uri or request.uploads or request.files or request.sealed or request.document_id
        if not given and declared.instead_of_images not in request.parameters:
            raise MissingInput

    def _stored(self, request: TaskRequest, contents: Sequence[Upload]) -> TaskRequest:
        """The request with its input as stored files, on disk."""
        if request.sealed is not None:
            self._uploads.check(request.sealed.pictures)
            return replace(
                request,
                files=(self._uploads.store_sealed(request.sealed.upload),),
                parameters=request.sealed.parameters,
            )
        if request.document_id is not None:
            document = self._documents.document(request.document_id, client_id=request.client_id)
            return replace(request, files=document.files)
        return replace(request, files=request.files + self._uploads.store(contents))


def _idempotency_key(request: TaskRequest, uploads: Sequence[Upload | str]) -> IdempotencyKey | None:
    """What the client called the request, with all that it asks for but the shape in which it was sent."""
    if request.idempotency_key is None:
        return None
    hook = request.webhook
    return IdempotencyKey.of(
        request.client_id,
        request.idempotency_key,
        request.operation,
        request.priority,
        request.keep_document,
        [one if isinstance(one, str) else one.sha256 for one in uploads],
        request.parameters if request.named is None else request.named,
        request.tag,
        [hook.url, *hook.events] if hook else None,
        *([request.document_id] if request.document_id else ()),
        *(file.sha256 for file in request.files),
    )

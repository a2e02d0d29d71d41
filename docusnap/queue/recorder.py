"""Recording requests: each as a task on a known result, on work under way, or on a new job, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from docusnap.database import (
    api_keys,
    callbacks,
    documents,
    idempotency,
    jobs,
    redirects,
    results,
    sealed_tasks,
    tasks,
    traces,
)
from docusnap.database.base import Transaction
from docusnap.domain.callback import NewCallback
from docusnap.domain.document import Document
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.queue import SECONDS_PER_PAGE, KnownResult, NewJob, NewTask
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status, Task
from docusnap.operations.base import Operation
from docusnap.operations.content_uri import content_uri
from docusnap.operations.inputs import referred
from docusnap.queue import library_index


@dataclass(frozen=True, slots=True)
class Recorded:
    """The task that answers a request.

    `repeated`: it is that of an earlier request, with the same idempotency key or of the same sealed content.
    """

    task: Task
    job_id: str
    repeated: bool = False

    @property
    def is_new(self) -> bool:
        """Whether there was no such work before."""
        return self.answer == "new"

    @property
    def answer(self) -> str:
        """What the request led to: `new` work, work under way (`joined`), a known result (`cached`), or `repeated`."""
        if self.repeated:
            return "repeated"
        return "cached" if self.task.cached else "joined" if self.task.joined else "new"


class Recorder:
    """Methods over a transaction; whoever calls them announces afterwards what was recorded."""

    def __init__(
        self,
        operations: Mapping[str, Operation],
        *,
        results_kept: float,
        has_callback: Callable[[str], bool],
        new_id: Callable[[], str],
    ) -> None:
        """`results_kept`: seconds for which a result answers others; `has_callback`: of an operation."""
        self._operations = operations
        self._results_kept = results_kept
        self._has_callback = has_callback
        self._new_id = new_id

    def named(self, request: TaskRequest) -> TaskRequest:
        """The request with its URI, by the content of its stored files where it has none. Raises NotFound."""
        recipe = self._operations[request.operation].recipe
        return replace(request, uri=request.uri or content_uri(request.files, request.parameters, recipe))

    def known(self, tx: Transaction, request: TaskRequest, now: float) -> KnownResult | None:
        """The result that answers the named request at once. Raises NotFound (no such operation)."""
        return self._known(tx, request, self._followed(tx, request.operation, request.uri, now), now)

    def live(self, tx: Transaction, operation: str, uri: str, now: float) -> str | None:
        """The id of the job that is to do or does this work."""
        return jobs.live(tx, operation, self._followed(tx, operation, uri, now))

    def record(self, tx: Transaction, request: TaskRequest, now: float, key: IdempotencyKey | None = None) -> Recorded:
        """Adds a task that has the result of the named request, or waits for it. `key`: its idempotency key.

        Raises NotFound, Deleted, IdempotencyMismatch, QuotaExceeded.
        """
        task_id = self._new_id()
        if key is not None:
            kept = idempotency.keep(tx, key, task_id, now)
            if repeated := _repeated(tx, kept, task_id):
                return repeated
            task_id = kept
        if request.sealed is not None and request.sealed.name is not None:
            kept = sealed_tasks.keep(tx, request.sealed.name, task_id)
            if repeated := _repeated(tx, kept, task_id):
                return repeated
        return self._add(tx, request, task_id, now)

    def _add(self, tx: Transaction, request: TaskRequest, task_id: str, now: float) -> Recorded:
        if request.charged_to is not None:
            api_keys.charge(tx, request.charged_to, now)
        uri = self._followed(tx, request.operation, request.uri, now)
        known, joined = self._known(tx, request, uri, now), False
        if known is None:
            added = jobs.add(tx, self._job(request, uri, now))
            job_id, joined = added.job_id, added.joined
        else:
            results.note_access(tx, known, now)
            job_id = known.job_id
        document_id = self._document(tx, request, now)
        cached = known is not None
        new = NewTask(task_id, request.client_id, job_id, now, request.tag, document_id, cached, joined)
        tasks.add(tx, new)
        traces.keep(tx, task_id, request.traceparent)
        self._add_callbacks(tx, request, task_id)
        if cached:
            callbacks.task_ended(tx, task_id, Status.COMPLETED, now)
            library_index.add_task(tx, task_id)
        task = tasks.find(tx, task_id) if cached or joined else None
        return Recorded(task or _pending(new, request), job_id)

    def _document(self, tx: Transaction, request: TaskRequest, now: float) -> str | None:
        """The document that the task belongs to: one that is kept already, or a new one."""
        if request.document_id is not None:
            documents.lock(tx, request.document_id)
            documents.existing(tx, request.document_id, request.client_id)
        if not request.keep_document:
            return request.document_id
        document_id = self._new_id()
        documents.add(tx, Document(document_id, request.client_id, request.files, now))
        return document_id

    def _followed(self, tx: Transaction, operation: str, uri: str, now: float) -> str:
        return redirects.follow(tx, operation, uri, now - self._results_kept)

    def _known(self, tx: Transaction, request: TaskRequest, uri: str, now: float) -> KnownResult | None:
        recipe = self._operations[request.operation].recipe
        if request.fresh:
            return None
        return results.find(tx, request.operation, uri, recipe, now - self._results_kept)

    def _job(self, request: TaskRequest, uri: str, now: float) -> NewJob:
        files = len(request.sealed.pictures) if request.sealed else len(request.files)
        return NewJob(
            id=self._new_id(),
            client_id=request.client_id,
            operation=request.operation,
            uri=uri,
            files=request.files,
            parameters=request.parameters,
            created_at=now,
            priority=request.priority,
            cost=SECONDS_PER_PAGE * max(1, files),
            recipe=self._operations[request.operation].recipe,
            share=request.share,
            overtakes=request.overtakes,
            inputs=referred(request.parameters),
        )

    def _add_callbacks(self, tx: Transaction, request: TaskRequest, task_id: str) -> None:
        if request.webhook is not None:
            hook = request.webhook
            callbacks.add(tx, NewCallback(self._new_id(), task_id, request.uri, hook.url, events=hook.events))
        if self._has_callback(request.operation):
            new = NewCallback(self._new_id(), task_id, request.uri, arguments=request.callback_args)
            callbacks.add(tx, new)


def _pending(new: NewTask, request: TaskRequest) -> Task:
    return Task(
        new.id,
        new.client_id,
        new.job_id,
        request.operation,
        Status.PENDING,
        new.created_at,
        tag=new.tag,
        files=request.files,
        document_id=new.document_id,
    )


def _repeated(tx: Transaction, kept: str, task_id: str) -> Recorded | None:
    """The earlier task `kept`, where a name stands for it rather than for the new one, and it was not forgotten."""
    earlier = tasks.find(tx, kept) if kept != task_id else None
    if earlier is None or not earlier.job_id:
        return None
    return Recorded(earlier, earlier.job_id, repeated=True)

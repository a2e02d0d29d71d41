"""What is wanted, and how it is recorded: a hit, a join or new work, each in one transaction."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from docusnap.database import api_keys, callbacks, documents, idempotency, jobs, redirects, sealed_tasks, tasks
from docusnap.database.base import Transaction
from docusnap.domain.callback import EVENTS, NewCallback
from docusnap.domain.document import Document
from docusnap.domain.errors import DocusnapError
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.queue import KnownResult, NewJob, NewTask
from docusnap.domain.task import SealedName, Status, StoredFile
from docusnap.operations.base import Operation
from docusnap.queue.service import SECONDS_PER_FILE

LOCAL = "local"
"""The client of work that comes from this process itself."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell that a task ended, and which ends."""

    url: str
    events: Sequence[str] = EVENTS


@dataclass(frozen=True, slots=True)
class Command:
    """Work that is wanted: an operation on a URI, with the input that the URI names.

    `callback_args` (JSON) are given back to the callable that is registered for the operation, when there is one.
    `as_document`: the files are a document that is kept. `fresh`: a result that is there already does not count.
    `pages`: how many there are to read, where the files do not tell.
    `charged_to`: the API key whose daily quota counts the task.
    """

    operation: str
    uri: str
    files: tuple[StoredFile, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    client_id: str = LOCAL
    tag: str | None = None
    priority: int = 0
    document_id: str | None = None
    as_document: bool = False
    fresh: bool = False
    callback_args: Sequence[Any] = ()
    webhook: Webhook | None = None
    key: IdempotencyKey | None = None
    known_as: SealedName | None = None
    pages: int | None = None
    charged_to: str | None = None


@dataclass(frozen=True, slots=True)
class Handle:
    """The task that has or waits for the result. `cached`: it is there; `joined`: the work was under way already.

    `repeated`: the task is that of an earlier request with the same idempotency key, or of the same sealed content.
    `document_id`: what its files are kept as.
    """

    task_id: str
    job_id: str
    cached: bool
    joined: bool
    repeated: bool = False
    document_id: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether there was no such work before."""
        return not (self.cached or self.joined or self.repeated)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was not there: the tasks that wait for it, and what was refused and why."""

    misses: Sequence[tuple[Command, Handle]]
    errors: Sequence[tuple[Command, DocusnapError]]


class Recorder:
    """Writes commands down, as methods over a transaction."""

    def __init__(
        self,
        operations: Mapping[str, Operation],
        *,
        results_kept: float,
        called: Set[str],
        new_id: Callable[[], str],
    ) -> None:
        """`called`: the operations for which a callable is registered."""
        self._operations = operations
        self._results_kept = results_kept
        self._called = called
        self._new_id = new_id

    def known(self, tx: Transaction, command: Command, now: float) -> KnownResult | None:
        """The result that answers the command at once. Raises NotFound (no such operation)."""
        return self._known(tx, command, self._name(tx, command.operation, command.uri, now), now)

    def live(self, tx: Transaction, operation: str, uri: str, now: float) -> str | None:
        """The id of the job that is to do or does this work."""
        return jobs.live(tx, operation, self._name(tx, operation, uri, now))

    def record(self, tx: Transaction, command: Command, now: float) -> Handle:
        """Makes a task that has the result or waits for it.

        Raises NotFound, Deleted, IdempotencyMismatch, QuotaExceeded.
        """
        task_id = self._new_id()
        if command.key is not None:
            kept = idempotency.keep(tx, command.key, task_id, now)
            if repeated := _repeated(tx, kept, task_id):
                return repeated
            task_id = kept
        if command.known_as is not None:
            kept = sealed_tasks.keep(tx, command.known_as, task_id)
            if repeated := _repeated(tx, kept, task_id):
                return repeated
        if command.charged_to is not None:
            api_keys.charge(tx, command.charged_to, now)
        uri = self._name(tx, command.operation, command.uri, now)
        known, joined = self._known(tx, command, uri, now), False
        if known is None:
            added = jobs.add(tx, self._job(command, uri, now))
            job_id, joined = added.job_id, added.joined
        else:
            jobs.note_access(tx, known, now)
            job_id = known.job_id
        document_id = command.document_id
        if document_id is not None:
            documents.existing(tx, document_id, command.client_id)
        if command.as_document:
            document_id = self._new_id()
            documents.add(tx, Document(document_id, command.client_id, command.files, now))
        task = NewTask(
            id=task_id,
            client_id=command.client_id,
            job_id=job_id,
            created_at=now,
            tag=command.tag,
            document_id=document_id,
            cached=known is not None,
            joined=joined,
        )
        tasks.add(tx, task)
        self._add_callbacks(tx, command, task_id)
        if known is not None:
            callbacks.task_ended(tx, task_id, Status.COMPLETED, now)
        return Handle(task_id, job_id, known is not None, joined, document_id=document_id)

    def _name(self, tx: Transaction, operation: str, uri: str, now: float) -> str:
        return redirects.follow(tx, operation, uri, now - self._results_kept)

    def _known(self, tx: Transaction, command: Command, uri: str, now: float) -> KnownResult | None:
        recipe = self._operations[command.operation].recipe
        if command.fresh:
            return None
        return jobs.result_of(tx, command.operation, uri, recipe, now - self._results_kept)

    def _job(self, command: Command, uri: str, now: float) -> NewJob:
        return NewJob(
            id=self._new_id(),
            client_id=command.client_id,
            operation=command.operation,
            uri=uri,
            files=command.files,
            parameters=command.parameters,
            created_at=now,
            priority=command.priority,
            cost=SECONDS_PER_FILE * max(1, command.pages or len(command.files)),
            recipe=self._operations[command.operation].recipe,
        )

    def _add_callbacks(self, tx: Transaction, command: Command, task_id: str) -> None:
        if command.webhook is not None:
            hook = command.webhook
            callbacks.add(tx, NewCallback(self._new_id(), task_id, command.uri, hook.url, events=hook.events))
        if command.operation in self._called:
            new = NewCallback(self._new_id(), task_id, command.uri, arguments=command.callback_args)
            callbacks.add(tx, new)


def _repeated(tx: Transaction, kept: str, task_id: str) -> Handle | None:
    """The earlier task `kept`, where a name stands for it rather than for the new one, and it was not forgotten."""
    earlier = tasks.find(tx, kept) if kept != task_id else None
    if earlier is None or not earlier.job_id:
        return None
    return Handle(kept, earlier.job_id, earlier.cached, earlier.joined, repeated=True)

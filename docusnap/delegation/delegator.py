"""Get the result or delegate the work: everyone who wants something done goes through here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docusnap.database import jobs, readings, tasks
from docusnap.database.base import Database, Transaction
from docusnap.database.jobs import NewJob
from docusnap.database.readings import ReadingKey
from docusnap.database.tasks import NewTask
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.domain.errors import MissingInput, NotFound, NotReady
from docusnap.domain.page import Page
from docusnap.domain.task import StoredFile, Task
from docusnap.operations.base import Clock, Operation
from docusnap.operations.uri import content_uri
from docusnap.queue.service import SECONDS_PER_FILE

LOCAL = "local"
"""The client of work that comes from this process itself."""


@dataclass(frozen=True, slots=True)
class Command:
    """Work that is wanted: an operation on a URI, with the input that the URI names."""

    operation: str
    uri: str
    files: tuple[StoredFile, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    client_id: str = LOCAL
    tag: str | None = None
    priority: int = 0
    document_id: str | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Handle:
    """The task that has or waits for the result. `cached`: it is there; `joined`: the work was under way already."""

    task_id: str
    job_id: str
    cached: bool
    joined: bool


class Delegator:
    """Answers from what is known, joins what is under way, and delegates the rest to the workers."""

    def __init__(
        self,
        database: Database,
        uploads: Uploads,
        operations: Mapping[str, Operation],
        waiters: Waiters,
        *,
        results_kept: float,
        picture: Callable[[ReadingKey, Page], bytes],
        wake: Callable[[str], None],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        """`results_kept`: seconds for which a result answers later identical tasks; `wake` is told jobs that are due.

        `picture` shows a page that was read; `new_id` makes ids that cannot be guessed.
        """
        self._database = database
        self._uploads = uploads
        self._operations = operations
        self._waiters = waiters
        self._results_kept = results_kept
        self._picture = picture
        self._wake = wake
        self._clock = clock
        self._new_id = new_id

    @property
    def operations(self) -> Sequence[str]:
        """The names of all operations."""
        return list(self._operations)

    def get_or_delegate(self, command: Command) -> Handle:
        """Makes a task that has the result, or waits for it; on disk when it returns. Raises StorageFailure."""
        now = self._clock()
        handle = self._database.write(lambda tx: self._delegate(tx, command, now))
        if not (handle.cached or handle.joined):
            self._wake(handle.job_id)
        return handle

    def _delegate(self, tx: Transaction, command: Command, now: float) -> Handle:
        known = None
        if not command.fresh:
            known = jobs.result_of(tx, command.operation, command.uri, now - self._results_kept)
        joined = False
        if known is None:
            new = NewJob(
                id=self._new_id(),
                client_id=command.client_id,
                operation=command.operation,
                uri=command.uri,
                files=command.files,
                parameters=command.parameters,
                created_at=now,
                priority=command.priority,
                cost=SECONDS_PER_FILE * max(1, len(command.files)),
            )
            added = jobs.add(tx, new)
            job_id, joined = added.job_id, added.joined
        else:
            job_id = known
        task = NewTask(
            id=self._new_id(),
            client_id=command.client_id,
            job_id=job_id,
            created_at=now,
            tag=command.tag,
            document_id=command.document_id,
            cached=known is not None,
        )
        tasks.add(tx, task)
        return Handle(task.id, job_id, known is not None, joined)

    def submit(
        self,
        operation: str,
        uploads: Sequence[bytes],
        parameters: Mapping[str, Any],
        *,
        client_id: str,
        tag: str | None = None,
    ) -> Task:
        """Records a task on uploaded files; when it returns, the bytes and the row are on disk.

        Raises NotFound (no such operation), MissingInput, TooLarge, TooManyPages, UnsupportedFile, UnreadableFile
        or StorageFailure; then nothing was accepted.
        """
        recipe = self._operations[operation].recipe
        if not uploads and "form" not in parameters:
            raise MissingInput
        stored = self._uploads.store(uploads)
        uri = content_uri(stored, parameters, recipe)
        handle = self.get_or_delegate(Command(operation, uri, stored, parameters, client_id, tag))
        self._uploads.ensure(stored, uploads)
        return self.task(handle.task_id, client_id=client_id)

    def task(self, task_id: str, *, client_id: str) -> Task:
        """The client's task as it stands. Raises NotFound, also for another client's."""
        task = self._database.read(lambda tx: tasks.find(tx, task_id))
        if task is None or task.client_id != client_id:
            raise NotFound("There is no task with this id.")
        return task

    def wait(self, task_id: str, seconds: float, *, client_id: str) -> Task:
        """The task when it has ended, or as it stands after `seconds`. Raises NotFound."""
        task = self.task(task_id, client_id=client_id)
        if task.status.ended or seconds <= 0:
            return task
        with self._waiters.waiting_for(task.job_id) as ended:
            task = self.task(task_id, client_id=client_id)
            if task.status.ended:
                return task
            ended.wait(seconds)
        return self.task(task_id, client_id=client_id)

    def cancel(self, task_id: str, *, client_id: str) -> Task:
        """Ends the client's task; the work stops too when nobody else waits for it. Raises NotFound."""
        task = self.task(task_id, client_id=client_id)
        now = self._clock()
        self._database.write(lambda tx: tasks.cancel(tx, task, now))
        self._waiters.notify(task.job_id)
        return self.task(task_id, client_id=client_id)

    def page(self, task_id: str, number: int, *, client_id: str) -> Page:
        """Page `number` (from 1) with its words. Raises NotFound, or NotReady before the pages were read."""
        return self._reading(task_id, number, client_id)[1]

    def page_image(self, task_id: str, number: int, *, client_id: str) -> bytes:
        """The upright picture that the page's boxes refer to. Raises NotFound, or NotReady."""
        return self._picture(*self._reading(task_id, number, client_id))

    def _reading(self, task_id: str, number: int, client_id: str) -> tuple[ReadingKey, Page]:
        task = self.task(task_id, client_id=client_id)
        reading = self._database.read(lambda tx: readings.page_of_task(tx, task_id, number))
        if reading is None and not task.status.ended:
            raise NotReady("The pages of this task are not read yet; ask again later.")
        if reading is None:
            raise NotFound(f"The task has no page {number}.")
        return reading

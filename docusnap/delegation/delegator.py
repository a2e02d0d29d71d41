"""Takes work in and gives results out: everyone who wants a result goes through here."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docusnap.database import jobs, readings
from docusnap.database.base import Database
from docusnap.database.jobs import NewTask
from docusnap.database.readings import Reading
from docusnap.delegation.waiters import Waiters
from docusnap.domain.errors import (
    BadRequest,
    MissingInput,
    NotFound,
    NotReady,
    TooLarge,
    TooManyPages,
)
from docusnap.domain.page import Page
from docusnap.domain.task import StoredFile, Task
from docusnap.files.base import FileStore
from docusnap.operations.base import Clock, Operation
from docusnap.pages.media import HEAD_BYTES, media_type


class Delegator:
    """Records what clients ask for, wakes the workers, and answers how far it is."""

    def __init__(
        self,
        database: Database,
        files: FileStore,
        operations: Mapping[str, Operation],
        waiters: Waiters,
        *,
        max_file_bytes: int,
        max_pages: int,
        wake: Callable[[str], None],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        """`wake` is called with a job's id when there is work; `new_id` makes ids that cannot be guessed."""
        self._database = database
        self._files = files
        self._operations = operations
        self._waiters = waiters
        self._max_file_bytes = max_file_bytes
        self._max_pages = max_pages
        self._wake = wake
        self._clock = clock
        self._new_id = new_id

    @property
    def operations(self) -> Sequence[str]:
        """The names of all operations."""
        return list(self._operations)

    def submit(
        self,
        operation: str,
        uploads: Sequence[bytes],
        parameters: Mapping[str, Any],
        *,
        client_id: str,
        tag: str | None = None,
    ) -> Task:
        """Records a task; when it returns, the bytes and the row are on disk.

        Raises NotFound (no such operation), MissingInput, TooLarge, TooManyPages, UnsupportedFile, UnreadableFile
        or StorageFailure; then nothing was accepted.
        """
        recipe = self._operations[operation].recipe
        if not uploads and "form" not in parameters:
            raise MissingInput
        types = self._media_types(uploads)
        files = tuple(self._files.put(content, kind) for content, kind in zip(uploads, types, strict=True))
        new = NewTask(
            task_id=self._new_id(),
            job_id=self._new_id(),
            client_id=client_id,
            operation=operation,
            uri=content_uri(files, parameters, recipe),
            files=files,
            parameters=parameters,
            created_at=self._clock(),
            tag=tag,
        )
        self._wake(self._database.write(lambda tx: jobs.add_task(tx, new)))
        return self.task(new.task_id, client_id=client_id)

    def task(self, task_id: str, *, client_id: str) -> Task:
        """The client's task as it stands. Raises NotFound, also for another client's."""
        task = self._database.read(lambda tx: jobs.task(tx, task_id))
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

    def page(self, task_id: str, number: int, *, client_id: str) -> Page:
        """Page `number` (from 1) with its words. Raises NotFound, or NotReady before the pages were read."""
        return self._reading(task_id, number, client_id).page

    def page_image(self, task_id: str, number: int, *, client_id: str) -> bytes:
        """The upright picture that the page's boxes refer to. Raises NotFound, or NotReady."""
        return self._files.get(self._reading(task_id, number, client_id).image.sha256)

    def _reading(self, task_id: str, number: int, client_id: str) -> Reading:
        task = self.task(task_id, client_id=client_id)
        reading = self._database.read(lambda tx: readings.page_of_task(tx, task_id, number))
        if reading is None and not task.status.ended:
            raise NotReady("The pages of this task are not read yet; ask again later.")
        if reading is None:
            raise NotFound(f"The task has no page {number}.")
        return reading

    def _media_types(self, uploads: Sequence[bytes]) -> list[str]:
        if len(uploads) > self._max_pages:
            raise TooManyPages(f"{len(uploads)} files; this server takes {self._max_pages} in one task.")
        for number, content in enumerate(uploads, 1):
            if len(content) > self._max_file_bytes:
                raise TooLarge(f"File {number} has {len(content)} bytes; this server takes {self._max_file_bytes}.")
        return [_media_type(number, content) for number, content in enumerate(uploads, 1)]


def _media_type(number: int, content: bytes) -> str:
    try:
        return media_type(content[:HEAD_BYTES])
    except BadRequest as error:
        raise type(error)(f"File {number}: {error}") from error


def content_uri(files: Sequence[StoredFile], parameters: Mapping[str, Any], recipe: str) -> str:
    """Names the input by content: "sha256:" over the files' names in order, the parameters and the recipe."""
    named = json.dumps([[f.sha256 for f in files], parameters, recipe], sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(named.encode()).hexdigest()

"""Get the result or delegate the work: everyone who wants something done goes through here."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docusnap.database import api_keys, callbacks, idempotency, jobs, tasks
from docusnap.database.base import Database, Transaction
from docusnap.delegation.admission import Admission
from docusnap.delegation.commands import Bulk, Command, Handle, Recorder, Webhook
from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.tasks import Tasks
from docusnap.delegation.uploads import Uploads
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.worker import Worker
from docusnap.domain.callback import Delivery
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import CallbacksOff, DocusnapError, MissingInput
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.page import Page, ReadingKey
from docusnap.domain.queue import KnownResult
from docusnap.domain.task import Status, Task
from docusnap.files.base import sha256_of
from docusnap.operations.base import Operation
from docusnap.operations.uri import content_uri
from docusnap.queue.erasure import Forgetting
from docusnap.queue.service import DocumentQueueService, Ended

log = logging.getLogger(__name__)

Mitigation = Callable[[Command], bool]
"""Says of a miss whether it is done here and now."""


def never(command: Command) -> bool:
    """All work is left to the workers."""
    return False


class Delegator(Tasks):
    """Answers from what is known, joins what is under way, and delegates the rest to the workers."""

    def __init__(
        self,
        database: Database,
        uploads: Uploads,
        operations: Mapping[str, Operation],
        waiters: Waiters,
        forgetting: Forgetting,
        recorder: Recorder,
        fetcher: Fetcher,
        webhooks: Webhooks | None,
        queue: DocumentQueueService,
        worker: Worker,
        admission: Admission,
        *,
        picture: Callable[[ReadingKey, Page], bytes],
        wake: Callable[[str], None],
        ended: Callable[[str], None],
        clock: WallClock,
        mitigation: Mitigation = never,
    ) -> None:
        """`picture` shows a page that was read.

        `wake` is told jobs that are due, `ended` those that have ended or whose result answered.
        """
        self.admission = admission
        super().__init__(database, waiters, forgetting, picture=picture)
        self._uploads = uploads
        self._operations = operations
        self._recorder = recorder
        self._fetcher = fetcher
        self._webhooks = webhooks
        self._queue = queue
        self._worker = worker
        self._wake = wake
        self._ended = ended
        self._clock = clock
        self._mitigation = mitigation

    @property
    def operations(self) -> Sequence[str]:
        """The names of all operations."""
        return list(self._operations)

    def get_or_delegate(self, operation: str, uri: str, *callback_args: Any) -> Mapping[str, Any] | Handle:
        """The result where it is known; else the handle of a task that waits for it, on disk when this returns.

        When the task ends, the callable of the operation gets `callback_args` (JSON) back; a result that is returned
        here is told to nobody. Raises NotFound (no such operation), StorageFailure.
        """
        found: list[Mapping[str, Any]] = []
        bulk = self.bulk_get_or_delegate(
            [Command(operation, uri, callback_args=callback_args)], lambda _, result: found.append(result)
        )
        for _, error in bulk.errors:
            raise error
        return found[0] if found else bulk.misses[0][1]

    def bulk_get_or_delegate(
        self, commands: Sequence[Command], cache_hits_cb: Callable[[Command, Mapping[str, Any]], object]
    ) -> Bulk:
        """Many at once, in one transaction: known results go to the callback alone, the rest is delegated.

        Equal commands share one job, each with a task of its own. Raises StorageFailure; then nothing was recorded.
        """
        now = self._clock()
        hits, misses, errors = self._database.write(lambda tx: self._record_misses(tx, commands, now))
        for command, known in hits:
            cache_hits_cb(command, known.result)
        left = []
        for command, handle in misses:
            self._wake_for(handle)
            if self._mitigation(command) and (result := self._result_now(command)) is not None:
                cache_hits_cb(command, result)
            else:
                left.append((command, handle))
        return Bulk(left, errors)

    def delegate(self, command: Command) -> Handle:
        """Makes a task that has the result, or waits for it; on disk when it returns.

        Raises NotFound (no such operation), IdempotencyMismatch, StorageFailure.
        """
        return self._delegate(command, self._clock())

    def _delegate(self, command: Command, now: float) -> Handle:
        handle = self._database.write(lambda tx: self._recorder.record(tx, command, now))
        self._wake_for(handle)
        if not handle.cached and not handle.repeated and self._mitigation(command):
            self.consume(command.operation, command.uri)
        return handle

    def consume(self, operation: str, uri: str) -> Ended | None:
        """Does the pending work for that name now, in this thread; None when there is none (left to be done)."""
        now = self._clock()
        job_id = self._database.read(lambda tx: self._recorder.live(tx, operation, uri, now))
        item = self._database.read(lambda tx: jobs.find(tx, job_id)) if job_id else None
        claimed = self._queue.mark_in_progress(item) if item else None
        return self._worker.run(claimed) if claimed else None

    def submit(
        self,
        operation: str,
        uploads: Sequence[bytes | str],
        parameters: Mapping[str, Any],
        *,
        client_id: str,
        tag: str | None = None,
        webhook: Webhook | None = None,
        idempotency_key: str | None = None,
        priority: int = 0,
        as_document: bool = False,
        charged_to: str | None = None,
    ) -> Task:
        """Records a task on uploaded files (or addresses of them); when it returns, bytes and row are on disk.

        New work is `pending`, whoever may have begun it since; known results and work under way are told as they stand.

        `as_document`: they are kept as a document too, in the same transaction. `charged_to`: the API key whose daily
        quota counts the task.

        Raises NotFound (no such operation), MissingInput, CallbacksOff, AddressRefused, IdempotencyMismatch,
        QuotaExceeded, TooManyWaiting, FetchingOff, FetchFailed, Busy, TooLarge, TooManyPages, UnsupportedFile,
        UnreadableFile, StorageFull or StorageFailure; then nothing was accepted.
        """
        recipe = self._operations[operation].recipe
        if not uploads and "form" not in parameters:
            raise MissingInput
        if webhook is not None:
            self.check_webhook(webhook.url)
        key = None
        if idempotency_key is not None:
            asked = _asked(uploads, parameters, tag, webhook)
            key = IdempotencyKey.of(client_id, idempotency_key, operation, priority, as_document, *asked)
            if earlier := self.earlier(key):
                return earlier
        self.check_admission(client_id, sum(map(len, uploads)), charged_to)
        contents = self._fetcher.contents(uploads)
        stored = self._uploads.store(contents)
        uri = content_uri(stored, parameters, recipe)
        command = Command(
            operation,
            uri,
            stored,
            parameters,
            client_id,
            tag,
            priority,
            as_document=as_document,
            webhook=webhook,
            key=key,
            charged_to=charged_to,
        )
        now = self._clock()
        handle = self._delegate(command, now)
        log.info("submitted task %s as job %s", handle.task_id, handle.job_id, extra={"action": "task_submitted"})
        self._uploads.ensure(stored, contents)
        if not handle.is_new:
            return self.task(handle.task_id, client_id=client_id)
        return Task(
            handle.task_id,
            client_id,
            handle.job_id,
            operation,
            Status.PENDING,
            now,
            tag=tag,
            files=stored,
            document_id=handle.document_id,
        )

    def check_admission(self, client_id: str, size: int, charged_to: str | None) -> None:
        """Raises QuotaExceeded, TooManyWaiting or StorageFull; to be asked before anything is stored."""
        if charged_to is not None:
            now = self._clock()
            self._database.read(lambda tx: api_keys.check_quota(tx, charged_to, now))
        self.admission.check(client_id, size)

    def check_webhook(self, url: str) -> None:
        """Raises CallbacksOff or AddressRefused when this server sends no webhooks there."""
        if self._webhooks is None:
            raise CallbacksOff
        self._webhooks.check(url)

    def deliveries(self, task_id: str, *, client_id: str) -> list[Delivery]:
        """The attempts to tell the end of the client's task, oldest first. Raises NotFound."""
        task = self.task(task_id, client_id=client_id)
        return self._database.read(lambda tx: callbacks.deliveries(tx, task.id))

    def _record_misses(
        self, tx: Transaction, commands: Sequence[Command], now: float
    ) -> tuple[list[tuple[Command, KnownResult]], list[tuple[Command, Handle]], list[tuple[Command, DocusnapError]]]:
        hits, misses, errors = [], [], []
        for command in commands:
            try:
                if known := self._recorder.known(tx, command, now):
                    jobs.note_access(tx, known, now)
                    hits.append((command, known))
                else:
                    misses.append((command, self._recorder.record(tx, command, now)))
            except DocusnapError as error:
                errors.append((command, error))
        return hits, misses, errors

    def _result_now(self, command: Command) -> Mapping[str, Any] | None:
        self.consume(command.operation, command.uri)
        now = self._clock()
        known = self._database.read(lambda tx: self._recorder.known(tx, command, now))
        return known.result if known else None

    def _wake_for(self, handle: Handle) -> None:
        if handle.cached:
            self._ended(handle.job_id)
        elif handle.is_new:
            self._wake(handle.job_id)

    def earlier(self, key: IdempotencyKey) -> Task | None:
        """The task that the key stands for. Raises IdempotencyMismatch when it came with another request."""
        now = self._clock()
        task_id = self._database.read(lambda tx: idempotency.subject_of(tx, key, now))
        return self._database.read(lambda tx: tasks.find(tx, task_id)) if task_id else None


def _asked(
    uploads: Sequence[bytes | str], parameters: Mapping[str, Any], tag: str | None, webhook: Webhook | None
) -> Sequence[Any]:
    """What the request asks for, not its bytes: a form's boundary may differ from one sending to the next."""
    inputs = [upload if isinstance(upload, str) else sha256_of(upload) for upload in uploads]
    return [inputs, parameters, tag, [webhook.url, *webhook.events] if webhook else None]

"""A client's tasks: reading, waiting for, cancelling and deleting them; their pages and deliveries."""

from collections.abc import Callable, Mapping

from docusnap.database import attempts, callbacks, corrections, readings, replays, sealed_tasks, tasks
from docusnap.database.base import Database, Transaction
from docusnap.delegation.page_pictures import PagePictures
from docusnap.delegation.waiters import Waiters
from docusnap.domain.callback import Delivery
from docusnap.domain.correction import Correction, field_named, original_of
from docusnap.domain.errors import BadRequest, Deleted, NotFound, NotReady
from docusnap.domain.page import Page, ReadingKey
from docusnap.domain.task import SealedName, Status, Task, TaskFilter, Work
from docusnap.queue import library_index
from docusnap.queue.erasure import Erased, Erasure

RECHECK_SECONDS = 1.0
"""How often a waiting caller looks into the database: another process may have ended the job."""


class Tasks:
    """Every call is for one client; another client's task is not found."""

    def __init__(
        self,
        database: Database,
        waiters: Waiters,
        erasure: Erasure,
        *,
        pictures: PagePictures,
    ) -> None:
        """`pictures`: of pages that were read."""
        self._database = database
        self._pictures = pictures
        self._waiters = waiters
        self._erasure = erasure

    def task(self, task_id: str, *, client_id: str) -> Task:
        """The client's task as it stands. Raises NotFound, also for another client's, or Deleted.

        One that was deleted before it had ended is not Deleted but cancelled.
        """
        task = self._database.read(lambda tx: tasks.find(tx, task_id, client_id))
        if task is None:
            raise NotFound("There is no task with this id.")
        if task.forgotten_at is not None and task.status is not Status.CANCELLED:
            raise Deleted.at("The task", task.forgotten_at)
        return task

    def listed(self, wanted: TaskFilter, before: tuple[float, str] | None, limit: int, *, client_id: str) -> list[Task]:
        """The client's tasks, newest first, older than `before` (created_at and id); without what was deleted."""
        return self._database.read(lambda tx: tasks.listed(tx, client_id, wanted, before, limit))

    def wait(self, task_id: str, seconds: float, *, client_id: str) -> Task:
        """The task when it has ended, or as it stands after `seconds`. Raises NotFound or Deleted."""
        task = self.task(task_id, client_id=client_id)
        if task.job_id is None or task.status.ended or seconds <= 0:
            return task
        with self._waiters.waiting_for(task.job_id) as ended:
            task = self.task(task_id, client_id=client_id)
            while not task.status.ended and seconds > 0:
                ended.wait(min(seconds, RECHECK_SECONDS))
                seconds -= RECHECK_SECONDS
                task = self.task(task_id, client_id=client_id)
        return task

    def correct(
        self, task_id: str, values: Mapping[str, str | None], *, client_id: str, made_by: str, now: float
    ) -> Task:
        """Keeps what is right of some fields beside what was read there; None: there is no such value.

        Fields go by their labels, their stable keys or their ids. Returns the task as it stands then. Raises NotFound,
        Deleted, NotReady before it has ended, BadRequest where its result has no values, StorageFailure.
        """
        task = self.task(task_id, client_id=client_id)
        if task.result is None and not task.status.ended:
            raise NotReady
        result = task.result or {}
        if "kv" not in result and not result.get("fields"):
            raise BadRequest("The result of this task has no values that can be corrected.")
        fields = {field_named(result, name): value for name, value in values.items()}

        def write(tx: Transaction) -> None:
            for field, value in fields.items():
                corrections.add(tx, task_id, Correction(field, original_of(result, field), value, made_by, now))
            library_index.add_task(tx, task_id)

        self._database.write(write)
        return self.task(task_id, client_id=client_id)

    def delete(self, task_id: str, *, client_id: str) -> Task:
        """Deletes the client's task, and cancels it when it has not ended; doing it again changes nothing.

        Work, result and words go with it when nobody else has a task of the same work; files when neither a task nor
        a document needs them. Returns what is left: a task without content. Raises NotFound, StorageFailure.
        """
        return self._erasure.task(task_id, client_id=client_id)

    def delete_client(self, client_id: str, *, operation: str | None = None) -> Erased:
        """Deletes every task and document of the client; with an `operation`, only its tasks of that.

        Returns how much went. Raises StorageFailure.
        """
        return self._erasure.client(client_id, operation=operation)

    def page(self, task_id: str, number: int, *, client_id: str) -> Page:
        """Page `number` (from 1) with its words. Raises NotFound, Deleted, or NotReady before the pages were read."""
        return self._reading(task_id, number, client_id)[1]

    def work(self, task_id: str, *, client_id: str) -> Work:
        """How the work of the client's task went. Raises NotFound or Deleted."""
        self.task(task_id, client_id=client_id)
        return self._database.read(lambda tx: attempts.work_of_task(tx, task_id))

    def pages_read(self, task_id: str, *, client_id: str) -> int:
        """How many of the first pages are read already, also while the others still are. Raises NotFound or Deleted."""
        self.task(task_id, client_id=client_id)
        return self._database.read(lambda tx: readings.pages_of_task(tx, task_id))

    def page_image(
        self, task_id: str, number: int, *, client_id: str, before_making: Callable[[], object] = bool
    ) -> bytes:
        """The upright picture that the page's boxes refer to. Raises NotFound, Deleted, or NotReady.

        `before_making` is called where the picture is not at hand, and may raise.
        """
        return self._pictures.of(*self._reading(task_id, number, client_id), before_making)

    def deliveries(self, task_id: str, *, client_id: str) -> list[Delivery]:
        """The attempts to tell the end of the client's task, oldest first. Raises NotFound or Deleted."""
        task = self.task(task_id, client_id=client_id)
        return self._database.read(lambda tx: callbacks.deliveries(tx, task.id))

    def keep_nonce(self, nonce: str, *, now: float, until: float) -> bool:
        """Remembers the nonce of a sealed request until then; False where it came before. Raises StorageFailure."""
        return self._database.write(lambda tx: replays.keep(tx, nonce, now, until))

    def by_sealed_name(self, name: SealedName) -> Task | None:
        """The task that a phone calls so, as it stands."""

        def read(tx: Transaction) -> Task | None:
            task_id = sealed_tasks.task_of(tx, name)
            return tasks.find(tx, task_id) if task_id else None

        return self._database.read(read)

    def delete_sealed(self, client_id: str, sha256: str | None, type_: str | None) -> None:
        """Deletes the phone's tasks with that content and of that type; None stands for any. Raises StorageFailure."""
        if sha256 is None and type_ is None:
            self.delete_client(client_id)
            return
        for task_id in self._database.read(lambda tx: sealed_tasks.tasks_of(tx, client_id, sha256, type_)):
            self.delete(task_id, client_id=client_id)

    def _reading(self, task_id: str, number: int, client_id: str) -> tuple[ReadingKey, Page]:
        task = self.task(task_id, client_id=client_id)
        reading = self._database.read(lambda tx: readings.page_of_task(tx, task_id, number))
        if reading is None and not task.status.ended:
            raise NotReady("The pages of this task are not read yet; ask again later.")
        if reading is None:
            raise NotFound(f"The task has no page {number}.")
        return reading

"""A client's tasks: how they stand, waiting for them, ending them, and the pages they showed."""

from collections.abc import Callable

from docusnap.database import readings, tasks
from docusnap.database.base import Database
from docusnap.database.readings import ReadingKey
from docusnap.delegation.waiters import Waiters
from docusnap.domain.errors import NotFound, NotReady
from docusnap.domain.page import Page
from docusnap.domain.task import Task
from docusnap.operations.base import Clock

RECHECK_SECONDS = 1.0
"""How often a waiting caller looks into the database: another process may have ended the job."""


class Tasks:
    """Every call is for one client; another client's task is not found."""

    def __init__(
        self,
        database: Database,
        waiters: Waiters,
        *,
        picture: Callable[[ReadingKey, Page], bytes],
        ended: Callable[[str], None],
        clock: Clock,
    ) -> None:
        """`picture` shows a page that was read; `ended` is told the job of a task that was cancelled."""
        self._database = database
        self._picture = picture
        self._waiters = waiters
        self._ended = ended
        self._clock = clock

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
            while not task.status.ended and seconds > 0:
                ended.wait(min(seconds, RECHECK_SECONDS))
                seconds -= RECHECK_SECONDS
                task = self.task(task_id, client_id=client_id)
        return task

    def cancel(self, task_id: str, *, client_id: str) -> Task:
        """Ends the client's task; the work stops too when nobody else waits for it. Raises NotFound."""
        task = self.task(task_id, client_id=client_id)
        now = self._clock()
        self._database.write(lambda tx: tasks.cancel(tx, task, now))
        self._ended(task.job_id)
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

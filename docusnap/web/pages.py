"""The pages of tasks as they are shown: picture, words to select, boxes of values; and crops of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docusnap.delegation.tasks import Tasks
from docusnap.domain.errors import Deleted, NotFound, NotReady
from docusnap.domain.page import Line, Page
from docusnap.domain.task import Task
from docusnap.web.values import Box, Place, Shown

AT_ONCE = 2
"""Pages that are sent with the page of a task; the others come when they are scrolled to."""
_AROUND = 0.35
_LEAST_AROUND = 8


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of a task; without `page` one that comes later. `boxes`: what is marked on it."""

    task_id: str
    number: int
    page: Page | None = None
    boxes: Sequence[Shown] = ()

    @property
    def lines(self) -> Sequence[Line]:
        """What was read on it, in reading order."""
        return self.page.lines if self.page else ()


@dataclass(frozen=True, slots=True)
class Crop:
    """A piece of a page's picture: the box in pixels (left, top, width, height) and the size of the whole."""

    task_id: str
    page: int
    piece: tuple[float, float, float, float]
    width: int
    height: int


class Pages:
    """The pages that one client may see."""

    def __init__(self, tasks: Tasks, client_id: str) -> None:
        """Each page is read from the database once only."""
        self._tasks = tasks
        self._client_id = client_id
        self._known: dict[tuple[str, int], Page | None] = {}

    def of(self, task: Task, marked: Iterable[Shown]) -> list[ShownPage]:
        """The pages of the task that are read by now; the first ones whole."""
        boxes = [one for one in marked if one.place and one.place.task_id == task.id]
        shown = []
        for number in range(1, self._tasks.pages_read(task.id, client_id=self._client_id) + 1):
            if number > AT_ONCE:
                shown.append(ShownPage(task.id, number))
            elif page := self.page(task.id, number):
                shown.append(self.one(task.id, page, boxes))
        return shown

    @staticmethod
    def one(task_id: str, page: Page, boxes: Iterable[Shown]) -> ShownPage:
        """The page with those of the boxes that are on it."""
        on_it = [one for one in boxes if one.place and one.place.page == page.number]
        return ShownPage(task_id, page.number, page, on_it)

    def page(self, task_id: str, number: int) -> Page | None:
        """The page; None where it is not there: not read yet, or of another client."""
        key = (task_id, number)
        if key not in self._known:
            try:
                self._known[key] = self._tasks.page(task_id, number, client_id=self._client_id)
            except (NotFound, NotReady, Deleted):
                self._known[key] = None
        return self._known[key]

    def crop(self, place: Place) -> Crop | None:
        """The piece of the picture at the place, with a little around it; None where the page is not there."""
        page = self.page(place.task_id, place.page)
        if page is None:
            return None
        return Crop(place.task_id, place.page, _around(place.box, page), page.width, page.height)


def _around(box: Box, page: Page) -> tuple[float, float, float, float]:
    margin = max(_LEAST_AROUND, (box[3] - box[1]) * _AROUND)
    left, top = max(0, box[0] - margin), max(0, box[1] - margin)
    right, bottom = min(page.width, box[2] + margin), min(page.height, box[3] + margin)
    return left, top, max(1, right - left), max(1, bottom - top)

"""The contract of an operation: a named way to work on an input."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Protocol

from docusnap.domain.page import ReadingKey
from docusnap.domain.quality import Quality
from docusnap.domain.task import StoredFile


class Context(Protocol):
    """What a running operation can find out and do besides returning a result."""

    @property
    def attempt(self) -> int:
        """1 at the first try."""
        ...

    @property
    def deadline(self) -> float:
        """When its time is up, in Unix seconds; infinite when it may take as long as it likes."""
        ...

    @property
    def cancelled(self) -> bool:
        """Whether the work was cancelled or taken over by another worker; the next checkpoint raises then."""
        ...

    def progress(self, stage: str, done: int, total: int, *, quality: Sequence[Quality] = ()) -> None:
        """Reports progress to those who poll the task; also a checkpoint.

        `quality`: the verdict on the pictures of pages 1, 2, … that were seen so far, if there is one.
        """
        ...

    def checkpoint(self) -> None:
        """Raises when the work is to stop here: it was cancelled, the server is stopping, or the time is up."""
        ...

    def retry(self, *, countdown: float | None = None, **kwargs: Any) -> NoReturn:
        """Ends this attempt; the next one comes in `countdown` seconds (by the policy if None), with `kwargs` added."""
        ...

    def quarantine(self, **details: Any) -> NoReturn:
        """Gives up for good; the details are kept for the person who looks at it."""
        ...

    def get_or_add_redirect(self, uri: str) -> Mapping[str, Any] | None:
        """Records that this work is really that of `uri`: from now on this name leads there.

        Returns the result of `uri` where it is known; None: go on, and the result counts for both names. When the
        work of `uri` is under way already, that answers this one's tasks too, and this call raises to end here.
        """
        ...

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        """Records which readings are the pages 1, 2, … of the job."""
        ...


class Operation(Protocol):
    """A callable `(uri, context, **kwargs) -> result`, registered by name."""

    @property
    def recipe(self) -> str:
        """Changes whenever the result could change for the same input: prompts, models, engines, rules."""
        ...

    def __call__(self, uri: str, context: Context, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        """The result as JSON; called with `files` (the stored files, in order) and the job's parameters by name.

        Raises DocusnapError, or anything (then the job failed with `internal`).
        """
        ...


class RetryLater(Exception):  # noqa: N818 - not an error: what `Context.retry` raises
    """An operation asked to be called again."""

    def __init__(self, countdown: float | None, kept: Mapping[str, Any]) -> None:
        """`kept` are keyword arguments for the next attempt."""
        super().__init__("asked to be tried again")
        self.countdown = countdown
        self.kept = kept


class Quarantine(Exception):  # noqa: N818 - not an error: what `Context.quarantine` raises
    """An operation gave up for good."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        """`details` are for a person."""
        super().__init__("gave up")
        self.details = details


Input = StoredFile | bytes
"""A file that an operation works on: a stored one, or bytes of which nothing may be kept."""

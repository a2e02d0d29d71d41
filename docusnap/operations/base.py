"""The contract of an operation: a named way to work on an input."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from docusnap.database.readings import ReadingKey


class Context(Protocol):
    """What a running operation may ask of the house."""

    @property
    def attempt(self) -> int:
        """1 at the first try."""
        ...

    def progress(self, stage: str, done: int, total: int) -> None:
        """Tells how far it is; also a checkpoint."""
        ...

    def checkpoint(self) -> None:
        """Raises when the work should stop here: the server is stopping, or the time is up."""
        ...

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        """Tells which readings are the pages 1, 2, … of the job."""
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


Clock = Callable[[], float]
"""Unix time in seconds."""

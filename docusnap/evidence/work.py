"""How much work the checks of one answer may be, however much a model says."""

from collections.abc import Callable

MOST_WORK = 10_000_000
"""Characters that are looked at one by one: a few seconds. Honest answers take less than a twentieth of it."""
_BETWEEN_CHECKPOINTS = 50_000


class TooMuchWork(Exception):  # noqa: N818 - not an error: what is not checked by then stays so, and is told
    """All the work has been done that an answer may cost."""


class Work:
    """Counts what has been done, and stops where it is too much or where nobody wants it any more."""

    def __init__(self, checkpoint: Callable[[], None], most: int = MOST_WORK) -> None:
        """`checkpoint` is called about ten times a second; what it raises gets out."""
        self.done = 0.0
        self._checkpoint = checkpoint
        self._most = most
        self._next = 0.0

    def spend(self, characters: float) -> None:
        """Adds some: characters that Python looks at one by one; a search of its own counts them in thousands.

        Raises TooMuchWork, and what the checkpoint raises.
        """
        self.done += characters
        if self.done > self._most:
            raise TooMuchWork
        if self.done >= self._next:
            self._next = self.done + _BETWEEN_CHECKPOINTS
            self._checkpoint()


def unbounded() -> Work:
    """Work that may go on for as long as it takes."""
    return Work(lambda: None, 10**15)

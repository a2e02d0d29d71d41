"""How many requests of a costly kind are answered at the same time, so that threads are left for the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from docusnap.domain.errors import Busy


class AtOnce:
    """Lets a few in and refuses the rest at once: waiting would hold a thread too."""

    def __init__(self, most: int, doing: str) -> None:
        """`doing`: what the server does for them, as in "makes page pictures"."""
        self._free = BoundedSemaphore(most)
        self._doing = f"The server {doing} for {most} requests already"

    @contextmanager
    def one(self) -> Iterator[None]:
        """Counts while it is entered. Raises Busy."""
        if not self._free.acquire(blocking=False):
            raise Busy(f"{self._doing}; send this one again in a second.", retry_after=1)
        try:
            yield
        finally:
            self._free.release()

"""Wakes the workers of this process when another process wrote: it may have made a job due."""

from collections.abc import Callable

from docusnap.dispatch.wakes import Wakes

WATCH_SECONDS = 0.05


class Watch:
    """To be called every few moments, always from the same thread."""

    def __init__(self, changes: Callable[[], int], wakes: Wakes) -> None:
        """`changes`: a number that is another one after someone else's commit."""
        self._changes = changes
        self._wakes = wakes
        self._seen: int | None = None

    def look(self) -> None:
        """Wakes one worker when something changed; it wakes nobody while a wake-up waits to be heard.

        Raises StorageFailure.
        """
        changes = self._changes()
        if changes != self._seen:
            self._seen = changes
            if self._wakes.heard():
                self._wakes.put()

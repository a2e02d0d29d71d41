"""Limits on how often a key or an address may ask, counted in this process."""

import threading
from typing import Protocol

from docusnap.domain.clock import SteadyClock
from docusnap.domain.errors import RateLimited

_WINDOW = 60.0
_ROUNDING = 1e-6
_SWEPT_AT = 10_000


class RateLimits(Protocol):
    """How often each caller has asked."""

    def take(self, who: str, per_minute: int) -> None:
        """Counts one more request of `who`. Raises RateLimited, with the time until the next is allowed."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...


class Rates:
    """A leaky bucket for each caller (the generic cell rate algorithm): one number each.

    A limit of 60 a minute allows 60 requests at once, and then one a second.
    """

    def __init__(self, clock: SteadyClock) -> None:
        """Nothing is counted yet."""
        self._clock = clock
        self._empty_at: dict[str, float] = {}
        self._sweep_at = _SWEPT_AT
        self._lock = threading.Lock()

    def take(self, who: str, per_minute: int) -> None:
        """See `RateLimits`."""
        with self._lock:
            now = self._clock()
            empty_at = max(self._empty_at.get(who, now), now) + _WINDOW / per_minute
            if (over := empty_at - now - _WINDOW) > _ROUNDING:
                raise RateLimited(retry_after=over)
            self._empty_at[who] = empty_at
            if len(self._empty_at) >= self._sweep_at:
                self._sweep(now)

    def close(self) -> None:
        """See `RateLimits`: nothing."""

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._empty_at)

    def _sweep(self, now: float) -> None:
        """Forgets who has not asked for a while; seldom enough that it costs next to nothing."""
        self._empty_at = {who: at for who, at in self._empty_at.items() if at > now}
        self._sweep_at = max(_SWEPT_AT, 2 * len(self._empty_at))

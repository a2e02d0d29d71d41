"""Limits on how often a key or an address may ask, counted in Valkey for all servers together."""

import logging
import threading
from typing import Final

from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from docusnap.access.rates import RateLimits
from docusnap.domain.clock import SteadyClock, WallClock
from docusnap.domain.errors import RateLimited

log = logging.getLogger(__name__)

AWAY_SECONDS: Final = 10.0
"""How long the server is not asked again once it was away."""
_ANSWER_SECONDS: Final = 0.5
_PREFIX: Final = "docusnap:rates"
_SCHEMES: Final = {"redis": "valkey", "rediss": "valkeys"}


class SharedRates:
    """Implements `RateLimits` by a sliding window of one minute; of two counters, so that callers cost little.

    While the server is away, each process counts by itself, which is logged; a request waits half a second for it at
    most, and only one every ten seconds does.
    """

    def __init__(
        self,
        url: str,
        here: RateLimits,
        *,
        clock: SteadyClock,
        wall_clock: WallClock,
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        """`here`: counts while the server at `url` is away. Connects at the first request."""
        scheme, colon, rest = url.partition("://")
        storage = RedisStorage(
            _SCHEMES.get(scheme, scheme) + colon + rest,
            wrap_exceptions=True,
            key_prefix=_PREFIX,
            socket_timeout=answer_seconds,
            socket_connect_timeout=answer_seconds,
        )
        self._server = storage.storage
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._here = here
        self._clock = clock
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self._ask_again_at: float | None = None

    def take(self, who: str, per_minute: int) -> None:
        """See `RateLimits`."""
        again_at = None if self._away() else self._asked(who, per_minute)
        if again_at is None:
            self._here.take(who, per_minute)
        elif again_at > 0:
            raise RateLimited(retry_after=max(1.0, again_at - self._wall_clock()))

    def close(self) -> None:
        """See `RateLimits`."""
        self._server.connection_pool.disconnect()

    def _asked(self, who: str, per_minute: int) -> float | None:
        """When the next request is allowed, by the wall clock; 0: this one is. None: the server is away."""
        item = RateLimitItemPerMinute(per_minute)
        try:
            allowed = self._limiter.hit(item, who)
            again_at = 0.0 if allowed else self._limiter.get_window_stats(item, who).reset_time
        except StorageError as error:
            self._note(error)
            return None
        self._note(None)
        return again_at

    def _away(self) -> bool:
        with self._lock:
            return self._ask_again_at is not None and self._clock() < self._ask_again_at

    def _note(self, error: StorageError | None) -> None:
        with self._lock:
            before, self._ask_again_at = self._ask_again_at, self._clock() + AWAY_SECONDS if error else None
        if error and before is None:
            told = "requests are counted in each process by itself: the Valkey server is away (%s)"
            log.warning(told, error.storage_error, extra={"action": "rates_alone"})
        elif before is not None and not error:
            log.info("requests are counted over all servers again", extra={"action": "rates_shared"})

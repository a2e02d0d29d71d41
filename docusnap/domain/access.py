"""API keys and their scopes."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a key allows: submitting work, before others too, reading its tasks, administering the queue, the metrics.

    None contains another.
    """

    SUBMIT = "submit"
    OVERTAKE = "overtake"
    READ = "read"
    ADMIN = "admin"
    METRICS = "metrics"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as it is shown, without its secret.

    `rate`: requests a minute; `quota`: tasks a day (UTC), of which `used` were asked for today; None: no limit.
    `last_used_at` is known to the hour. Times are Unix seconds.
    """

    id: str
    name: str
    client_id: str
    scopes: frozenset[Scope]
    created_at: float
    rate: int | None = None
    quota: int | None = None
    used: int = 0
    expires_at: float | None = None
    last_used_at: float | None = None
    revoked_at: float | None = None

    def opens(self, now: float) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

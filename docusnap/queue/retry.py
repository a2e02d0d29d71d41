"""When a failed job is tried again: a pure function of the error, the attempt and how long it has been failing."""

from collections.abc import Callable
from dataclasses import dataclass

from docusnap.domain.errors import DocusnapError

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`attempts`: most claims for an error of unknown kind. `base`, `cap`: backoff, in seconds.

    `patience`: seconds during which an outage (an error that says that trying again helps) is waited out.
    """

    attempts: int = 3
    base: float = 2.0
    cap: float = 900.0
    patience: float = DAY


def retry_delay(
    error: Exception, attempt: int, failing_for: float, policy: RetryPolicy, uniform: Callable[[float, float], float]
) -> float | None:
    """Seconds until the next attempt, or None to give up.

    `attempt` counts from 1; `failing_for`: seconds since the first failure; `uniform(a, b)`: a random number between.
    Backoff of attempt - 1 doublings; never before the error's `retry_after` (a day at most).
    """
    if isinstance(error, DocusnapError):
        if not error.retryable or failing_for >= policy.patience:
            return None
    elif attempt >= policy.attempts:
        return None
    asked = getattr(error, "retry_after", None) or 0.0
    return max(backoff(attempt - 1, policy, uniform), min(asked, DAY))


def backoff(doublings: int, policy: RetryPolicy, uniform: Callable[[float, float], float]) -> float:
    """Seconds, with full jitter: between 0 and min(cap, base * 2^doublings)."""
    return uniform(0.0, min(policy.cap, policy.base * 2.0 ** min(doublings, 60)))

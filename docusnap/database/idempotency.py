"""Idempotency keys, as functions over a transaction: a request that is sent again is not done again."""

from collections.abc import Callable

from docusnap.database.base import Transaction
from docusnap.domain.errors import IdempotencyMismatch
from docusnap.domain.idempotency import IdempotencyKey

KEPT_SECONDS = 86_400.0
"""How long a key stands for what it was first sent with."""


def subject_of(tx: Transaction, key: IdempotencyKey, now: float) -> str | None:
    """The id of what the key stands for. Raises IdempotencyMismatch when it came with another request."""
    row = tx.row("key", client_id=key.client_id, name=key.name, expired=now - KEPT_SECONDS)
    if row is None:
        return None
    if row["fingerprint"] != key.fingerprint:
        raise IdempotencyMismatch
    return str(row["subject_id"])


def keep(tx: Transaction, key: IdempotencyKey, subject_id: str, now: float) -> str:
    """Lets the key stand for `subject_id`, or returns the id that it stands for already.

    Raises IdempotencyMismatch when it came with another request.
    """
    kept = tx.row(
        "keep_key",
        client_id=key.client_id,
        name=key.name,
        fingerprint=key.fingerprint,
        subject_id=subject_id,
        now=now,
        expired=now - KEPT_SECONDS,
    )
    return subject_id if kept else subject_of(tx, key, now) or subject_id


def once(tx: Transaction, key: IdempotencyKey | None, subject_id: str, now: float, act: Callable[[], bool]) -> bool:
    """Whether `act` did it (then the key stands for the subject), now or when the same request came before.

    Raises IdempotencyMismatch when the key came with another request.
    """
    if key is not None and subject_of(tx, key, now):
        return True
    done = act()
    if done and key is not None:
        keep(tx, key, subject_id, now)
    return done

"""Idempotency keys, as functions over a transaction: a request that is sent again is not done again."""

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

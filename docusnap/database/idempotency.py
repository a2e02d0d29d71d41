"""Idempotency keys, as functions over a transaction: a request that is sent again is not done again."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from docusnap.database.base import Transaction
from docusnap.database.compact import compact
from docusnap.domain.errors import IdempotencyMismatch

KEPT_SECONDS = 86_400.0
"""How long a key stands for what it was first sent with."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a client called its request, and what the request was: a hash of everything that matters in it."""

    client_id: str
    name: str
    fingerprint: str

    @classmethod
    def of(cls, client_id: str, name: str, *asked: Any) -> Self:
        """`asked` (JSON) is all that matters in the request."""
        return cls(client_id, name, hashlib.sha256(compact(asked).encode()).hexdigest())


def subject_of(tx: Transaction, key: Key, now: float) -> str | None:
    """The id of what the key stands for. Raises IdempotencyMismatch when it came with another request."""
    row = tx.row("key", client_id=key.client_id, name=key.name, expired=now - KEPT_SECONDS)
    if row is None:
        return None
    if row["fingerprint"] != key.fingerprint:
        raise IdempotencyMismatch
    return str(row["subject_id"])


def keep(tx: Transaction, key: Key, subject_id: str, now: float) -> str:
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

"""The Idempotency-Key of a request: sent again with the same key, it is not done again."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from docusnap.domain.compact_json import compact_json


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """What a client called its request, and what the request was: a hash of everything that matters in it."""

    client_id: str
    name: str
    fingerprint: str

    @classmethod
    def of(cls, client_id: str, name: str, *asked: Any) -> Self:
        """`asked` (JSON) is all that matters in the request."""
        return cls(client_id, name, hashlib.sha256(compact_json(asked).encode()).hexdigest())

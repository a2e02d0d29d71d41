"""Results that are there already, for work that is asked for again."""

import json

from docusnap.database.base import Transaction
from docusnap.domain.queue import KnownResult

ACCESS_SECONDS = 3600.0
"""How exactly the last use of a result is remembered."""


def find(tx: Transaction, operation: str, uri: str, recipe: str, after: float) -> KnownResult | None:
    """The newest result for this operation, URI and recipe that was there at `after` or later."""
    row = tx.row("result_of", operation=operation, uri=uri, recipe=recipe, after=after)
    return (
        KnownResult(row["id"], json.loads(row["result"]), row["last_accessed"] or row["finished_at"]) if row else None
    )


def note_access(tx: Transaction, known: KnownResult, now: float) -> None:
    """Remembers that the result was used, so that retention keeps it; to the hour, to write less."""
    if now - known.last_accessed >= ACCESS_SECONDS:
        tx.run("note_access", id=known.job_id, now=now)

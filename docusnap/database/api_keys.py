"""API keys, as functions over a transaction."""

from dataclasses import asdict

from docusnap.database.base import Row, Transaction
from docusnap.domain.access import ApiKey, Scope
from docusnap.domain.errors import QuotaExceeded

DAY_SECONDS = 86_400


def add(tx: Transaction, key: ApiKey, sha256: str) -> None:
    """Stores the key, with the SHA-256 of its text; the text itself is stored nowhere."""
    values = asdict(key) | {"scopes": ",".join(sorted(key.scopes))}
    tx.run(
        "add_api_key",
        **{n: v for n, v in values.items() if n not in ("used", "last_used_at", "revoked_at")},
        sha256=sha256,
    )


def find(tx: Transaction, key_id: str, now: float) -> tuple[ApiKey, str] | None:
    """The key, revoked and expired ones too, and the SHA-256 of its text."""
    row = tx.row("api_key", id=key_id)
    return (_key(row, now), str(row["sha256"])) if row else None


def every(tx: Transaction, now: float) -> list[ApiKey]:
    """All keys, revoked and expired ones too, oldest first."""
    return [_key(row, now) for row in tx.rows("api_keys")]


def exist(tx: Transaction) -> bool:
    """Whether any was ever made: revoked and expired ones count, so that access never becomes open again."""
    return tx.row("any_api_key") is not None


def revoke(tx: Transaction, key_id: str, now: float) -> bool:
    """Ends the key; False when there is none of this id, or it was revoked before."""
    return tx.run("revoke_api_key", id=key_id, now=now) == 1


def note_use(tx: Transaction, key_id: str, now: float) -> None:
    """The key was used now."""
    tx.run("note_key_use", id=key_id, now=now)


def check_quota(tx: Transaction, key_id: str, now: float) -> None:
    """Raises QuotaExceeded when `charge` would."""
    found = find(tx, key_id, now)
    if found and found[0].quota is not None and found[0].used >= found[0].quota:
        raise _exceeded(now)


def charge(tx: Transaction, key_id: str, now: float) -> None:
    """Counts one task on the key, which has a quota. Raises QuotaExceeded when that of the day is used up."""
    if tx.run("charge_key", id=key_id, day=_day(now)) == 0:
        raise _exceeded(now)


def _exceeded(now: float) -> QuotaExceeded:
    return QuotaExceeded(retry_after=DAY_SECONDS - now % DAY_SECONDS)


def _day(now: float) -> int:
    return int(now // DAY_SECONDS)


def _key(row: Row, now: float) -> ApiKey:
    return ApiKey(
        id=row["id"],
        name=row["name"],
        client_id=row["client_id"],
        scopes=frozenset(map(Scope, row["scopes"].split(","))),
        created_at=row["created_at"],
        rate=row["rate"],
        quota=row["quota"],
        used=row["used"] if row["used_day"] == _day(now) else 0,
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
        revoked_at=row["revoked_at"],
    )

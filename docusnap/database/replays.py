"""The nonces of sealed requests, for as long as their time is believed; as functions over a transaction."""

from docusnap.database.base import Transaction

_FORGOTTEN_AT_ONCE = 10


def keep(tx: Transaction, nonce: str, now: float, until: float) -> bool:
    """Remembers the nonce until then; False where it is known: a request that was sent again. Forgets some old ones."""
    tx.run("forget_nonces", now=now, limit=_FORGOTTEN_AT_ONCE)
    return tx.row("keep_nonce", nonce=nonce, until=until) is not None

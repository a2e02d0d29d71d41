"""Names that lead to other names for the same input, as functions over a transaction."""

from docusnap.database.base import Transaction

CONTENT = ""
"""The operation under which web addresses lead to their content, whatever is done with it."""


def target_of(tx: Transaction, operation: str, uri: str, after: float) -> str | None:
    """The name that `uri` leads to, if that was learnt at `after` or later."""
    row = tx.row("redirect", operation=operation, uri=uri, after=after)
    return str(row["target"]) if row else None


def follow(tx: Transaction, operation: str, uri: str, after: float) -> str:
    """The last name that `uri` leads to by what was learnt at `after` or later; itself if nowhere."""
    seen = {uri}
    while target := target_of(tx, operation, uri, after):
        if target in seen:
            return uri
        uri = target
        seen.add(uri)
    return uri


def add(tx: Transaction, operation: str, uri: str, target: str, now: float) -> None:
    """From now on `uri` leads to `target`."""
    tx.run("add_redirect", operation=operation, uri=uri, target=target, now=now)


def forget(tx: Transaction, operation: str, target: str) -> None:
    """Nothing leads to `target` any more."""
    tx.run("forget_names", operation=operation, target=target)


def forget_content(tx: Transaction, sha256: str) -> None:
    """No web address leads to that content any more."""
    forget(tx, CONTENT, f"sha256:{sha256}")

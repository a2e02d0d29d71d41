"""Errors of sealed work without their words: they are logged and kept, and may quote what was sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import extract_tb

from docusnap.domain.errors import DocusnapError


class SealedFailure(Exception):  # noqa: N818 - not of the domain: whatever went wrong, without its words
    """Work on a sealed request failed in a way that nobody foresaw."""

    def __init__(self, error: Exception) -> None:
        """Keeps the kind of error and where it was raised, not its message."""
        where = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(extract_tb(error.__traceback__)))
        super().__init__(f"{type(error).__name__} at {where}")


@contextmanager
def redacting_errors() -> Iterator[None]:
    """Replaces each error raised inside by one of the same kind without its message, cause and context.

    Raises the DocusnapError of the same type with its `retry_after`, or SealedFailure for any other exception.
    """
    try:
        yield
    except DocusnapError as error:
        raise type(error)(retry_after=error.retry_after) from None
    except Exception as error:  # noqa: BLE001 - raised again, without its words
        raise SealedFailure(error) from None

"""Errors and what is kept of them."""

from docusnap.domain.errors import DocusnapError, kind_of
from docusnap.domain.task import Failure
from docusnap.operations.base import Quarantine

GAVE_UP = "quarantined"
"""The code of a failure that an operation itself asked for."""


def failure_of(error: Exception) -> Failure:
    """What is kept, and what clients are told: known errors speak for themselves, all others are `internal`."""
    if isinstance(error, Quarantine):
        told = ", ".join(f"{name}={value}" for name, value in error.details.items())
        return Failure(GAVE_UP, f"The operation gave up: {told}" if told else "It gave up.")
    known = error if isinstance(error, DocusnapError) else DocusnapError()
    return Failure(known.code, str(known))


def error_of(failure: Failure) -> Exception:
    """An error of that kind that says the same, where the one that was raised is gone with its process."""
    if failure.code == GAVE_UP:
        return Quarantine({"detail": failure.detail})
    return kind_of(failure.code)(failure.detail)

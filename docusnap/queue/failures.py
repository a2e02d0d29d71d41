"""What is kept of an error: a code and a sentence for clients, type, message and traceback for who runs the server."""

from traceback import format_exception

from docusnap.domain.errors import DocusnapError, LlmFailure, kind_of
from docusnap.domain.queue import ErrorReport
from docusnap.domain.task import Failure
from docusnap.operations.base import Quarantine, RetryLater

GAVE_UP = "quarantined"
"""The code of a failure that an operation itself asked for."""

ASKED_AGAIN = "asked_again"
"""The code of an attempt that did not fail, but asked for another one."""

MOST_MESSAGE = 2_000
MOST_TRACEBACK = 16_000
"""Characters that are kept; of a traceback the last ones, where the error was raised."""


def failure_of(error: Exception) -> Failure:
    """What clients are told: known errors speak for themselves, all others are `internal`."""
    if isinstance(error, Quarantine):
        told = ", ".join(f"{name}={value}" for name, value in error.details.items())
        return Failure(GAVE_UP, f"The operation gave up: {told}" if told else "It gave up.")
    if isinstance(error, RetryLater):
        return Failure(ASKED_AGAIN, "The operation asked to be called again.")
    known = error if isinstance(error, DocusnapError) else DocusnapError()
    return Failure(known.code, str(known))


def error_of(failure: Failure) -> Exception:
    """An error of that kind that says the same, where the one that was raised is gone with its process."""
    if failure.code == GAVE_UP:
        return Quarantine({"detail": failure.detail})
    return kind_of(failure.code)(failure.detail)


def report_of(error: Exception, *, sealed: bool) -> ErrorReport:
    """What whoever runs the server sees of an error; only its type where the work is `sealed`: words may be quoted."""
    name = type(error).__name__
    if sealed:
        return ErrorReport(name, "", "")
    message = failure_of(error).detail if isinstance(error, Quarantine | RetryLater) else str(error)
    if isinstance(error, LlmFailure) and error.said:
        message += f" It said: {error.said}"
    return ErrorReport(name, message[:MOST_MESSAGE], "".join(format_exception(error))[-MOST_TRACEBACK:])

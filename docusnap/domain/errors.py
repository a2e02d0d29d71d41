"""The errors the house knows: each with a stable code, whether trying again can help, and what to do.

A class docstring's first line is its default message. Only `api.problem` turns them into HTTP.
"""

from datetime import UTC, datetime
from typing import ClassVar, Self


class DocusnapError(Exception):
    """Something went wrong inside the server; it has been logged. Ask whoever runs the server."""

    code: ClassVar[str] = "internal"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str = "", *, retry_after: float | None = None) -> None:
        """`retry_after`: seconds after which the other side asked to be tried again."""
        super().__init__(message or (type(self).__doc__ or "").partition("\n")[0])
        self.retry_after = retry_after


class BadRequest(DocusnapError):
    """The request cannot be read; correct it and send it again."""

    code = "bad_request"


class MissingInput(BadRequest):
    """The request has no images; send at least one as `images`."""

    code = "missing_input"


class TooLarge(BadRequest):
    """The input is larger than this server takes; send a smaller picture, or fewer at a time."""

    code = "too_large"


class TooManyPages(BadRequest):
    """The input has more pages than this server takes in one task; send it in parts."""

    code = "too_many_pages"


class UnsupportedFile(BadRequest):
    """The file is of no kind that this server reads; send JPEG, PNG, WebP, HEIC, TIFF, GIF, BMP or PDF."""

    code = "unsupported_file"


class UnreadableFile(BadRequest):
    """The file is damaged and no page of it can be shown; photograph or export it again."""

    code = "unreadable_file"


class FileTooCostly(UnreadableFile):
    """Opening the file took more time or memory than this server allows; send a smaller picture of it."""

    code = "file_too_costly"


class InvalidSchema(BadRequest):
    """The `schema` cannot be served; correct it and send it again."""

    code = "invalid_schema"

    def __init__(self, message: str = "", *, where: str | None = None) -> None:
        """`message`: what is wrong and what to do; `where`: a JSON pointer into the schema, "" for all of it."""
        self.field = f"schema{where or ''}"
        self.why = message
        super().__init__(message if where is None else f"{self.field}: {message}")


class IdempotencyMismatch(BadRequest):
    """This Idempotency-Key was sent before with another request; send a new key."""

    code = "idempotency_mismatch"


class CallbacksOff(BadRequest):
    """This server sends no webhooks: its DOCUSNAP_WEBHOOK_SECRET is not set. Poll the task instead."""

    code = "callbacks_off"


class FetchingOff(BadRequest):
    """This server fetches nothing from web addresses: its DOCUSNAP_FETCH_URLS is not set. Send the image itself."""

    code = "fetching_off"


class AddressRefused(BadRequest):
    """The server may not connect to this address; whoever runs it can allow it by a setting."""

    code = "address_refused"


class FetchFailed(BadRequest):
    """The image could not be fetched from its address; send the image itself."""

    code = "fetch_failed"


class KeyNotOpened(BadRequest):
    """The AES key cannot be opened with the server's private key; fetch the server's public key and seal it again."""

    code = "RSA_DECRYPTION_FAILED"


class Replayed(BadRequest):
    """This sealed request was sent before, or its time is not now; seal it again with a new nonce and the time."""

    code = "replayed"


class NotOpened(BadRequest):
    """The sealed content does not open with its AES key, or holds nothing to work on; seal it again.

    Never says which: that would tell what was sealed.
    """

    code = "AES_DECRYPTION_FAILED"


class RateLimited(BadRequest):
    """Requests come too often; send this one again after `Retry-After`."""

    code = "rate_limited"


class QuotaExceeded(BadRequest):
    """The tasks that the key may ask for in a day (UTC) are used up; nothing was accepted. Send it again tomorrow."""

    code = "quota_exceeded"


class TooManyWaiting(BadRequest):
    """As many of the client's tasks wait as may; nothing was accepted. Send it again when some have ended."""

    code = "too_many_waiting"


class NotFound(DocusnapError):
    """There is nothing under this id; check the id, and whether it is of this key's client."""

    code = "not_found"


class Deleted(NotFound):
    """This was deleted, and nothing of it is kept; send it again if it is needed after all."""

    code = "deleted"

    @classmethod
    def at(cls, what: str, seconds: float) -> Self:
        """`what` ("The task") was deleted then (Unix seconds)."""
        moment = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
        return cls(f"{what} was deleted at {moment}; nothing of it is kept.")


class NotReady(DocusnapError):
    """The task has not got that far; ask again when it is completed."""

    code = "not_ready"


class InputFailed(DocusnapError):
    """A task whose result this one needs did not end well; ask again with one that did."""

    code = "input_failed"


class OcrFailure(DocusnapError):
    """The OCR engine failed on this page; send another picture of it, or have the job tried again."""

    code = "OCR_FAILURE"


class OcrUnavailable(OcrFailure):
    """The OCR engine cannot be reached or is not installed; tasks are tried again by themselves."""

    code = "OCR_UNAVAILABLE"
    retryable = True


class LlmFailure(DocusnapError):
    """The language model gave no usable answer; have the job tried again, or do without the model."""

    code = "LLM_FAILURE"

    def __init__(self, message: str = "", *, retry_after: float | None = None, said: str = "") -> None:
        """`said`: words of the model or its provider, which may quote a page: for who runs the server, never logged."""
        super().__init__(message, retry_after=retry_after)
        self.said = said


class LlmUnavailable(LlmFailure):
    """The language model cannot be reached, is overloaded, or limits us; tasks are tried again by themselves."""

    code = "LLM_UNAVAILABLE"
    retryable = True


class PromptFailed(LlmFailure):
    """What to ask the language model could not be put together; see the log of the server."""

    code = "PROMPT_CONSTRUCTION_FAILED"


class ProcessingTimeout(DocusnapError):
    """The task took longer than its deadline; send fewer pages, or raise DOCUSNAP_DEADLINE."""

    code = "PROCESSING_TIMEOUT"


class Cancelled(DocusnapError):
    """The task was cancelled; send it again if it is needed after all."""

    code = "cancelled"


class ClaimLost(DocusnapError):
    """Another worker took this over; what was done here counts for nothing."""

    code = "claim_lost"


class WorkerDied(DocusnapError):
    """The process that worked on this died of it several times; it is kept for a person to look at."""

    code = "WORKER_DIED"


class Busy(DocusnapError):
    """The server does as much of this as it can at the moment; nothing was accepted. Send it again later."""

    code = "busy"
    retryable = True


class Unreachable(DocusnapError):
    """The other side could not be reached, or did not answer in time; try again later."""

    code = "unreachable"
    retryable = True


class CallbackFailed(DocusnapError):
    """Whoever was to be told that a task ended did not take it; they are told again, for a day."""

    code = "callback_failed"
    retryable = True


class CallbackGone(DocusnapError):
    """The receiver of a webhook said that it is gone for good (410); give another `callback_url`."""

    code = "callback_gone"


class Stopping(DocusnapError):
    """The server is stopping; the task goes on after it starts again."""

    code = "stopping"
    retryable = True


class NoWorkers(DocusnapError):
    """Nothing works on the tasks of this server; restart it."""

    code = "no_workers"
    retryable = True


class StorageFailure(DocusnapError):
    """The server could not store the request; nothing was accepted. Send it again later."""

    code = "storage_failure"
    retryable = True


class StorageFull(StorageFailure):
    """The server's disk is nearly full; nothing was accepted. Send it again later."""

    code = "storage_full"


class Misconfigured(DocusnapError):
    """A setting is wrong; correct it and start again."""

    code = "misconfigured"


def kind_of(code: str) -> type[DocusnapError]:
    """The kind of error with that code; `DocusnapError` where there is none."""
    kinds: list[type[DocusnapError]] = [DocusnapError]
    for kind in kinds:
        if kind.code == code:
            return kind
        kinds += kind.__subclasses__()
    return DocusnapError

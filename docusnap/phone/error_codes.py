"""The phone app's error codes, and which of them each error of ours becomes."""

from dataclasses import dataclass
from typing import Literal

from docusnap.domain import errors
from docusnap.domain.errors import DocusnapError

Code = Literal[
    "MISSING_REQUIRED_FIELD",
    "INVALID_TYPE",
    "MISSING_CONTENT",
    "TASK_NOT_FOUND",
    "SHA256_MISMATCH",
    "RSA_DECRYPTION_FAILED",
    "AES_DECRYPTION_FAILED",
    "INVALID_JSON",
    "DATABASE_ERROR",
    "OCR_FAILURE",
    "DOC_PROMPT_CONSTRUCTION_FAILED",
    "FORM_PROMPT_CONSTRUCTION_FAILED",
    "FILL_PROMPT_CONSTRUCTION_FAILED",
    "LLM_FAILURE",
    "PROCESSING_ERROR",
    "PROCESSING_TIMEOUT",
]


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """An error as the phone gets it, with its HTTP status: 400 for what the client sent, 500 for what failed here."""

    code: Code
    status: Literal[400, 500] = 500


_PICTURE = ErrorReply("OCR_FAILURE", 400)
_ANYTHING_ELSE = ErrorReply("PROCESSING_ERROR")
_REPLIES: dict[type[DocusnapError], ErrorReply] = {
    errors.KeyNotOpened: ErrorReply("RSA_DECRYPTION_FAILED", 400),
    errors.NotOpened: ErrorReply("AES_DECRYPTION_FAILED", 400),
    errors.MissingInput: ErrorReply("MISSING_CONTENT", 400),
    errors.TooLarge: _PICTURE,
    errors.TooManyPages: _PICTURE,
    errors.UnsupportedFile: _PICTURE,
    errors.UnreadableFile: _PICTURE,
    errors.FileTooCostly: _PICTURE,
    errors.OcrFailure: ErrorReply("OCR_FAILURE"),
    errors.OcrUnavailable: ErrorReply("OCR_FAILURE"),
    errors.LlmFailure: ErrorReply("LLM_FAILURE"),
    errors.LlmUnavailable: ErrorReply("LLM_FAILURE"),
    errors.ProcessingTimeout: ErrorReply("PROCESSING_TIMEOUT"),
    errors.StorageFailure: ErrorReply("DATABASE_ERROR"),
    errors.StorageFull: ErrorReply("DATABASE_ERROR"),
}
_BY_CODE = {kind.code: reply for kind, reply in _REPLIES.items()}


_PROMPT: dict[str, ErrorReply] = {
    "doc": ErrorReply("DOC_PROMPT_CONSTRUCTION_FAILED"),
    "form": ErrorReply("FORM_PROMPT_CONSTRUCTION_FAILED"),
    "fill": ErrorReply("FILL_PROMPT_CONSTRUCTION_FAILED"),
}
"""By the type of the task."""


def reply_to(code: str, kind: str = "") -> ErrorReply:
    """The reply to an error with that code, in a task of that type (`doc`, `form` or `fill`)."""
    if code == errors.PromptFailed.code and kind in _PROMPT:
        return _PROMPT[kind]
    return _BY_CODE.get(code, _ANYTHING_ELSE)

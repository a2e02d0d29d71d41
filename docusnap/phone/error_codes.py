"""Errors as the phone app knows them: its codes, and whose fault they are."""

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
class Told:
    """What the phone is told, with which HTTP status: 400 for what the client sent, 500 for what failed here."""

    code: Code
    status: Literal[400, 500] = 500


_PICTURE = Told("OCR_FAILURE", 400)
_ANYTHING_ELSE = Told("PROCESSING_ERROR")
_TOLD: dict[type[DocusnapError], Told] = {
    errors.KeyNotOpened: Told("RSA_DECRYPTION_FAILED", 400),
    errors.NotOpened: Told("AES_DECRYPTION_FAILED", 400),
    errors.MissingInput: Told("MISSING_CONTENT", 400),
    errors.TooLarge: _PICTURE,
    errors.TooManyPages: _PICTURE,
    errors.UnsupportedFile: _PICTURE,
    errors.UnreadableFile: _PICTURE,
    errors.FileTooCostly: _PICTURE,
    errors.OcrFailure: Told("OCR_FAILURE"),
    errors.OcrUnavailable: Told("OCR_FAILURE"),
    errors.LlmFailure: Told("LLM_FAILURE"),
    errors.LlmUnavailable: Told("LLM_FAILURE"),
    errors.ProcessingTimeout: Told("PROCESSING_TIMEOUT"),
    errors.StorageFailure: Told("DATABASE_ERROR"),
    errors.StorageFull: Told("DATABASE_ERROR"),
}
_BY_CODE = {kind.code: told for kind, told in _TOLD.items()}


_PROMPT: dict[str, Told] = {
    "doc": Told("DOC_PROMPT_CONSTRUCTION_FAILED"),
    "form": Told("FORM_PROMPT_CONSTRUCTION_FAILED"),
    "fill": Told("FILL_PROMPT_CONSTRUCTION_FAILED"),
}
"""By the type of the task."""


def told_of(code: str, kind: str = "") -> Told:
    """What the phone is told of an error of the house with that code, in a task of that type."""
    if code == errors.PromptFailed.code and kind in _PROMPT:
        return _PROMPT[kind]
    return _BY_CODE.get(code, _ANYTHING_ELSE)

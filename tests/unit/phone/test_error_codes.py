"""What phones are told of errors."""

from typing import get_args

import pytest

from docusnap.domain import errors
from docusnap.domain.errors import DocusnapError
from docusnap.phone.error_codes import Code, ErrorReply, reply_to


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (errors.OcrUnavailable, ErrorReply("OCR_FAILURE", 500)),
        (errors.UnreadableFile, ErrorReply("OCR_FAILURE", 400)),
        (errors.LlmUnavailable, ErrorReply("LLM_FAILURE", 500)),
        (errors.ProcessingTimeout, ErrorReply("PROCESSING_TIMEOUT", 500)),
        (errors.StorageFailure, ErrorReply("DATABASE_ERROR", 500)),
        (errors.StorageFull, ErrorReply("DATABASE_ERROR", 500)),
        (errors.WorkerDied, ErrorReply("PROCESSING_ERROR", 500)),
        (errors.Cancelled, ErrorReply("PROCESSING_ERROR", 500)),
        (DocusnapError, ErrorReply("PROCESSING_ERROR", 500)),
    ],
)
def test_an_error_is_told_by_its_code(error: type[DocusnapError], told: ErrorReply) -> None:
    assert reply_to(error.code, "doc") == told


@pytest.mark.parametrize("kind", ["doc", "form", "fill"])
def test_a_prompt_that_could_not_be_put_together_is_told_by_the_type_of_task(kind: str) -> None:
    told = reply_to(errors.PromptFailed.code, kind)
    assert (told.code, told.status) == (f"{kind.upper()}_PROMPT_CONSTRUCTION_FAILED", 500)


def test_every_error_of_the_house_has_one_of_the_protocols_codes() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DocusnapError)]
    assert {reply_to(kind.code).code for kind in kinds} <= set(get_args(Code))

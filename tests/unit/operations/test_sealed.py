"""Operations on sealed input: the ordinary operation runs, and nothing of what it saw gets out."""

import traceback
from collections.abc import Mapping
from typing import Any

import pytest

from docusnap.domain.errors import Cancelled, LlmUnavailable, NotOpened
from docusnap.domain.task import StoredFile
from docusnap.operations.sealed import Sealable
from docusnap.sealing.envelope import Envelope, SealedAnswer
from docusnap.sealing.redaction import SealedFailure
from docusnap.sealing.request import SealedRequest

WORD = "Zyzzyva"
CONTENT = StoredFile("ab" * 32, 7, "application/octet-stream")
FILLED = {"value": "v", "source": {"type": "doc", "resource_id": "r", "keys": ["k"], "evidence": None}}
ENVELOPE = {"encrypted_key": "wrapped", "bare": False}


class Files:
    """Holds the one content."""

    def get(self, sha256: str) -> bytes:
        assert sha256 == CONTENT.sha256
        return b"content"


class Inner:
    """An ordinary operation that notes what it is given."""

    recipe = "inner"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.given: Mapping[str, Any] = {}

    def __call__(self, uri: str, context: Any, **given: Any) -> Mapping[str, Any]:
        self.given = given
        if self.error:
            raise self.error
        return {"filled": {WORD: FILLED}, "missing": []}


class Opener:
    """Opens the one envelope."""

    def open(self, envelope: Envelope) -> "Opener":
        assert envelope == Envelope(b"content", "wrapped")
        return self

    def request(self, *, takes_form: bool) -> SealedRequest:
        assert not takes_form
        return SealedRequest((b"page",), {"library": []})

    def seal(self, result: Mapping[str, Any]) -> SealedAnswer:
        return SealedAnswer(f"sealed {sorted(result)}", "")


def run(inner: Inner, **given: Any) -> Mapping[str, Any]:
    return Sealable(inner, Files(), Opener())("uri", None, files=[CONTENT], **given)  # type: ignore[arg-type]


def test_open_work_is_done_as_ever() -> None:
    inner = Inner()
    assert run(inner, library=[1]) == {"filled": {WORD: FILLED}, "missing": []}
    assert inner.given == {"files": [CONTENT], "library": [1]}
    assert Sealable(inner, Files(), Opener()).recipe == "inner"  # type: ignore[arg-type]


def test_what_was_sealed_is_worked_on_in_memory_and_the_result_is_sealed() -> None:
    inner = Inner()
    expected = {"encrypted_key": "wrapped", "encrypted_data": "sealed ['filled', 'missing']"}
    assert run(inner, envelope=ENVELOPE) == expected
    assert inner.given == {"files": (b"page",), "library": []}


def test_a_bare_result_is_what_was_filled() -> None:
    assert run(Inner(), envelope=ENVELOPE | {"bare": True})["encrypted_data"] == f"sealed ['{WORD}']"


def test_an_error_of_the_house_keeps_its_kind_and_loses_its_words() -> None:
    with pytest.raises(LlmUnavailable) as raised:
        run(Inner(LlmUnavailable(f"The server cannot read {WORD}.", retry_after=7)), envelope=ENVELOPE)
    assert raised.value.retry_after == 7
    assert WORD not in "".join(traceback.format_exception(raised.value))


def test_an_unknown_error_says_where_it_was_raised_and_no_words() -> None:
    with pytest.raises(SealedFailure, match=r"ValueError at .*test_sealed\.py") as raised:
        run(Inner(ValueError(WORD)), envelope=ENVELOPE)
    assert WORD not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("error", [Cancelled(), NotOpened()])
def test_what_ends_a_job_still_ends_it(error: Exception) -> None:
    with pytest.raises(type(error)):
        run(Inner(error), envelope=ENVELOPE)

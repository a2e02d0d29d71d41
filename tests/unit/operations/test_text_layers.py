"""Which values of a PDF's own text are held against its picture; the real thing is in tests/integration."""

from dataclasses import replace
from typing import Any

from docusnap.domain.result import DocumentResult, Evidence
from docusnap.operations.reading import TEXT_LAYER
from docusnap.operations.text_layers import answered_as_shown
from tests.printed_page import page_of


class Context:
    def checkpoint(self) -> None:
        """Never stops."""


class Reader:
    """Has read one page by its own text, and cannot show it."""

    def read(self, files: Any, context: Any) -> list[Any]:
        return [replace(page_of("TOTAL 9.00"), engine=TEXT_LAYER)]


def test_a_value_too_narrow_for_any_line_to_be_under_it_is_left_as_it_is() -> None:
    narrow = Evidence(1, (60.0, 0.0, 60.5, 20.0), "1", 1.0)
    result = DocumentResult("", (), "", {"Total": "1"}, (), {"Total": narrow}, (), "offline")
    assert answered_as_shown(Reader(), [], Context(), lambda pages: result) is result  # type: ignore[arg-type]

"""Warnings that concern a whole paper or page: what was not read, or that it was read as what it is not."""

from collections.abc import Mapping, Sequence

from docusnap.domain.answer import Answer
from docusnap.domain.page import Page
from docusnap.domain.result import Caution

MAY_NOT_FIT = (Caution("document", "operation_may_not_fit"),)
"""Of a paper whose kind another operation is for."""
_OF_THE_READING = ("damaged_page", "nothing_read", "not_read_to_the_end", "text_layer_differs", "operation_may_not_fit")


def unread(answer: Answer, pages: Sequence[Page]) -> tuple[Caution, ...]:
    """What was not read or not shown to the model: a part of a picture, a whole page, the end of a long document."""
    damaged = tuple(Caution(f"page {page.number}", "damaged_page") for page in pages if page.damaged)
    empty = tuple(Caution(f"page {page.number}", "nothing_read") for page in pages if not page.segments)
    differing = tuple(Caution(f"page {page.number}", "text_layer_differs") for page in pages if page.text_layer_differs)
    return (
        damaged + empty + differing + ((Caution("document", "not_read_to_the_end"),) if answer.lines_left_out else ())
    )


def of_the_reading(warnings: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Those of a result's warnings that tell what was not read, or that it was read as what it is not."""
    return [w for w in warnings if w["code"] in _OF_THE_READING]

"""The pictures of pages that a language model is shown, where the operator lets them leave this machine."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from docusnap.domain.page import Page
from docusnap.domain.result import Caution, DocumentResult
from docusnap.llm.client import Reply

MOST_PICTURES: Final = 10
"""Pages of one paper that are shown; of the others the model has the words."""
LONGEST_SIDE: Final = 1_568
"""Pixels; larger pictures are made smaller by most models, which bill them all the same."""

Pictures = Callable[[Sequence[Page], int], Sequence[bytes]]
"""Makes the upright pictures of pages, as JPEG, no side longer than so many pixels."""


def no_pictures(pages: Sequence[Page], longest: int) -> Sequence[bytes]:
    """For operations that have none to show."""
    return ()


def named(pages: Sequence[Page]) -> str:
    """What the model is told of the pictures that follow; nothing where there are none."""
    return f"\n\nThe pictures that follow: {', '.join(f'page {page.number}' for page in pages)}." if pages else ""


def with_pictures(result: DocumentResult, reply: Reply[Any], pages: int) -> DocumentResult:
    """The result with how many pictures left this machine; warned where the model has not seen all `pages`."""
    codes = ["pictures_refused"] * (not reply.saw) + ["pictures_left_out"] * (reply.saw and pages > MOST_PICTURES)
    cautions = (Caution("document", code) for code in codes)
    return replace(result, pictures_sent=reply.pictures_sent, cautions=(*result.cautions, *cautions))

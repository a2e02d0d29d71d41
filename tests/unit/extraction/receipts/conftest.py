import re
from collections.abc import Callable

import pytest

from docusnap.domain.page import Page, Segment, Word

PageOf = Callable[..., Page]


@pytest.fixture
def page_of() -> PageOf:
    """A page as an OCR engine reads it from a printed layout: two spaces or more begin a new segment."""

    def build(layout: str, *, slope: float = 0.0, number: int = 1) -> Page:
        segments = []
        lines = layout.strip("\n").split("\n")
        for row, line in enumerate(lines):
            for part in re.finditer(r"\S+(?: \S+)*", line):
                segments.append(Segment(part.group(), tuple(words(part, row, slope))))
        return Page(number, 800, 40 * len(lines) + 40, tuple(segments))

    def words(part: re.Match[str], row: int, slope: float) -> list[Word]:
        found = []
        for word in re.finditer(r"\S+", part.group()):
            x0, x1 = 12.0 * (part.start() + word.start()), 12.0 * (part.start() + word.end())
            y = 40.0 * row + 8 + slope * x0
            found.append(Word(word.group(), (x0, y, x1, y + 26), 0.98))
        return found

    return build

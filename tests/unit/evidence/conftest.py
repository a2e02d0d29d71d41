"""Pages made from plain text: each row a line, two spaces between segments."""

from collections.abc import Callable

import pytest

from docusnap.domain.page import Page, Segment, Word

PageOf = Callable[..., Page]


@pytest.fixture(scope="session")
def page_of() -> PageOf:
    """`page_of("TOTAL  9.00", "CASH")`: ten pixels a letter, rows forty pixels apart."""

    def make(*rows: str, number: int = 1, confidence: float = 1.0) -> Page:
        segments = []
        for r, row in enumerate(rows):
            at = 0
            for text in row.split("  "):
                words = []
                for word in text.split(" "):
                    if word:
                        box = (at * 10.0, r * 40.0, (at + len(word)) * 10.0, r * 40.0 + 20)
                        words.append(Word(word, box, confidence))
                    at += len(word) + 1
                at += 1
                if words:
                    segments.append(Segment(text, tuple(words)))
        return Page(number, 2000, 40 * len(rows), tuple(segments))

    return make

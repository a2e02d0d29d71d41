"""A page as if an engine had read it, for tests of what is made of words."""

from docusnap.domain.page import Mark, Page, Segment, Word


def page_of(
    *rows: str, number: int = 1, marks: tuple[Mark, ...] = (), confidence: float = 1.0, least_height: int = 0
) -> Page:
    """The rows one below the other; what two spaces part stands apart."""
    segments = []
    for r, row in enumerate(rows):
        at = 0
        for text in row.split("  "):
            words = []
            for word in text.split():
                words.append(Word(word, (at * 10, r * 40, (at + len(word)) * 10, r * 40 + 20), confidence))
                at += len(word) + 1
            at += 8
            if words:
                segments.append(Segment(text, tuple(words)))
    return Page(number, 1000, max(40 * len(rows) + 20, least_height), tuple(segments), marks)

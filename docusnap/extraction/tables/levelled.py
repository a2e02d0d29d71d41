"""A page whose lines run level: columns of a page that leans are found only when they are put upright."""

from dataclasses import dataclass, replace
from statistics import median

from docusnap.domain.page import Box, Line, Page, Segment, Word

_LEAST_SLOPE = 0.002
_LONG = 6.0
"""A segment from which the slope is measured is so many times as wide as high."""


@dataclass(frozen=True, slots=True)
class Levelled:
    """The lines of a page put level, and the words as they stand on the page itself.

    `height` is that of a usual line, in pixels.
    """

    page: Page
    lines: tuple[Line, ...]
    slope: float
    height: float
    _originals: dict[int, Word]

    @classmethod
    def of(cls, page: Page) -> "Levelled":
        """Levels the page by the slope that its longer segments have."""
        slope = _slope(page)
        height = median([s.box[3] - s.box[1] for s in page.segments]) if page.segments else 1.0
        if not slope:
            return cls(page, page.lines, 0.0, height, {})
        originals: dict[int, Word] = {}
        segments = []
        for segment in page.segments:
            words = tuple(replace(word, box=level(word.box, slope)) for word in segment.words)
            originals.update({id(word): known for word, known in zip(words, segment.words, strict=True)})
            segments.append(Segment(segment.text, words))
        return cls(page, replace(page, segments=tuple(segments)).lines, slope, height, originals)

    def original(self, word: Word) -> Word:
        """The word as it stands on the page."""
        return self._originals.get(id(word), word)

    def marks(self, kind: str) -> list[Box]:
        """The boxes of the page's marks of that kind, put level."""
        return [level(mark.box, self.slope) for mark in self.page.marks if mark.kind == kind]


def level(box: Box, slope: float) -> Box:
    """The box on a page that is turned back by the slope, as wide and as high as before."""
    if not slope:
        return box
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_width, half_height = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    x, y = x + slope * y, y - slope * x
    return (x - half_width, y - half_height, x + half_width, y + half_height)


def _slope(page: Page) -> float:
    """By how much lines fall to the right for each pixel, by the words of the longer segments; 0.0 if hardly."""
    slopes = []
    for segment in page.segments:
        first, last = segment.words[0].box, segment.words[-1].box
        across = (last[0] + last[2] - first[0] - first[2]) / 2
        if len(segment.words) > 1 and across > _LONG * (first[3] - first[1]):
            slopes.append((last[1] + last[3] - first[1] - first[3]) / 2 / across)
    found = median(slopes) if len(slopes) > 2 else 0.0
    return found if abs(found) >= _LEAST_SLOPE else 0.0

"""Whether a page that was read looks as if it had been the wrong way round."""

from collections.abc import Sequence
from statistics import median

from docusnap.domain.page import Segment

_TALL = 1.5
_DOUBTFUL = 0.8


def looks_turned(segments: Sequence[Segment], width: int, height: int) -> bool:
    """True when the text runs up or down the page, or could hardly be read, or not at all: `turn` may know better.

    `width` and `height` are the page's.
    """
    sure = median([word.confidence for s in segments for word in s.words] or [0.0])
    tall = sum(len(s.text) for s in segments if _height(s) > _TALL * _width(s))
    return sure < _DOUBTFUL or 2 * tall > sum(len(s.text) for s in segments)


def _width(segment: Segment) -> float:
    return segment.box[2] - segment.box[0]


def _height(segment: Segment) -> float:
    return segment.box[3] - segment.box[1]

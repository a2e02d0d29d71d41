"""A line that an engine read, split into words with a box each."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docusnap.domain.cjk import CJK
from docusnap.domain.page import Box, Segment, Word, enclosing

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
"""Of a line as it is read: start top, end top, end bottom, start bottom."""

_RUN = re.compile(r"\S+")
_WORD = re.compile(rf"[{CJK}]|[^\s{CJK}]+")


def segment(
    text: str,
    corners: Corners,
    size: tuple[int, int],
    confidences: Sequence[float],
    centres: Sequence[float] | None = None,
) -> Segment | None:
    """The line as a segment: words parted by spaces, each CJK character a word of its own; None when it is blank.

    `size` is the image's (width, height); no box leaves it. For each character of the text: its confidence, and
    where its middle stands from 0 (start of the line) to 1 (end); without these all are taken to be equally wide.
    """
    if centres is None:
        centres = [(i + 0.5) / len(text) for i in range(len(text))]
    half = _pitch(text, centres) / 2
    spans = [m.span() for m in _WORD.finditer(text)]
    edges = [(centres[a] - half, centres[b - 1] + half) for a, b in spans]
    for i, (left, right) in enumerate(pairwise(edges)):
        if left[1] > right[0]:
            middle = (left[1] + right[0]) / 2
            edges[i], edges[i + 1] = (left[0], max(left[0], middle)), (middle, right[1])
    words = tuple(
        Word(text[a:b], _box(corners, *edge, size), min(1.0, max(0.0, min(confidences[a:b]))))
        for (a, b), edge in zip(spans, edges, strict=True)
    )
    return Segment(text.strip(), words) if words else None


def _pitch(text: str, centres: Sequence[float]) -> float:
    """The usual way from one character's middle to the next within a word."""
    inside = [(a, b) for m in _RUN.finditer(text) for a, b in pairwise(centres[m.start() : m.end()])]
    return median(b - a for a, b in inside) if inside else 1 / max(1, len(text))


def _box(corners: Corners, start: float, end: float, size: tuple[int, int]) -> Box:
    start, end = max(0.0, start), min(1.0, end)
    top_start, top_end, bottom_end, bottom_start = corners
    points = [_between(a, b, at) for a, b in ((top_start, top_end), (bottom_start, bottom_end)) for at in (start, end)]
    x0, y0, x1, y1 = enclosing([(x, y, x, y) for x, y in points])
    width, height = size
    return (_within(x0, width), _within(y0, height), _within(x1, width), _within(y1, height))


def _between(a: Point, b: Point, at: float) -> Point:
    return (a[0] + (b[0] - a[0]) * at, a[1] + (b[1] - a[1]) * at)


def _within(value: float, limit: int) -> float:
    return round(min(max(value, 0.0), float(limit)), 1)

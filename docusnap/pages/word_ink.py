"""Boxes of words settled on their ink: engines tell roughly where a word begins and ends, the picture tells exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box, Segment, Word

_Picture = NDArray[np.uint8]
_Profile = NDArray[np.bool_]

_LEAST_DARKER, _MOST_DARKER = 10.0, 36.0
"""Shades by which ink is darker than what is around it."""
_OF_DARKEST, _OF_GRAIN = 0.3, 3.0
"""The same, of how dark the darkest hundredth is; and in deviations of the paper's grain."""
_SPECK = 0.008
"""Of a hundredth of the page's longer side, squared: what is smaller is no ink."""
_WIDE_RULE, _HIGH_RULE = 8.0, 3.0
"""Of a hundredth of the page's longer side: the least length of rules across and down."""
_REACH = 0.7
"""The following are in heights of the word's box. How far beyond its box the first and the last letter may go."""
_GAP = 0.08
"""Blank beyond the box that parts the last letter from what is no part of the word."""
_BESIDE = 0.9
"""How far from where the engine parts two words the blank between them may be."""
_INSIDE = 0.35
"""The same, of the width of either word: the characters of Chinese are words of their own."""
_FARTHEST = 0.3
"""How far above and below its box ink may go that hangs together with the word."""
_FULL, _THIN = 0.85, 0.25
"""Of a row or a column: how much of it is black where a rule runs; and how thick the rule may be."""
_DOTS_APART, _STROKES_APART = 0.15, 0.35
"""How far dots and accents stand from their letters, and the strokes of one character from each other."""
_STRAY_WIDTH, _STRAY_GAP = 0.1, 0.3
"""What is so narrow, and so far from the rest of the word, is none of it."""
_HARDLY = 0.02
"""Of a row: no more than this is dirt."""
_SOFT = 1.0
"""Pixels that the soft edge of a letter goes on."""
_TALL = 1.5
_LEAST = 0.35
"""Of the width of its box that the ink of a word must have, else the engine's box is kept."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The columns in which a word's ink is looked for, and the rows of its box."""

    start: int
    end: int
    top: int
    bottom: int

    @property
    def height(self) -> int:
        return max(1, self.bottom - self.top)


def with_ink(image: _Picture, segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments, each word with the box of its ink where that is found; boxes in pixels of the image.

    `image` is height x width x 3, RGB. Ruled lines are no ink. Light letters on dark ground keep the engine's box.
    """
    ink = _ink(image)
    return tuple(replace(segment, words=_settled(ink, segment.words)) for segment in segments)


def _ink(image: _Picture) -> _Picture:
    """Not 0 where a pixel is clearly darker than its neighbourhood, less thin long strokes."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    unit = max(grey.shape) / 100
    block = max(3, round(2.5 * unit)) | 1
    around, smooth = cv2.boxFilter(grey, -1, (block, block)), cv2.GaussianBlur(grey, (3, 3), 0)
    depth = cv2.subtract(around, smooth)
    grain = 1.5 * float(np.median(cv2.absdiff(around, smooth)[::3, ::3]))
    darkest = _OF_DARKEST * float(np.percentile(depth[::3, ::3], 99))
    darker = max(_OF_GRAIN * grain, min(_MOST_DARKER, max(_LEAST_DARKER, darkest)))
    ink = cv2.threshold(depth, darker, 255, cv2.THRESH_BINARY)[1]
    ink = _without_specks(np.asarray(ink, np.uint8), max(4.0, _SPECK * unit**2))
    thick = max(3, round(0.4 * unit))
    wide, high = round(_WIDE_RULE * unit), round(_HIGH_RULE * unit)
    for size, across in (((wide, 1), (1, thick)), ((1, high), (thick, 1))):
        stroke = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
        bold = cv2.morphologyEx(stroke, cv2.MORPH_OPEN, np.ones(across[::-1], np.uint8))
        rule = cv2.dilate(cv2.subtract(stroke, bold), np.ones(tuple(2 if s == 1 else 1 for s in size[::-1]), np.uint8))
        ink = cv2.subtract(ink, rule)
    return np.asarray(ink, np.uint8)


def _without_specks(ink: _Picture, least: float) -> _Picture:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    kept = (stats[:, cv2.CC_STAT_AREA] >= least).astype(np.uint8) * 255
    kept[0] = 0
    return np.asarray(kept[labels], np.uint8)


def _settled(ink: _Picture, words: tuple[Word, ...]) -> tuple[Word, ...]:
    if any(b.box[0] < a.box[0] for a, b in pairwise(words)):
        return words  # not written from left to right
    spans = _spans(words, ink.shape[1])
    left, right = spans[0].start, spans[-1].end
    inked = np.zeros(max(0, right - left), bool)
    for span in spans:
        _erase_rules(ink, span)
        inked[span.start - left : span.end - left] = ink[span.top : span.bottom, span.start : span.end].any(axis=0)
    edges = [_outer(inked[::-1], right, words[0].box[0], spans[0].height, mirrored=True)]
    for (a, b), span in zip(pairwise(words), spans, strict=False):
        reach = min(_BESIDE * span.height, _INSIDE * min(a.box[2] - a.box[0], b.box[2] - b.box[0]))
        edges.append(left + _parting(inked, a.box[2] - left, b.box[0] - left, reach))
    edges.append(_outer(inked, left, words[-1].box[2], spans[-1].height, mirrored=False))
    return tuple(
        replace(word, ink=_box(ink, inked[start - left : end - left], start, span, word))
        for word, span, (start, end) in zip(words, spans, pairwise(edges), strict=True)
    )


def _erase_rules(ink: _Picture, span: _Span) -> None:
    """Takes off pieces of rules that the page's own strokes left: rows and columns that are black from end to end."""
    beyond = round(_FARTHEST * span.height)
    part = ink[max(0, span.top - beyond) : span.bottom + beyond, span.start : span.end]
    if not part.size:
        return
    down = part.mean(axis=0) > 255 * _FULL
    across = part.mean(axis=1) > 255 * _FULL
    part[:, down] = 0
    if part.shape[1] > 2 * span.height and across.sum() < _THIN * span.height:
        part[across] = 0


def _spans(words: Sequence[Word], width: int) -> list[_Span]:
    """For each word its part of the line: to the middles between neighbours, and somewhat beyond both ends."""
    first, last = words[0].box, words[-1].box
    middles = [round((a.box[2] + b.box[0]) / 2) for a, b in pairwise(words)]
    starts = [max(0, int(first[0] - _REACH * (first[3] - first[1]))), *middles]
    ends = [*middles, min(width, round(last[2] + _REACH * (last[3] - last[1])))]
    return [
        _Span(start, max(start, end), int(word.box[1]), round(word.box[3]))
        for word, start, end in zip(words, starts, ends, strict=True)
    ]


def _outer(inked: _Profile, origin: int, edge: float, height: int, *, mirrored: bool) -> int:
    """Where the last letter ends: what goes on beyond the box is taken in up to a gap.

    `inked` begins at the pixel `origin`; of the first letter, the profile is given `mirrored`.
    """
    at = round(origin - edge) if mirrored else round(edge - origin)
    at = min(max(at, 0), len(inked))
    gap = max(2, round(_GAP * height))
    end = at
    for column in range(at, len(inked)):
        if inked[column]:
            end = column + 1
        elif column - end >= gap:
            break
    return origin - end if mirrored else origin + end


def _parting(inked: _Profile, before: float, after: float, reach: float) -> int:
    """The middle of the widest blank near the place between two words."""
    middle = (before + after) / 2
    start = max(0, round(min(before, after, middle - reach)))
    part = inked[start : max(start, round(max(before, after, middle + reach)))]
    blanks = np.flatnonzero(np.diff(np.concatenate([[True], part, [True]]).astype(np.int8)))
    if not len(blanks):
        return round(middle)
    widths = blanks[1::2] - blanks[::2]
    best = int(widths.argmax())
    return start + int(blanks[2 * best] + blanks[2 * best + 1]) // 2


def _box(ink: _Picture, inked: _Profile, start: int, span: _Span, word: Word) -> Box | None:
    """Around the ink in these columns, and in the rows that hang together with the middle of the word."""
    columns = _without_stray(np.flatnonzero(inked), word.box[0] - start, word.box[2] - start, span.height)
    wide = word.box[2] - word.box[0]
    if not len(columns) or columns[-1] + 1 - columns[0] < _LEAST * wide or span.height > _TALL * max(wide, 1) * 2:
        return None
    left, right = start + int(columns[0]), start + int(columns[-1]) + 1
    farthest = round(_FARTHEST * span.height)
    top, bottom = max(0, span.top - farthest), min(ink.shape[0], span.bottom + farthest)
    rows = np.asarray((ink[top:bottom, left:right] > 0).mean(axis=1) > _HARDLY)
    apart = (_STROKES_APART if len(word.text) == 1 else _DOTS_APART) * span.height
    first = _last_row(rows[::-1], bottom - span.bottom + span.height // 2, bottom - span.top, apart)
    last = _last_row(rows, span.top - top + span.height // 2, span.bottom - top, apart)
    if first is None or last is None or (bottom - first) >= (top + last):
        return None
    height, width = ink.shape
    box = (left - _SOFT, bottom - first - _SOFT, right + _SOFT, top + last + _SOFT)
    return (max(0.0, box[0]), max(0.0, box[1]), min(float(width), box[2]), min(float(height), box[3]))


def _without_stray(columns: NDArray[np.intp], left: float, right: float, height: int) -> NDArray[np.intp]:
    """The inked columns less a few at either end that lie apart, where the box ends or beyond it: specks of dirt."""
    few = _STRAY_WIDTH * height
    for way in (slice(None), slice(None, None, -1)):
        ahead = columns[way]
        jumps = np.flatnonzero(np.abs(np.diff(ahead)) > _STRAY_GAP * height)
        if len(jumps) and jumps[0] < few and not left + few < ahead[jumps[0]] < right - few:
            columns = ahead[jumps[0] + 1 :][way]
    return columns


def _last_row(rows: _Profile, middle: int, limit: int, apart: float) -> int | None:
    """The end of the ink that begins around the middle row, with what stands next to it before the limit."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8)))
    runs = [(int(a), int(b)) for a, b in zip(changes[::2], changes[1::2], strict=True)]
    end = max((b for a, b in runs if a <= middle), default=None)
    for a, b in runs:
        if end is None or (a > middle and a - end <= apart and (a + b) / 2 <= limit):
            end = b
    return end

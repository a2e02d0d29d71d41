"""What is drawn on a page for people to write on or tick: ruled lines, frames and check boxes.

All sizes follow from one unit, a hundredth of the page's longer side: about the height of a printed line.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box, Mark

_Picture = NDArray[np.uint8]
_Boxes = NDArray[np.intp]
"""One row for each: left, top, width, height, area."""

_MOST = 400
"""A page with more marks of one kind is a pattern or noise; the largest are kept."""

_LONGEST = 1200
"""Pixels a side at which marks are looked for: enough for a hairline, and as fast for a photo as for a fax."""


def find_marks(image: _Picture) -> tuple[Mark, ...]:
    """The marks on an upright page (height x width x 3, RGB), boxes in its pixels, top to bottom."""
    longest = max(image.shape[:2])
    if min(image.shape[:2]) < 16:
        return ()
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = max(1.0, longest / _LONGEST)
    if scale > 1:
        grey = cv2.resize(grey, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    found = _find(np.asarray(grey, np.uint8))
    in_full = [Mark(m.kind, _scaled(m.box, scale), value=m.value) for m in found] if scale > 1 else found
    return tuple(sorted(in_full, key=lambda m: (m.box[1], m.box[0])))


def _scaled(box: Box, by: float) -> Box:
    return (box[0] * by, box[1] * by, box[2] * by, box[3] * by)


def _find(grey: _Picture) -> list[Mark]:
    unit = max(grey.shape) / 100
    ink = _ink(grey, unit)
    across, down = _strokes(ink, unit, wide=True), _strokes(ink, unit, wide=False)
    squares = _check_boxes(ink, unit)
    rules = [r for r in _rules(across, grey, unit) if not any(_side_of(r, square) for square, _ in squares)]
    marks = [Mark("rule", box) for box in rules]
    marks += [Mark("box", box) for box in _cells(across, down, unit)]
    return marks + [Mark("check_box", box, value="on" if ticked else "off") for box, ticked in squares]


def _side_of(rule: Box, square: Box) -> bool:
    inside = square[0] - 3 <= rule[0] and rule[2] <= square[2] + 3
    return inside and square[1] - 3 <= rule[1] and rule[3] <= square[3] + 3


def _ink(grey: _Picture, unit: float) -> _Picture:
    """255 where a pixel is clearly darker than its neighbourhood, so that shadows and black margins do not count."""
    block = max(3, round(2.5 * unit)) | 1
    around = cv2.boxFilter(grey, -1, (block, block))
    return np.asarray(cv2.threshold(cv2.subtract(around, grey), 24, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _strokes(ink: _Picture, unit: float, *, wide: bool) -> _Picture:
    """Long straight strokes. Short ones are kept first, then joined over small gaps and steps: letters are not."""

    def kernel(along: float, thick: int) -> _Picture:
        size = (max(1, round(along * unit)), thick)
        return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, size if wide else size[::-1]), np.uint8)

    straight = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel(1.2, 1))
    level = cv2.dilate(straight, kernel(0, 2))
    joined = cv2.morphologyEx(level, cv2.MORPH_CLOSE, kernel(0.5, 1))
    return np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, kernel(2.4 if wide else 1.8, 1)), np.uint8)


def _components(mask: _Picture) -> _Boxes:
    """Bounding boxes and areas of what hangs together."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return np.asarray(stats[1:], np.intp)


def _rules(across: _Picture, grey: _Picture, unit: float) -> list[Box]:
    found = _components(across)
    w, h = found[:, 2], found[:, 3]
    thin = (w >= 3.2 * unit) & (h <= 0.5 * unit + 0.03 * w) & (h * 4 <= w)
    kept = found[thin]
    kept = kept[np.argsort(-kept[:, 2])][:_MOST]
    return _joined([b for b in _as_boxes(kept) if _on_paper(grey, b, unit)], unit)


def _on_paper(grey: _Picture, box: Box, unit: float) -> bool:
    """Paper above and below: the edge of a black margin or of a picture is not a rule."""
    x0, y0, x1, y1 = (int(c) for c in box)
    reach = max(2, round(0.3 * unit))
    above = grey[max(0, y0 - reach - 1) : max(0, y0 - 1), x0:x1]
    below = grey[y1 + 1 : y1 + 1 + reach, x0:x1]
    if not above.size or not below.size:
        return False
    line = grey[y0:y1, x0:x1].min(axis=0).mean()
    return bool(min(above.mean(), below.mean()) > line + 40)


def _joined(rules: list[Box], unit: float) -> list[Box]:
    """Pieces of one broken rule, end to end at the same height, made whole."""
    whole: list[Box] = []
    for box in sorted(rules, key=lambda b: b[0]):
        for i, other in enumerate(whole):
            level = abs((box[1] + box[3]) - (other[1] + other[3])) <= unit * 0.8
            if level and -unit <= box[0] - other[2] <= 0.6 * unit:
                whole[i] = (other[0], min(other[1], box[1]), max(other[2], box[2]), max(other[3], box[3]))
                break
        else:
            whole.append(box)
    return sorted(whole, key=lambda b: b[0] - b[2])[:_MOST]


def _cells(across: _Picture, down: _Picture, unit: float) -> list[Box]:
    """Rectangles of paper shut in by strokes on all four sides: frames, and the cells of tables."""
    reach = max(1, round(0.25 * unit))
    bars = cv2.dilate(cv2.bitwise_or(across, down), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    half = cv2.bitwise_not(cv2.resize(bars, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST))
    found = np.asarray(cv2.connectedComponentsWithStats(half, connectivity=4)[2][1:], np.intp)
    x, y, w, h, area = found.T
    rows, columns = half.shape
    inside = (x > 0) & (y > 0) & (x + w < columns) & (y + h < rows)
    sized = (2 * w >= 2.5 * unit) & (2 * h >= 0.8 * unit) & (w * h <= 0.8 * rows * columns)
    full = area >= 0.85 * w * h
    kept = found[inside & sized & full]
    kept = kept[np.argsort(-kept[:, 4])][:_MOST]
    return [(2 * x0 - reach, 2 * y0 - reach, 2 * x1 + reach, 2 * y1 + reach) for x0, y0, x1, y1 in _as_boxes(kept)]


def _check_boxes(ink: _Picture, unit: float) -> list[tuple[Box, bool]]:
    found = _components(ink)
    w, h = found[:, 2], found[:, 3]
    least, most = max(7.0, 0.7 * unit), max(12.0, 3.2 * unit)
    square = (np.minimum(w, h) >= least) & (np.maximum(w, h) <= most) & (np.abs(w - h) <= 0.15 * np.maximum(w, h))
    boxes = [box for box in _as_boxes(found[square][: 10 * _MOST]) if _stands_alone(ink, box)]
    looked = ((box, _ticked(ink, box)) for box in boxes)
    return [(box, ticked) for box, ticked in looked if ticked is not None][:_MOST]


def _stands_alone(ink: _Picture, box: Box) -> bool:
    """Paper left and right of it, as a letter in a word has not."""
    x0, y0, x1, y1 = (int(c) for c in box)
    gap = max(3, round((x1 - x0) * 0.25))
    return not ink[y0:y1, max(0, x0 - gap) : x0].any() and not ink[y0:y1, x1 : x1 + gap].any()


def _ticked(ink: _Picture, box: Box) -> bool | None:
    """Whether something stands in the square; None if it has not four straight sides, or is a blot."""
    x0, y0, x1, y1 = (int(c) for c in box)
    cut = ink[y0:y1, x0:x1] > 0
    edge = max(2, round(min(cut.shape) * 0.2))
    near = max(2, round(min(cut.shape) * 0.12))
    sides = [
        *(band.any(axis=0).mean() for band in (cut[:near], cut[-near:])),
        *(band.any(axis=1).mean() for band in (cut[:, :near], cut[:, -near:])),
    ]
    corners = [cut[rows, columns].mean() for rows in _ends(near) for columns in _ends(near)]
    if min(sides) < 0.8 or sorted(corners)[1] < 0.4:
        return None
    filled = float(cut[edge:-edge, edge:-edge].mean())
    if filled > 0.85:
        return None
    return filled > (0.1 if min(cut.shape) >= 14 else 0.22)


def _ends(length: int) -> tuple[slice, slice]:
    return slice(None, length), slice(-length, None)


def _as_boxes(found: _Boxes) -> list[Box]:
    return [(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in found]

"""Boxes around the lines of text that a detection model of the DB kind sees (Differentiable Binarization, Liao 2020).

As RapidOCR's `DBPostProcess`, whose import takes a third of a second and 30 MB; and boxes grow without being rounded.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""Of one box: 4 x 2, x and y in pixels, clockwise from the top left."""

_LEAST = 0.3
"""Of a pixel, to be text."""
_LEAST_MEAN = 0.5
"""Of the pixels in a box."""
_GROWTH = 1.6
"""The model sees the middle of a line: its box is moved outwards by this share of its area over its circumference."""
_MOST = 1000
_THIN, _THIN_GROWN = 3, 5
"""Pixels of the shorter side, before and after, below which a box is noise."""
_LEAST_SIDE = 3
_SAME_ROW = 10
"""Pixels by which tops of boxes in one row may follow each other."""


def text_boxes(seen: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """Of what the model saw, 0..1 for each pixel, on a picture of that size: n x 4 x 2, row by row, left to right.

    Corners are whole pixels of the picture.
    """
    scale = np.array([width / seen.shape[1], height / seen.shape[0]], np.float32)
    last = np.array([width - 1, height - 1], np.float32)
    boxes = [_clockwise(np.clip(np.round(box * scale), 0, last)) for box in _grown(seen)]
    boxes = [box for box in boxes if min(_length(box[0], box[1]), _length(box[0], box[3])) > _LEAST_SIDE]
    return _in_rows(np.array(boxes, np.float32)) if boxes else np.empty((0, 4, 2), np.float32)


def _grown(seen: NDArray[np.float32]) -> Iterator[Corners]:
    """In pixels of what was seen, in no order."""
    text = cv2.dilate((seen > _LEAST).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(text, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours[:_MOST]:
        middle, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _THIN or _mean(seen, _corners(middle, width, height, angle)) < _LEAST_MEAN:
            continue
        more = _GROWTH * width * height / (width + height)
        if min(width, height) + more >= _THIN_GROWN:
            yield _corners(middle, width + more, height + more, angle)


def _corners(middle: Sequence[float], width: float, height: float, angle: float) -> Corners:
    return np.asarray(cv2.boxPoints((middle, (width, height), angle)), np.float32)


def _mean(seen: NDArray[np.float32], box: Corners) -> float:
    """Over the box."""
    left, top = np.clip(np.floor(box.min(0)).astype(int), 0, (seen.shape[1] - 1, seen.shape[0] - 1))
    right, bottom = np.clip(np.ceil(box.max(0)).astype(int), 0, (seen.shape[1] - 1, seen.shape[0] - 1))
    inside = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(inside, [(box - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(seen[top : bottom + 1, left : right + 1], inside)[0])


def _clockwise(box: Corners) -> Corners:
    """From the upper one of the two corners at the left."""
    by_x = box[np.argsort(box[:, 0], kind="stable")]
    left, right = (side[np.argsort(side[:, 1], kind="stable")] for side in (by_x[:2], by_x[2:]))
    return np.stack([left[0], right[0], right[1], left[1]])


def _length(start: Corners, end: Corners) -> int:
    return int(np.linalg.norm(start - end))


def _in_rows(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Boxes whose tops follow each other closely are one row, and stand from left to right."""
    down = boxes[np.argsort(boxes[:, 0, 1], kind="stable")]
    rows = np.cumsum(np.diff(down[:, 0, 1], prepend=down[0, 0, 1]) >= _SAME_ROW)
    return np.asarray(down[np.lexsort((down[:, 0, 0], rows))], np.float32)

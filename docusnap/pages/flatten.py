"""A paper photographed on a table: where its corners are, and its picture as if it lay flat under the camera."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Polygon, polygon_of
from docusnap.domain.polygons import flat_size

Image = NDArray[np.uint8]
Points = NDArray[np.float32]
"""One row for each: x, y in pixels."""

_WORKING_SIDE = 600
_RING = 60
"""The frame of a picture that is taken for the table: one part in so many of its height."""
_LEAST_DIFFERENCE = 10.0
"""By how much the paper differs from the table at least, in a channel of L*a*b* as OpenCV scales it (0..255)."""
_MOST_DARKER = 10.0
"""A paper may be so much darker than the table: what is darker still is a logo, or a black frame."""
_LEAST_AREA, _MOST_AREA = 0.03, 0.97
"""Shares of the picture; a paper that fills it is read as it is."""
_SOLID, _STRAIGHT = 0.8, 0.9
"""Share of the hull that the found area fills, and that its four corners hold."""
_STEP, _LEAST_EDGE = 14.0, 0.55
"""An edge is seen where the shade steps by so much, and trusted where it is seen along so much of each side."""
_PLACES = 60
_MARGIN = 0.02
"""Of the paper's sides, kept of the table around it."""


def paper_corners(image: Image) -> Polygon | None:
    """The corners of the paper on the picture (height x width x 3, RGB), in its pixels; None where they are not clear.

    A scan, which has no table around it, gives None at once. A paper is one even area with four straight sides, each
    of which shows as an edge, not darker than what is around it.
    """
    scale = min(1.0, _WORKING_SIDE / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    shades = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    if _fills(shades):
        return None
    smooth = cv2.GaussianBlur(shades, (3, 3), 0).astype(np.float32)
    found = [(_least_edge(smooth, corners), corners) for corners in _four_cornered(shades) if _inside(shades, corners)]
    edge, best = max(found, key=lambda one: one[0], default=(0.0, None))
    if best is None or edge < _LEAST_EDGE or not _is_paper(shades, best):
        return None
    return polygon_of(best / scale)


def widened(corners: Polygon) -> Polygon:
    """The corners moved outwards by a little: letters at the edge of a paper are read worse without any room beside."""
    middle = np.mean(corners, 0)
    return polygon_of(middle + (np.array(corners) - middle) * (1 + 2 * _MARGIN))


def laid_flat(image: Image, corners: Polygon, longest: int | None = None) -> Image:
    """The paper alone, as seen from straight above; no side longer than `longest` pixels where that is given."""
    width, height = flat_size(corners)
    scale = min(1.0, longest / max(width, height)) if longest else 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    frame = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), frame)
    flat = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)


def _ring(shades: Image) -> NDArray[np.bool_]:
    height, width = shades.shape[:2]
    depth = max(4, height // _RING)
    ring = np.ones((height, width), np.bool_)
    ring[depth:-depth, depth:-depth] = False
    return ring


def _fills(shades: Image) -> bool:
    """Whether the frame of the picture looks like the lighter part of it: then the paper goes on to its edges."""
    even = cv2.blur(shades, (9, 9))
    light = even[even[:, :, 0] >= np.percentile(even[::4, ::4, 0], 100 - 100 * _LEAST_AREA)]
    around = shades[_ring(shades)]
    return float(np.abs(np.median(light, 0) - np.median(around, 0)).max()) < _LEAST_DIFFERENCE


def _four_cornered(shades: Image) -> Iterator[Points]:
    """Corners of the largest area in each of several ways to part the paper from the table."""
    for mask in _areas(shades):
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((11, 11), np.uint8))
        contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        outline = max(contours, key=cv2.contourArea, default=None)
        if outline is None:
            continue
        hull = np.asarray(cv2.convexHull(outline), np.int32)
        area = cv2.contourArea(hull)
        if area >= _LEAST_AREA * mask.size and cv2.contourArea(outline) >= _SOLID * area:
            yield from _corners(hull, area, outline[:, 0].astype(np.float32))


def _areas(shades: Image) -> Iterator[Image]:
    light = cv2.GaussianBlur(shades[:, :, 0], (5, 5), 0)
    middle, _ = cv2.threshold(light, 0, 255, cv2.THRESH_OTSU)
    for limit in (middle - 15, middle, middle + 15, middle + 30):
        yield (light > limit).astype(np.uint8)
    distance = _from_table(shades)
    for far in (2, 3, 5, 8):
        yield (distance > far).astype(np.uint8)


def _from_table(shades: Image) -> NDArray[np.float32]:
    """How far each pixel is from the table's shade, in spreads of it: a plane through the frame, as light falls."""
    height, width = shades.shape[:2]
    y, x = np.mgrid[:height, :width]
    place = np.stack([np.ones(height * width), x.ravel() / width, y.ravel() / height], 1).astype(np.float32)
    ring = _ring(shades).ravel()
    on, seen = place[ring], shades.reshape(-1, 3)[ring].astype(np.float32)
    plane, *_ = np.linalg.lstsq(on, seen, rcond=None)
    off = np.abs(seen - on @ plane)
    table = (off < np.percentile(off, 85, axis=0)).all(1)  # not what else reaches the edge
    if table.any():
        plane, *_ = np.linalg.lstsq(on[table], seen[table], rcond=None)
    spread = np.maximum(1.5 * np.median(np.abs(seen - on @ plane), 0), 3)
    smooth = cv2.GaussianBlur(shades, (7, 7), 0).astype(np.float32)
    return np.asarray((np.abs(smooth - (place @ plane).reshape(height, width, 3)) / spread).max(2), np.float32)


def _corners(hull: NDArray[np.int32], area: float, outline: Points) -> Iterator[Points]:
    """The hull's four corners, if it has four, where the lines meet that run along its sides."""
    for slack in (0.01, 0.02, 0.03, 0.05):
        rough = cv2.approxPolyDP(hull, slack * cv2.arcLength(hull, True), True)
        if len(rough) == 4:
            corners = _clockwise(rough[:, 0].astype(np.float32))
            if cv2.contourArea(corners) > _STRAIGHT * area:
                yield _met(corners, outline)
            return


def _clockwise(corners: Points) -> Points:
    """From the one nearest to the top left of the picture."""
    x, y = (corners - corners.mean(0)).T
    around = corners[np.argsort(np.arctan2(y, x))]
    return np.roll(around, -int(around.sum(1).argmin()), 0)


def _met(corners: Points, outline: Points) -> Points:
    """The corners where straight lines through the outline's points along each side meet."""
    lines = []
    for start, end in zip(corners, np.roll(corners, -1, 0), strict=True):
        length = float(np.linalg.norm(end - start))
        along = (end - start) / max(length, 1e-6)
        across = np.array([-along[1], along[0]], np.float32)
        reached = (outline - start) @ along
        near = outline[(abs((outline - start) @ across) < 6) & (reached > 0.06 * length) & (reached < 0.94 * length)]
        if len(near) < 10:
            return corners
        lines.append(cv2.fitLine(near, cv2.DIST_HUBER, 0, 0.01, 0.01)[:, 0])
    try:
        return np.array([_meeting(lines[side - 1], lines[side]) for side in range(4)], np.float32)
    except np.linalg.LinAlgError:
        return corners


def _meeting(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of two lines, each a direction and a point. Raises LinAlgError where they are parallel."""
    steps = np.linalg.solve(np.stack([one[:2], -other[:2]], 1), other[2:] - one[2:])
    return np.asarray(one[2:] + steps[0] * one[:2], np.float32)


def _inside(shades: Image, corners: Points) -> bool:
    """Whether all corners are on the picture, and what they hold is neither a scrap nor all of it."""
    height, width = shades.shape[:2]
    on = (corners >= -2).all() and (corners <= (width + 2, height + 2)).all() and cv2.isContourConvex(corners)
    return bool(on and _LEAST_AREA <= cv2.contourArea(corners) / (width * height) <= _MOST_AREA)


def _least_edge(smooth: NDArray[np.float32], corners: Points) -> float:
    """Along how much of the side where it shows least, 0..1, the shades a few pixels inside and outside differ."""
    height, width = smooth.shape[:2]
    middle, shares = corners.mean(0), []
    for start, end in zip(corners, np.roll(corners, -1, 0), strict=True):
        inward = np.array([start[1] - end[1], end[0] - start[0]]) / max(float(np.linalg.norm(end - start)), 1e-6)
        inward *= 1 if (middle - start) @ inward > 0 else -1
        places = start + np.linspace(0.04, 0.96, _PLACES)[:, None] * (end - start)
        at = {step: np.round(places + step * inward).astype(int) for step in (3, 4, 6, -3, -4, -6)}
        seen = np.all([((p >= 0) & (p < (width, height))).all(1) for p in at.values()], axis=0)
        shade = {step: smooth[p[seen, 1], p[seen, 0]] for step, p in at.items()}
        steps = np.abs(
            np.median([shade[s] for s in at if s > 0], axis=0) - np.median([shade[s] for s in at if s < 0], axis=0)
        )
        shares.append(float((steps.max(1, initial=0.0) > _STEP).sum()) / _PLACES)
    return min(shares)


def _is_paper(shades: Image, corners: Points) -> bool:
    """Whether what they hold is of another shade than the table, and not much darker."""
    held = np.zeros(shades.shape[:2], np.uint8)
    cv2.fillConvexPoly(held, corners.astype(np.int32), 1)
    paper, table = np.median(shades[held == 1], 0), np.median(shades[held == 0], 0)
    return bool(np.abs(paper - table).max() >= _LEAST_DIFFERENCE and paper[0] - table[0] > -_MOST_DARKER)

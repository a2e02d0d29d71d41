"""Turned and skewed page images made upright. Pure functions on images, height x width x 3, RGB."""

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.polygons import levelled_size

Image = NDArray[np.uint8]

_WORKING_SIDE = 1000
_MOST = 10.0
"""Degrees; a picture that leans more was not laid on a scanner."""
_LEAST = 1.2
"""Degrees below which OCR reads the picture better as it is, and its lines still hold together."""
_FEWEST_GLYPHS = 80
_COARSE, _FINE = 0.5, 0.1
_CLEAR = 1.6
"""How much sharper the lines must be at the angle found than at the usual one."""


def turned(image: Image, degrees: Literal[0, 90, 180, 270]) -> Image:
    """The image turned clockwise."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90))


def shrunk(image: Image, longest: int) -> Image:
    """The image with no side longer than that, in pixels."""
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def skew_angle(image: Image) -> float:
    """By how many degrees the text lines fall to the right (clockwise), |angle| <= 10; 0.0 where that is not clear.

    The feet of the letters of one line lie on one line: at the right angle, a histogram of their heights has the
    sharpest peaks (Baird 1987).
    """
    feet = _feet(_small(image))
    if len(feet) < _FEWEST_GLYPHS:
        return 0.0
    coarse = np.arange(-_MOST, _MOST + _COARSE / 2, _COARSE)
    sharpness = _sharpness(feet, coarse)
    best = float(coarse[int(sharpness.argmax())])
    if sharpness.max() < _CLEAR * np.median(sharpness) or abs(best) > _MOST - _COARSE:
        return 0.0
    fine = best + np.arange(-_COARSE, _COARSE + _FINE / 2, _FINE)
    angle = float(fine[int(_sharpness(feet, fine).argmax())])
    return round(angle, 2) if abs(angle) >= _LEAST else 0.0


def deskewed(image: Image, angle: float) -> Image:
    """The image turned back about its middle by `angle` as `skew_angle` gives it, white where nothing was.

    Up to 2 degrees it keeps its size and loses slivers of the margin: so boxes stay where they are on the file
    itself, within a few pixels. Beyond, the frame grows to hold all of it.
    """
    height, width = image.shape[:2]
    size = levelled_size(width, height, angle)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    upright = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return np.asarray(upright, np.uint8)


def _small(image: Image) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = _WORKING_SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def _feet(grey: Image) -> NDArray[np.float64]:
    """(x, y) of the middle of the lower edge of everything that has a letter's size."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT], boxes[:, cv2.CC_STAT_AREA]
    letters = boxes[(height >= 5) & (height <= 40) & (width >= 2) & (width <= 60) & (area >= 8)]
    feet = letters[:, [cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP]].astype(np.float64)
    feet[:, 0] += letters[:, cv2.CC_STAT_WIDTH] / 2
    feet[:, 1] += letters[:, cv2.CC_STAT_HEIGHT]
    return feet


def _sharpness(feet: NDArray[np.float64], angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each angle, the sum of squares of the histogram of the feet's heights on a page turned back by it."""
    leans = np.radians(angles)
    heights = np.outer(np.cos(leans), feet[:, 1]) - np.outer(np.sin(leans), feet[:, 0])
    rows = np.floor((heights - heights.min()) / 2).astype(np.intp)
    count = int(rows.max()) + 1
    rows += np.arange(len(angles))[:, None] * count
    histogram = np.bincount(rows.ravel(), minlength=count * len(angles)).reshape(len(angles), count)
    return np.asarray((histogram**2).sum(axis=1), np.float64)

"""A quick verdict on a picture before it is read: is it worth reading, or should it be taken again?

The thresholds lie between what good pictures and what spoilt ones measure: `python benchmarks/quality.py FOLDER` prints
both for the pictures in a folder.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.quality import Fault, Quality

Image = NDArray[np.uint8]
Grey = NDArray[np.uint8]
Boxes = NDArray[np.int32]
"""One row for each connected piece of ink: left, top, width, height, area."""

BLURRED = Fault("blurred", "The picture is blurred. Hold the camera still, let it focus, and take it again.")
DARK = Fault("dark", "The picture is too dark. Take it again with more light.")
GLARE = Fault("glare", "Light is reflected on the paper and hides part of it. Take it again from another angle.")
CUT_EDGE = Fault("cut_edge", "Part of the text is cut off at the edge. Take it again with the whole paper in view.")
SMALL_TEXT = Fault("small_text", "The text is too small to be read well. Take it again from nearer.")
NOTHING_WRITTEN = Fault("nothing_written", "Nothing seems to be written here. Is it the right side of the paper?")
NOT_A_PAPER = Fault("not_a_paper", "This does not look like a paper. Take a picture of the document itself.")

LEAST_SHARPNESS = 0.4
LEAST_LIGHT = 110.0
MOST_GLARE = 0.012
MOST_CUT_ROWS, MOST_CUT_SHARE = 3, 0.1
LEAST_TEXT_HEIGHT = 6.5
LEAST_LETTERS = 6
LEAST_PAPER = 0.15

_WINDOW = 21
"""Pixels: wider than an edge is smeared by a hand that moves, so that the whole of its step is seen."""
_STRONG = 0.7
_WHITE_PAPER = 235.0
_BURNT_OUT = 250
_FEW_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured on a picture.

    `sharpness`: how much of the step between ink and paper lies within two pixels, 0..1, across the direction in which
    it is worse. `light`: the shade of the brighter tenth, 0..255. `glare`: the share of the largest burnt-out spot on
    paper that is not white. `letters`: how many pieces of ink have a letter's size; `text_height`: the height of the
    larger ones, in pixels. `cut_rows`: rows of text that run into the left or right edge, and `cut_share` of all rows.
    `paper`: the share of the picture that is light and even.
    """

    sharpness: float
    light: float
    glare: float
    letters: int
    text_height: float
    cut_rows: int
    cut_share: float
    paper: float


def assess(image: Image) -> Quality:
    """The verdict on a page image as it goes to the OCR engine: height x width x 3, RGB."""
    return verdict(measure(image))


def verdict(found: Measures) -> Quality:
    """What the measures amount to: what keeps a person from reading it hides what else might be wrong."""
    if found.light < LEAST_LIGHT:
        return Quality((DARK,))
    if found.letters < LEAST_LETTERS:
        return Quality((NOTHING_WRITTEN if found.paper >= LEAST_PAPER else NOT_A_PAPER,))
    if found.paper < LEAST_PAPER:
        return Quality((NOT_A_PAPER,))
    if found.sharpness < LEAST_SHARPNESS:
        return Quality((BLURRED,))
    faults = []
    if found.glare > MOST_GLARE:
        faults.append(GLARE)
    if found.cut_rows > MOST_CUT_ROWS and found.cut_share > MOST_CUT_SHARE:
        faults.append(CUT_EDGE)
    if found.letters >= _FEW_LETTERS and found.text_height < LEAST_TEXT_HEIGHT:
        faults.append(SMALL_TEXT)
    return Quality(tuple(faults))


def measure(image: Image) -> Measures:
    """Measures the picture; tens of milliseconds for one of 2000 pixels a side."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    small = np.asarray(cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8)
    letters = _letters(grey)
    height = float(np.percentile(letters[:, cv2.CC_STAT_HEIGHT], 75)) if len(letters) else 0.0
    cut, rows = _cut_rows(letters, grey.shape[1])
    return Measures(
        sharpness=min(_sharpness(grey, (_WINDOW, 1), (1, 0)), _sharpness(grey, (1, _WINDOW), (0, 1))),
        light=float(np.percentile(small, 90)),
        glare=_glare(small),
        letters=len(letters),
        text_height=height,
        cut_rows=cut,
        cut_share=cut / max(1, rows),
        paper=_paper(small),
    )


def _sharpness(grey: Grey, window: tuple[int, int], direction: tuple[int, int]) -> float:
    """Along one direction, at the strongest edges: the change within two pixels, as a part of that within a window."""
    kernel = np.ones(window[::-1], np.uint8)
    change = cv2.subtract(cv2.dilate(grey, kernel), cv2.erode(grey, kernel))
    strong = change > max(25.0, _STRONG * float(np.percentile(change, 99)))
    if not strong.any():
        return 1.0
    slope = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, *direction, ksize=3), alpha=0.25)
    steepest = cv2.dilate(slope, kernel)
    return float(np.median(steepest[strong] / change[strong].astype(np.float32)))


def _letters(grey: Grey) -> Boxes:
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = boxes[1:]
    width, height, area = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT], boxes[:, cv2.CC_STAT_AREA]
    wanted = (height >= 4) & (height <= 80) & (width >= 2) & (width <= 120) & (area >= 6)
    return np.asarray(boxes[wanted], np.int32)


def _cut_rows(letters: Boxes, width: int) -> tuple[int, int]:
    """Rows of letters that run into the left or the right edge, whichever has more of them, and all rows.

    A piece of ink at the edge counts where its neighbour is a letter of its size: the shadow of an edge has none.
    """
    if not len(letters):
        return 0, 0
    x, y, w, h = (letters[:, column] for column in range(4))
    middle = y + h / 2
    typical = float(np.median(h))

    def runs_on(index: int) -> bool:
        gap = np.maximum(x - (x[index] + w[index]), x[index] - (x + w))
        beside = (gap >= 0) & (gap < 1.5 * h[index]) & (np.abs(middle - middle[index]) < 0.5 * h[index])
        return bool((beside & (h > 0.5 * h[index]) & (h < 2 * h[index])).any())

    def rows_at(edge: NDArray[np.bool_]) -> int:
        touching = np.flatnonzero(edge & (h > 0.6 * typical) & (h < 2.5 * typical))
        return len({round(middle[i] / (1.2 * typical)) for i in touching if runs_on(int(i))})

    rows = len(np.unique(np.round(middle / (1.5 * typical))))
    return max(rows_at(x <= 1), rows_at(x + w >= width - 1)), rows


def _glare(small: Grey) -> float:
    if float(np.median(small)) > _WHITE_PAPER:
        return 0.0  # a scan: its paper is as white as a reflection
    burnt = (cv2.blur(small, (5, 5)) >= _BURNT_OUT).astype(np.uint8)
    _, _, spots, _ = cv2.connectedComponentsWithStats(burnt, connectivity=8)
    return float(spots[1:, cv2.CC_STAT_AREA].max(initial=0)) / small.size


def _paper(small: Grey) -> float:
    kernel = np.ones((3, 3), np.uint8)
    change = cv2.subtract(cv2.dilate(small, kernel), cv2.erode(small, kernel))
    light = small > 0.6 * float(np.percentile(small, 99))
    return float((light & (change < 20)).mean())

"""Boxes of what a detection model saw, beside those of RapidOCR."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_det.utils import DBPostProcess

from docusnap.ocr.text_boxes import text_boxes


def seen(*lines: tuple[tuple[float, float], tuple[float, float], float], sure: float = 0.9) -> NDArray[np.float32]:
    """A map of 400 x 300 with a bar for each line: middle, size, angle."""
    drawn = np.zeros((300, 400), np.float32)
    for line in lines:
        cv2.fillPoly(drawn, [cv2.boxPoints(line).astype(np.int32)], sure)
    return drawn


def test_boxes_are_those_of_rapidocr_within_two_pixels() -> None:
    page = seen(
        ((100, 40), (120, 8), 0), ((300, 44), (90, 8), 0), ((150, 100), (200, 9), 6), ((350, 200), (120, 10), 90)
    )
    theirs = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)

    expected, _ = theirs(page[np.newaxis, np.newaxis], (300, 400))

    found = text_boxes(page, 400, 300)
    assert found.shape == (4, 4, 2)
    assert np.abs(found - TextDetector.sorted_boxes(expected)).max() <= 2


def test_lines_of_one_row_stand_from_left_to_right() -> None:
    found = text_boxes(seen(((300, 40), (90, 8), 0), ((100, 44), (120, 8), 0), ((200, 20), (90, 8), 0)), 400, 300)

    assert [round(float(box[:, 0].mean()), -1) for box in found] == [200, 100, 300]


@pytest.mark.parametrize(
    "page",
    [seen(), seen(((100, 40), (120, 8), 0), sure=0.4), seen(((100, 40), (0, 0), 0))],
    ids=["none", "faint", "dot"],
)
def test_what_is_faint_or_tiny_is_no_text(page: NDArray[np.float32]) -> None:
    assert text_boxes(page, 400, 300).shape == (0, 4, 2)


def test_boxes_stay_on_the_picture() -> None:
    (box,) = text_boxes(seen(((200, 2), (396, 8), 0)), 400, 300)

    assert box.min() >= 0
    assert (box <= (399, 299)).all()

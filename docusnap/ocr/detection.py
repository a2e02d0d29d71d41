"""A page image to the lines of text on it, cut out and laid flat."""

import os
import threading
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr.utils.process_img import (
    apply_vertical_padding,
    get_rotate_crop_image,
    map_boxes_to_original,
    resize_image_within_bounds,
)

from docusnap.ocr import model_file
from docusnap.ocr.engine import Image
from docusnap.ocr.sessions import MODELS, session
from docusnap.ocr.text_boxes import text_boxes
from docusnap.ocr.words import Corners

LONGEST_SIDE = 960
"""Pixels at which text is looked for; the lines found are cut out of the page at full size."""

_LEAST_CONTRAST = 12  # of 255
_MULTIPLE = 32  # of the model's input
_CORES_FOR_ONE = 4  # a page is looked at for a fifth of the time that it is read
_SMALLEST, _LARGEST = 30, 100_000
_WIDEST = 8  # times its height; a wider page gets margins above and below


@dataclass(frozen=True, slots=True, eq=False)
class TextLine:
    """A line that was found: its picture (BGR, lying flat) and its corners on the page."""

    picture: Image
    box: NDArray[np.float64]
    tall: bool
    """Much taller than wide: taken as text that runs from top to bottom."""

    @property
    def corners(self) -> Corners:
        """As it is read."""
        top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in self.box)
        if self.tall:
            return (top_right, bottom_right, bottom_left, top_left)
        return (top_left, top_right, bottom_right, bottom_left)

    @property
    def length(self) -> int:
        """Pixels of its longer side."""
        return int(max(self.picture.shape[:2]))


class Detector:
    """Finds lines, for all threads."""

    def __init__(self) -> None:
        """Loads the model."""
        # The largest pictures are looked at here; recognition goes on beside it.
        self._looking = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // _CORES_FOR_ONE))
        self._session = session(model_file.read(MODELS / "PP-OCRv6_det_small.onnx").SerializeToString())

    def lines(self, page: Image) -> list[TextLine]:
        """The lines on the page (RGB), from top to bottom, row by row; a page of one shade costs nothing."""
        if int(page.max()) - int(page.min()) < _LEAST_CONTRAST:
            return []
        picture, ratio_h, ratio_w = resize_image_within_bounds(page[:, :, ::-1], _SMALLEST, _LARGEST)
        record = {"preprocess": {"ratio_h": ratio_h, "ratio_w": ratio_w}}
        picture, record = apply_vertical_padding(np.ascontiguousarray(picture), record, _WIDEST, _SMALLEST)
        found = self._found(picture)
        crops = [get_rotate_crop_image(picture, box.copy()) for box in found]
        boxes = map_boxes_to_original(found.astype(np.float64), record, *page.shape[:2])
        return [TextLine(*line) for line in zip(crops, boxes, map(_is_tall, found), strict=True)]

    def _found(self, picture: Image) -> NDArray[np.float32]:
        """Four corners of each line, as float32."""
        height, width = picture.shape[:2]
        scale = min(1.0, LONGEST_SIDE / max(height, width))
        size = [round(int(side * scale) / _MULTIPLE) * _MULTIPLE for side in (width, height)]
        if not all(size):
            return np.empty((0, 4, 2), np.float32)
        shown = cv2.resize(picture, size).transpose(2, 0, 1)[np.newaxis] * np.float32(2 / 255) - 1
        with self._looking:
            (seen,) = self._session.run(None, {"x": shown})
        return text_boxes(seen[0, 0], width, height)


def _is_tall(box: NDArray[np.float32]) -> bool:
    """By the rule that cuts it out."""
    width = int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3])))
    height = int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2])))
    return height >= 1.5 * width

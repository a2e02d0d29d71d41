"""The contract that every OCR engine keeps; `tests/conformance/test_ocr_engine.py` holds them to it."""

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Segment

Image = NDArray[np.uint8]
"""Height x width x 3, RGB."""

Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise by which a picture must be turned to stand upright."""


class OcrEngine(Protocol):
    """Reads page images. Built once, called from many threads at the same time."""

    @property
    def name(self) -> str:
        """The name under which it is chosen: "rapid", "tesseract", "remote", "null"."""
        ...

    @property
    def recipe(self) -> str:
        """Changes whenever the words it would read could change: name, version, models, settings."""
        ...

    def read(self, image: Image) -> list[Segment]:
        """The text on the image, boxes in its pixels, in no promised order; [] on an empty page.

        Raises OcrFailure (this page cannot be read) or OcrUnavailable (try again later).
        """
        ...

    def turn(self, image: Image) -> Turn:
        """How far the picture must be turned to stand upright; 0 where the engine cannot tell."""
        ...

    def close(self) -> None:
        """Frees what it holds; may be called twice."""
        ...

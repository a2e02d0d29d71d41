"""Lines found on a page."""

import numpy as np
import pytest

from docusnap.ocr.detection import Detector


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_page_of_one_shade_is_not_looked_at(detector: Detector, monkeypatch: pytest.MonkeyPatch, shade: int) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("the model was run")

    monkeypatch.setattr(detector, "_found", looked)
    page = np.full((600, 400, 3), shade, np.uint8)
    page[::7, ::5] += 5 if shade < 255 else 0

    assert detector.lines(page) == []

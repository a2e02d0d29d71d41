"""The verdict on a picture: good ones are let through, spoilt ones are told what is wrong with them."""

import numpy as np
import pytest
import quality
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from docusnap.pages.quality import assess

ROWS = 34


def page(size: int = 24, paper: int = 232) -> NDArray[np.uint8]:
    """A page of text as a phone sees it: paper that is not quite white, a little soft, a little noise."""
    image = Image.new("L", (1100, 1500), paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    for row in range(ROWS):
        draw.text((80, 60 + row * 42), f"{row:02d} Payable to the bearer of this note: {row * 137}.50", 30, font)
    noise = np.random.default_rng(7).normal(0, 3, (1500, 1100))
    grey = np.clip(np.asarray(image, np.float64) + noise, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def codes(image: NDArray[np.uint8]) -> set[str]:
    return {fault.code for fault in assess(image).faults}


@pytest.mark.parametrize("size", [16, 24, 36])
@pytest.mark.parametrize("paper", [180, 232, 255])
def test_a_good_picture_is_not_to_be_taken_again(size: int, paper: int) -> None:
    assert codes(page(size, paper)) == set()


@pytest.mark.parametrize("name", quality.SPOILT)
def test_a_spoilt_picture_is_to_be_taken_again_for_what_is_wrong_with_it(name: str) -> None:
    spoil, wanted = quality.SPOILT[name]
    assert codes(spoil(page())) & wanted


def test_a_picture_without_a_paper_is_told_so() -> None:
    random = np.random.default_rng(3)
    leaves = random.integers(20, 235, (190, 140, 3), np.uint8)
    scene = np.asarray(Image.fromarray(leaves).resize((1100, 1500), Image.Resampling.BICUBIC), np.uint8)
    assert codes(scene) == {"not_a_paper"}


def test_each_reason_is_a_sentence_that_says_what_to_do() -> None:
    for spoil, _ in quality.SPOILT.values():
        for fault in assess(spoil(page())).faults:
            assert fault.detail.endswith((".", "?"))

"""Turned and skewed pages come upright, and what is straight stays as it is."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from docusnap.pages.encode import PAGE_MEDIA_TYPE, encode_page
from docusnap.pages.straighten import deskewed, skew_angle, turned

Image = NDArray[np.uint8]


def printed_page(seed: int = 0) -> Image:
    """A page of text lines of random letters."""
    page = np.full((1600, 1200, 3), 255, np.uint8)
    rng = np.random.default_rng(seed)
    for y in range(150, 1500, 45):
        words = ["".join(rng.choice(list("abcdefghiklmnoprstu"), rng.integers(2, 10))) for _ in range(8)]
        cv2.putText(page, " ".join(words)[:50], (120, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2, cv2.LINE_AA)
    return page


def test_turning_is_clockwise() -> None:
    image = np.zeros((2, 3, 3), np.uint8)
    image[0, 0] = 255
    assert turned(image, 0)[0, 0].all()
    assert turned(image, 90).shape == (3, 2, 3)
    assert turned(image, 90)[0, 1].all()
    assert turned(image, 180)[1, 2].all()
    assert turned(image, 270)[2, 0].all()
    assert all(turned(image, t).flags.c_contiguous for t in (0, 90, 180, 270))


@pytest.mark.parametrize("lean", [-8.0, -3.0, -1.6, 1.6, 2.5, 7.0])
def test_the_skew_of_a_page_is_found_and_taken_out(lean: float) -> None:
    leaning = deskewed(printed_page(), -lean)
    angle = skew_angle(leaning)
    assert angle == pytest.approx(lean, abs=0.25)
    assert skew_angle(deskewed(leaning, angle)) == 0.0


def test_lines_that_fall_to_the_right_lean_clockwise() -> None:
    page = np.full((1000, 1000, 3), 255, np.uint8)
    for top in range(100, 800, 40):
        for x in range(50, 950, 20):
            y = top + round(x * np.tan(np.radians(3)))
            cv2.rectangle(page, (x, y), (x + 10, y + 14), (0, 0, 0), -1)
    assert skew_angle(page) == pytest.approx(3.0, abs=0.25)


@pytest.mark.parametrize("lean", [0.0, 0.8, -0.8])
def test_a_nearly_straight_page_is_left_alone(lean: float) -> None:
    assert skew_angle(deskewed(printed_page(), -lean)) == 0.0


def test_where_there_are_no_lines_there_is_no_skew() -> None:
    rng = np.random.default_rng(0)
    noise = cv2.resize(rng.integers(0, 255, (150, 100, 3), np.uint8), (1000, 1500))
    specks = np.full((1500, 1000, 3), 255, np.uint8)
    for x, y in rng.integers(20, 980, (400, 2)):
        cv2.circle(specks, (int(x), int(y)), 5, (0, 0, 0), -1)
    assert skew_angle(np.asarray(noise, np.uint8)) == 0.0
    assert skew_angle(specks) == 0.0
    assert skew_angle(np.full((50, 3000, 3), 255, np.uint8)) == 0.0
    assert skew_angle(turned(printed_page(), 90)) == 0.0


def test_small_angles_keep_the_frame_and_larger_ones_keep_all_of_the_page() -> None:
    page = np.zeros((400, 300, 3), np.uint8)
    assert deskewed(page, 1.5).shape == page.shape
    grown = deskewed(page, -8.0)
    assert grown.shape[0] > 400
    assert grown.shape[1] > 300
    assert grown[0, 0].tolist() == [255, 255, 255]
    assert (grown < 128).all(axis=2).sum() == pytest.approx(400 * 300, rel=0.01)


def test_a_page_is_kept_as_a_picture_of_the_same_colours() -> None:
    image = np.zeros((40, 60, 3), np.uint8)
    image[:, :] = (200, 30, 60)
    again = cv2.cvtColor(cv2.imdecode(np.frombuffer(encode_page(image), np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert PAGE_MEDIA_TYPE == "image/jpeg"
    assert again.shape == image.shape
    assert np.abs(again.astype(int) - image).max() < 6

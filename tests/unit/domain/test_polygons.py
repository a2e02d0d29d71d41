"""Boxes of a page, drawn on the picture as the file has it."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from docusnap.domain.page import Page
from docusnap.domain.polygons import polygon_in_file
from docusnap.operations.upright import Upright, levelled
from docusnap.pages.straighten import turned

WIDTH, HEIGHT = 900, 1300
BACK = {0: 0, 90: 270, 180: 180, 270: 90}


def letter():
    """A page of text with one red word, and the word's box."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(24)
    for line in range(25):
        draw.text((90, 80 + 45 * line), "The quick brown fox jumps over the lazy dog and sleeps", "black", font)
    draw.text((500, 1220), "KNOWN", (255, 0, 0), font)
    image = np.asarray(picture)
    return image, box_of_red(image)


def box_of_red(image):
    rows, columns = np.nonzero((image[:, :, 0] > 180) & (image[:, :, 1] < 110))
    return float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)


def corners_of(box):
    x0, y0, x1, y1 = box
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def in_turned(corners, turn):
    """Where points of a WIDTH x HEIGHT picture are after it was turned clockwise."""
    x, y = corners.T
    places = {0: (x, y), 90: (HEIGHT - y, x), 180: (WIDTH - x, HEIGHT - y), 270: (y, WIDTH - x)}
    return np.stack(places[turn], axis=1)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 1.6, 3.0, -3.0, 7.0])
def test_corners_of_a_known_word_lie_where_it_is_in_the_file(turn, skew):
    image, box = letter()
    lean = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -skew, 1.0)
    leaning = np.asarray(cv2.warpAffine(image, lean, (WIDTH, HEIGHT), borderValue=(255, 255, 255)), np.uint8)
    upright = levelled(turned(leaning, turn), BACK[turn])
    assert upright.skew == pytest.approx(skew, abs=0.11)
    height, width = upright.image.shape[:2]
    page = Page(1, width, height, turn=upright.turn, skew=upright.skew)
    found = np.array(polygon_in_file(page, box_of_red(upright.image)))
    expected = in_turned(corners_of(box) @ lean[:, :2].T + lean[:, 2], turn)
    assert np.abs(found - expected).max() < 2


def test_a_page_that_was_left_as_it_is_has_its_boxes_as_polygons():
    page = Page(1, WIDTH, HEIGHT)
    assert polygon_in_file(page, (1, 2, 3, 4)) == ((1, 2), (3, 2), (3, 4), (1, 4))


def test_a_page_that_was_read_small_maps_to_the_file_at_its_own_size():
    width, height = Upright(np.zeros((650, 450, 3), np.uint8), 0, 3.0).size_of(WIDTH, HEIGHT)
    middle = (width / 2, height / 2, width / 2, height / 2)
    assert polygon_in_file(Page(1, width, height, skew=3.0), middle)[0] == pytest.approx((WIDTH / 2, HEIGHT / 2))

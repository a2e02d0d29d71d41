"""A paper on a table is found and laid flat; what fills its picture is left as it is."""

from io import BytesIO
from math import cos, radians, sin
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from docusnap.domain.page import Page
from docusnap.domain.polygons import flat_size, polygon_in_file
from docusnap.pages.flatten import laid_flat, paper_corners
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader

PAPER = 800, 1100
TABLE = 2000, 2600
SHOWN = np.array([(420, 500), (1450, 430), (1580, 2050), (380, 1900)], np.float32)


def paper():
    """Lines of text, and one red mark."""
    picture = Image.new("RGB", PAPER, (246, 244, 240))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(22)
    for line in range(22):
        draw.text((70, 60 + 45 * line), "Two pounds of apples and a pear 14.00", "black", font)
    draw.rectangle((600, 300, 640, 330), fill=(255, 0, 0))
    return np.asarray(picture)


def on_table(corners=SHOWN, table=(96, 74, 58), size=TABLE):
    """The paper with its corners there, on wood."""
    width, height = size
    grain = np.random.default_rng(3).normal(0, 9, (height, width // 100)).astype(np.float32)
    wood = np.array(table, np.float32) + cv2.resize(grain, size, interpolation=cv2.INTER_CUBIC)[:, :, None]
    frame = np.array([(0, 0), (PAPER[0], 0), PAPER, (0, PAPER[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(frame, np.asarray(corners, np.float32))
    shown = cv2.warpPerspective(paper(), matrix, size, flags=cv2.INTER_AREA)
    there = cv2.warpPerspective(np.ones((PAPER[1], PAPER[0]), np.uint8), matrix, size)[:, :, None]
    return np.clip(np.where(there, shown, wood), 0, 255).astype(np.uint8)


def middle_of_red(image):
    rows, columns = np.nonzero((image[:, :, 0] > 180) & (image[:, :, 1] < 90) & (image[:, :, 2] < 90))
    return columns.mean() + 0.5, rows.mean() + 0.5


def png(image):
    buffer = BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_corners_of_a_paper_in_perspective_are_found_within_a_hundredth_of_the_picture():
    found = paper_corners(on_table())
    assert found is not None
    assert np.linalg.norm(np.array(found) - SHOWN, axis=1).max() < 0.01 * max(TABLE)


@pytest.mark.parametrize("seed", range(6))
def test_a_paper_seen_at_an_angle_is_found_from_wherever_it_is_seen(seed):
    random = Random(seed)
    corners = seen_at(random.uniform(10, 35), random.uniform(0, 360), random.uniform(-12, 12), random.uniform(0.5, 1.2))
    found = paper_corners(on_table(corners))
    assert found is not None
    off = [min(np.linalg.norm(np.array(one) - corners, axis=1)) for one in found]
    assert max(off) < 0.012 * max(TABLE)


def seen_at(tilt, around, roll, scale):
    """Corners of a paper in the middle of the table that a camera looks at from aside (degrees)."""
    width, height = PAPER
    lean, where, turn = radians(tilt), radians(around), radians(roll)
    places = []
    for x, y in ((-width, -height), (width, -height), (width, height), (-width, height)):
        across = (x * cos(where) + y * sin(where)) / 2
        along = (-x * sin(where) + y * cos(where)) / 2
        depth = 3 * height / (3 * height + along * sin(lean))
        u, v = across * depth, along * cos(lean) * depth
        x, y = u * cos(where) - v * sin(where), u * sin(where) + v * cos(where)
        places.append((x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)))
    return (np.array(places) * scale + [TABLE[0] / 2, TABLE[1] / 2]).astype(np.float32)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(paper(), id="a scan"),
        pytest.param(on_table(table=(246, 244, 240)), id="a paper on a table of its own shade"),
        pytest.param(
            on_table(SHOWN + np.array([(-500, -560), (600, -560), (600, 560), (-500, 760)])),
            id="a paper that runs off it",
        ),
        pytest.param(np.full((900, 700, 3), 90, np.uint8), id="a table"),
        pytest.param(np.zeros((30, 20, 3), np.uint8), id="next to nothing"),
    ],
)
def test_without_a_whole_paper_on_a_table_there_are_no_corners(picture):
    assert paper_corners(picture) is None


def test_a_black_frame_printed_on_a_scan_is_no_paper():
    scan = paper().copy()
    cv2.rectangle(scan, (100, 200), (700, 700), (0, 0, 0), 3)
    cv2.rectangle(scan, (100, 800), (500, 1000), (20, 20, 60), -1)
    assert paper_corners(scan) is None


@pytest.mark.parametrize(("turn", "skew"), [(0, 0.0), (90, 0.0), (180, 2.5), (270, -4.0)])
def test_a_place_on_the_flat_paper_is_where_the_file_shows_it(turn, skew):
    from docusnap.operations.upright import picture_of  # here, as it stands above this room

    image = on_table()
    corners = paper_corners(image)
    page = Page(1, 1, 1, turn=turn, skew=skew, corners=corners)
    upright = picture_of(page, image)
    height, width = upright.shape[:2]
    x, y = middle_of_red(upright)
    found = polygon_in_file(Page(1, width, height, turn=turn, skew=skew, corners=corners), (x, y, x, y))[0]
    assert np.linalg.norm(np.array(found) - middle_of_red(image)) < 3


def test_the_paper_is_taken_from_the_picture_at_its_size_in_the_file():
    image = on_table()
    loader = PageLoader(Limits(max_side=1000))
    try:
        (page,) = loader.load(png(image))
        (plain,) = loader.load(png(image), flat=False)
    finally:
        loader.close()
    assert page.corners is not None
    assert page.size == flat_size(page.corners)
    assert max(page.image.shape[:2]) == 1000
    assert (plain.corners, plain.size) == (None, TABLE)
    sharp = cv2.Laplacian(cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY), cv2.CV_64F).var()
    small = cv2.resize(image, None, fx=1000 / TABLE[1], fy=1000 / TABLE[1], interpolation=cv2.INTER_AREA)
    scaled = tuple((x * 1000 / TABLE[1], y * 1000 / TABLE[1]) for x, y in page.corners)
    blown_up = cv2.resize(laid_flat(small, scaled), page.image.shape[1::-1])
    assert sharp > 1.5 * cv2.Laplacian(cv2.cvtColor(blown_up, cv2.COLOR_RGB2GRAY), cv2.CV_64F).var()

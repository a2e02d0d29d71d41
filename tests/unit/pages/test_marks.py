"""What `find_marks` sees on pictures drawn here."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from docusnap.domain.page import Box, Mark
from docusnap.pages.marks import find_marks

SENTENCE = "The undersigned HEREBY declares: EFFECTIVE TITLE FELT LITTLE, tel. 0800 888 080"


class Sheet:
    """White paper to draw on."""

    def __init__(self, width: int = 760, height: int = 1000) -> None:
        self.image = Image.new("RGB", (width, height), "white")
        self.draw = ImageDraw.Draw(self.image)

    def write(self, x: float, y: float, text: str, size: int = 16) -> None:
        self.draw.text((x, y), text, fill="black", font=ImageFont.load_default(size))

    def marks(self, kind: str) -> list[Mark]:
        return [m for m in find_marks(np.asarray(self.image)) if m.kind == kind]


def near(box: Box, expected: Box, by: float = 6) -> bool:
    return all(abs(a - b) <= by for a, b in zip(box, expected, strict=True))


def test_empty_paper_has_no_marks() -> None:
    assert find_marks(np.asarray(Sheet().image)) == ()


def test_a_picture_too_small_to_write_on_has_no_marks() -> None:
    assert find_marks(np.zeros((3, 500, 3), np.uint8)) == ()


def test_a_ruled_line_is_found_where_it_is() -> None:
    sheet = Sheet()
    sheet.draw.line((100, 300, 500, 300), fill="black", width=2)
    (rule,) = sheet.marks("rule")
    assert near(rule.box, (100, 299, 500, 302))


def test_printed_text_has_no_ruled_lines_and_no_frames() -> None:
    sheet = Sheet()
    for i in range(20):
        sheet.write(60, 60 + 40 * i, SENTENCE, size=12 + i % 8)
    assert sheet.marks("rule") == []
    assert sheet.marks("box") == []


def test_a_line_under_text_is_found_whole() -> None:
    sheet = Sheet()
    sheet.write(100, 280, "Registered in Jyväskylä, gypsy quay", size=18)
    sheet.draw.line((90, 302, 600, 302), fill="black", width=1)
    (rule,) = sheet.marks("rule")
    assert near(rule.box, (90, 301, 600, 304))


def test_a_slightly_sloping_line_is_one_rule() -> None:
    sheet = Sheet()
    sheet.draw.line((100, 300, 600, 308), fill="black", width=2)
    (rule,) = sheet.marks("rule")
    assert near(rule.box, (100, 299, 600, 310))


def test_a_broken_line_is_one_rule_and_two_lines_end_to_end_with_a_gap_are_two() -> None:
    sheet = Sheet()
    for x in range(100, 400, 30):
        sheet.draw.line((x, 300, x + 26, 300), fill="black", width=2)
    sheet.draw.line((450, 300, 600, 300), fill="black", width=2)
    assert [round(m.box[0], -1) for m in sheet.marks("rule")] == [100, 450]


def test_lines_are_found_in_a_shadow_and_on_grey_paper() -> None:
    shade = np.linspace(90, 220, 760)[None, :, None].repeat(1000, 0).repeat(3, 2).astype(np.uint8)
    shade[500:503, 100:650] //= 3
    (rule,) = find_marks(shade)
    assert rule.kind == "rule"
    assert near(rule.box, (100, 500, 650, 503))


def test_the_edge_of_a_black_margin_is_not_a_rule() -> None:
    sheet = Sheet()
    sheet.draw.rectangle((0, 900, 760, 1000), fill="black")
    sheet.draw.rectangle((0, 0, 40, 1000), fill="black")
    assert sheet.marks("rule") == []


def test_a_frame_and_the_cells_of_a_table_are_boxes() -> None:
    sheet = Sheet()
    sheet.draw.rectangle((100, 100, 600, 160), outline="black", width=2)
    for x in (100, 300, 500):
        sheet.draw.rectangle((x, 300, x + 200, 340), outline="black", width=2)
    boxes = [m.box for m in sheet.marks("box")]
    expected: list[Box] = [(100, 100, 600, 160), (100, 300, 300, 340), (300, 300, 500, 340), (500, 300, 700, 340)]
    assert len(boxes) == 4
    assert all(near(a, b) for a, b in zip(boxes, expected, strict=True))


def test_a_frame_that_is_open_is_no_box() -> None:
    sheet = Sheet()
    sheet.draw.line((100, 100, 100, 160), fill="black", width=2)
    sheet.draw.line((100, 160, 600, 160), fill="black", width=2)
    sheet.draw.line((600, 160, 600, 100), fill="black", width=2)
    assert sheet.marks("box") == []


@pytest.mark.parametrize("side", [10, 14, 20, 30])
def test_an_empty_square_is_a_check_box_that_is_off(side: int) -> None:
    sheet = Sheet()
    sheet.draw.rectangle((200, 200, 200 + side, 200 + side), outline="black", width=1)
    (box,) = sheet.marks("check_box")
    assert box.value == "off"
    assert near(box.box, (200, 200, 200 + side, 200 + side), by=3)


@pytest.mark.parametrize("side", [14, 20, 30])
def test_a_square_with_a_cross_or_a_tick_inside_is_on(side: int) -> None:
    sheet = Sheet()
    for x in (200, 300):
        sheet.draw.rectangle((x, 200, x + side, 200 + side), outline="black", width=1)
    sheet.draw.line((203, 203, 197 + side, 197 + side), fill="black", width=2)
    sheet.draw.line((203, 197 + side, 197 + side, 203), fill="black", width=2)
    sheet.draw.line((303, 200 + side // 2, 300 + side // 2, 196 + side), fill="black", width=3)
    sheet.draw.line((300 + side // 2, 196 + side, 296 + side, 203), fill="black", width=3)
    assert [m.value for m in sheet.marks("check_box")] == ["on", "on"]


def test_round_letters_and_full_stops_are_not_check_boxes() -> None:
    sheet = Sheet()
    sheet.write(100, 100, "O o 0 C c S s . • ö Q", size=24)
    sheet.draw.ellipse((300, 300, 318, 318), outline="black", width=1)
    sheet.draw.rectangle((400, 300, 414, 314), fill="black")
    assert sheet.marks("check_box") == []


def test_boxes_of_a_large_page_are_in_its_own_pixels() -> None:
    sheet = Sheet(1520, 2000)
    sheet.draw.line((200, 600, 1000, 600), fill="black", width=3)
    sheet.draw.rectangle((300, 900, 340, 940), outline="black", width=3)
    (rule,) = sheet.marks("rule")
    (box,) = sheet.marks("check_box")
    assert near(rule.box, (200, 599, 1000, 602))
    assert near(box.box, (300, 900, 341, 941))


def test_a_page_of_stripes_gives_a_bounded_number_of_marks() -> None:
    stripes = np.full((3000, 400, 3), 255, np.uint8)
    stripes[::5] = 0
    assert len(find_marks(stripes)) <= 1200


def test_a_page_of_dots_is_no_error() -> None:
    dots = np.full((1200, 1200, 3), 255, np.uint8)
    dots[::3, ::3] = 0
    assert [m for m in find_marks(dots) if m.kind == "check_box"] == []


def test_words_are_not_check_boxes_though_their_letters_are_square() -> None:
    sheet = Sheet()
    for i in range(10):
        sheet.write(100, 100 + 40 * i, "BANDED DOORED HUMBLED 800 BEDDED 8808", size=14 + i)
    assert sheet.marks("check_box") == []

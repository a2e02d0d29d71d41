"""Values are written in their blanks, at a size that fits, never over print, in a font that has the characters."""

from pathlib import Path

import pytest

from docusnap.domain.page import Page, Segment, Word
from docusnap.export.fonts import Font, font_for, installed
from docusnap.export.form_layout import ToWrite, layout, values_to_write

BLANK = (100.0, 100.0, 500.0, 140.0)


def page(*words):
    return Page(1, 1000, 1400, tuple(Segment(word.text, (word,)) for word in words))


@pytest.fixture(scope="module")
def latin():
    found = next((font for font in installed() if font.has("Tan")), None)
    return [found] if found else pytest.skip("no font is installed to write values with")


def test_a_value_stands_within_its_blank(latin):
    (one,) = layout([ToWrite("Name", "Tan Woon Yann", 1, BLANK)], [page()], latin).written
    assert BLANK[0] < one.x < BLANK[2]
    assert BLANK[1] < one.y < BLANK[3]
    assert one.size <= BLANK[3] - BLANK[1]


def test_a_long_value_is_written_smaller_and_one_that_nobody_could_read_is_not(latin):
    short, long = (layout([ToWrite("Name", text, 1, BLANK)], [page()], latin) for text in ("Tan", "Tan " * 10))
    assert long.written[0].size < short.written[0].size
    assert layout([ToWrite("Name", "Tan " * 60, 1, BLANK)], [page()], latin).left_out[0][1] == "no_room"


def test_nothing_is_written_over_print(latin):
    printed = Word("Last name", (100, 105, 300, 135), 1.0)
    (one,) = layout([ToWrite("Name", "Tan", 1, BLANK)], [page(printed)], latin).written
    assert one.x >= 300
    everywhere = Word("Office use only", (90, 105, 510, 135), 1.0)
    assert layout([ToWrite("Name", "Tan", 1, BLANK)], [page(everywhere)], latin).left_out[0][1] == "no_room"


def test_a_font_is_taken_that_has_the_characters():
    plain = Font(Path("plain.ttf"), frozenset(map(ord, "Tan")))
    chinese = Font(Path("chinese.ttf"), frozenset(map(ord, "Tan陈大文")))
    assert font_for("Tan", [plain, chinese]) == plain
    assert font_for("陈 大文", [plain, chinese]) == chinese
    assert layout([ToWrite("Name", "Ω", 1, BLANK)], [page()], [plain, chinese]).left_out[0][1] == "no_font"


def test_boxes_are_ticked_and_values_without_a_place_are_told():
    fields = [
        {"label": "Member", "type": "check_box", "value": "☑", "page": 1, "box": [10, 10, 30, 30]},
        {"label": "Age", "type": "text", "value": "40", "page": None, "box": None},
        {"label": "Empty", "type": "text", "value": None, "page": 1, "box": [1, 1, 9, 9]},
    ]
    found = layout(values_to_write({"fields": fields}), [page()], [])
    assert [(one.text, one.font) for one in found.written] == [("", None)]
    assert [(value.label, why) for value, why in found.left_out] == [("Age", "no_place")]

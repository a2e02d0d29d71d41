"""Splitting a line that was read into words with boxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.cjk import joined
from docusnap.domain.page import Box, Segment
from docusnap.ocr.words import Corners, segment

LEVEL: Corners = ((100, 50), (300, 50), (300, 80), (100, 80))
PAGE = (400, 200)


def boxes(found: Segment | None) -> dict[str, Box]:
    assert found
    return {w.text: w.box for w in found.words}


def test_words_are_parted_by_spaces_and_share_the_line_by_their_length() -> None:
    assert boxes(segment("ab cd", LEVEL, PAGE, [0.9] * 5)) == {"ab": (100, 50, 180, 80), "cd": (220, 50, 300, 80)}


def test_words_stand_where_the_engine_saw_their_characters() -> None:
    found = boxes(segment("ab cd", LEVEL, PAGE, [0.9] * 5, [0.05, 0.15, 0.15, 0.85, 0.95]))

    assert found == {"ab": (100, 50, 140, 80), "cd": (260, 50, 300, 80)}


def test_words_that_would_overlap_meet_in_the_middle() -> None:
    found = boxes(segment("ab cd", LEVEL, PAGE, [0.9] * 5, [0.1, 0.4, 0.4, 0.6, 0.9]))

    assert found["ab"][2] == found["cd"][0] == 200


def test_each_cjk_character_is_a_word_and_latin_runs_stay_whole() -> None:
    found = segment("合計 12.50円", LEVEL, PAGE, [0.9] * 9)

    assert found
    assert [w.text for w in found.words] == ["合", "計", "12.50", "円"]
    assert found.text == "合計 12.50円"


def test_a_word_is_as_sure_as_its_least_sure_character() -> None:
    found = segment("ab cd", LEVEL, PAGE, [0.9, 0.4, 0.0, 0.8, 1.2])

    assert found
    assert [w.confidence for w in found.words] == [0.4, 0.8]


def test_a_line_read_from_top_to_bottom_has_its_words_below_each_other() -> None:
    downwards: Corners = ((80, 0), (80, 100), (50, 100), (50, 0))

    assert boxes(segment("ab cd", downwards, PAGE, [0.9] * 5)) == {"ab": (50, 0, 80, 40), "cd": (50, 60, 80, 100)}


def test_a_line_over_the_edge_is_cut_at_the_edge() -> None:
    outside: Corners = ((300, -10), (500, -10), (500, 300), (300, 300))

    assert boxes(segment("ab", outside, PAGE, [0.9] * 2)) == {"ab": (300, 0, 400, 200)}


@pytest.mark.parametrize("text", ["", " ", "\u3000 "])
def test_a_blank_line_is_none(text: str) -> None:
    assert segment(text, LEVEL, PAGE, [0.5] * len(text)) is None


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.data())
def test_no_character_is_lost_and_no_box_is_inside_out(text: str, data: st.DataObject) -> None:
    unit = st.floats(0, 1)
    centres = sorted(data.draw(st.lists(unit, min_size=len(text), max_size=len(text))))
    found = segment(text, LEVEL, PAGE, [0.5] * len(text), centres)

    words = found.words if found else ()
    assert "".join(w.text for w in words) == "".join(text.split())
    for x0, y0, x1, y1 in (w.box for w in words):
        assert 100 <= x0 <= x1 <= 300
        assert 50 <= y0 <= y1 <= 80


def test_no_space_comes_between_cjk_words() -> None:
    assert joined(["合", "計", "12.50", "円"]) == "合計 12.50 円"

from dataclasses import replace

import pytest

from docusnap.domain.answer import Answer, Value
from docusnap.domain.page import Mark
from docusnap.evidence.check import check


def evidence_of(page, key, value):
    checked = check(Answer("", (), "", {key: value}), [page])
    return checked.evidence[key]


def test_a_value_in_an_interactive_field_is_found_there(page_of):
    marks = (
        Mark("field", (100, 0, 200, 20), "Middle name", "Maria"),
        Mark("field", (100, 40, 200, 60), "First name", "Maria"),
    )
    page = replace(page_of("Middle name", "First name"), marks=marks)
    evidence = evidence_of(page, "First name", Value("Maria", ("p1.02",)))
    assert (evidence.box, evidence.text, evidence.confidence) == ((100, 40, 200, 60), "Maria", 1.0)
    assert evidence_of(page, "First name", Value("Mario")) is None


@pytest.mark.parametrize("x", [-25, 100])
def test_a_tick_is_the_ticked_box_beside_its_name(page_of, x):
    boxes = tuple(Mark("check_box", (x, y, x + 20, y + 20), value=v) for y, v in ((0, "off"), (40, "on"), (80, "on")))
    page = replace(page_of("Single", "Married", "Widowed"), marks=boxes)
    assert evidence_of(page, "Married", Value("☑", ("p1.02",))).box == (x, 40, x + 20, 60)
    assert evidence_of(page, "Married", Value("☑")).box == (x, 40, x + 20, 60)
    assert evidence_of(page, "Single", Value("☑", ("p1.01",))) is None


def test_a_tick_far_from_the_name_is_another_ones(page_of):
    page = replace(page_of("Married"), marks=(Mark("check_box", (900, 0, 920, 20), value="on"),))
    assert evidence_of(page, "Married", Value("☑", ("p1.01",))) is None

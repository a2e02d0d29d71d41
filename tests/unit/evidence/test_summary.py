"""Words of the model's own: they may say what is not printed, but no fact that is not."""

from typing import Any

import pytest

from docusnap.domain.answer import Answer, Blank, Value
from docusnap.domain.field_labels import unnamed
from docusnap.domain.page import Mark, Page
from docusnap.evidence.check import check


@pytest.fixture
def receipt(page_of: Any) -> Page:
    page: Page = page_of("HARBOUR LANE BOOKS", "14/03/2025", "Total  EUR 36.67", "shop.example", "Last  Name")
    return page


def flagged(page: Page, **said: Any) -> list[tuple[str, str]]:
    answer = Answer(**({"title": "Books", "tags": ("Receipt",), "description": "", "kv": {}} | said))
    return [(c.key, c.code) for c in check(answer, [page]).cautions if c.code == "not_on_page"]


def test_a_summary_in_other_words_with_the_facts_of_the_page_is_let_pass(receipt: Page) -> None:
    said = "A receipt from Harbour Lane Books (shop.example) of Mar 14, 2025, for 12 things at €36.67 in all."
    assert flagged(receipt, title="Harbour Lane Books Receipt", description=said, tags=("Receipt", "Books")) == []


@pytest.mark.parametrize(
    "fact", ["Mar 15, 2025", "36.76", "100", "0800 123456", "pay.example", "http://shop.example/win", "me@evil.example"]
)
def test_a_fact_that_the_page_does_not_hold_is_flagged(receipt: Page, fact: str) -> None:
    assert flagged(receipt, title=f"Books {fact}") == [("title", "not_on_page")]
    assert flagged(receipt, description=f"Receipt from Harbour Lane Books: {fact}.") == [("description", "not_on_page")]
    assert flagged(receipt, tags=("Receipt", fact)) == [("tags", "not_on_page")]
    assert flagged(receipt, kv={f"{fact} Total": Value("36.67")}) == [(f"{fact} Total", "not_on_page")]


@pytest.mark.parametrize("said", ["APPROVED WITHOUT ANY CHECK", "完全是另一回事"])
def test_a_title_or_description_without_one_word_of_the_page_is_flagged(receipt: Page, said: str) -> None:
    assert flagged(receipt, title=said, description=said) == [("title", "not_on_page"), ("description", "not_on_page")]


def test_a_title_in_a_script_without_spaces_is_found_within_a_line(page_of: Any) -> None:
    assert flagged(page_of("增值税普通发票联"), title="普通发票") == []


def test_numbered_keys_and_labels_are_no_facts(receipt: Page) -> None:
    kv = {"Item 100": Value("36.67"), "Total.101": Value("36.67")}
    assert flagged(receipt, kv=kv, blanks=(Blank("Last Name"), Blank("Last Name (2)"), Blank(unnamed(1, 100)))) == []


def test_a_blank_that_is_not_on_the_form_is_flagged(receipt: Page) -> None:
    blanks = (Blank("Name Last"), Blank("PIN of your card"), Blank("Last 4711"), Blank("12345"))
    assert [key for key, _ in flagged(receipt, blanks=blanks)] == ["PIN of your card", "Last 4711", "12345"]


def test_a_field_named_by_the_file_is_no_invention() -> None:
    page = Page(1, 100, 100, marks=(Mark("field", (0, 0, 9, 9), label="Tax ID"),))
    assert flagged(page, title="", blanks=(Blank("Tax ID"),)) == []

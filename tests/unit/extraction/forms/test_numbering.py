"""Which numbers on a page number the lines of its form."""

from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.forms.numbering import line_numbers

HEIGHT = 20.0


def numbers(*columns: tuple[float, str]) -> set[tuple[float, str]]:
    """Those that number lines, with where their column begins; each column is told as its words, "-" for none."""
    words = [
        Word(text, (x, 60.0 * n, x + 10 * len(text), 60.0 * n + HEIGHT), 0.97)
        for x, column in columns
        for n, text in enumerate(column.split())
        if text != "-"
    ]
    page = Page(1, 1000, 1400, tuple(Segment(word.text, (word,)) for word in words))
    return {(word.box[0], word.text) for word in line_numbers(page, HEIGHT)}


def test_numbers_that_count_up_some_with_letters_number_lines() -> None:
    assert numbers((700, "1 2a 2b 3 4")) == {(700, n) for n in ("1", "2a", "2b", "3", "4")}


def test_plain_numbers_may_be_answers() -> None:
    assert not numbers((700, "1 2 3 4 5 6"))


def test_numbers_that_stand_before_their_lines_and_again_behind_them_number_lines() -> None:
    found = numbers((60, "1 2 3 4 5 6 7 8"), (700, "- - 3 - 5 6 - 8"))
    assert {n for x, n in found if x == 700} == {"3", "5", "6", "8"}


def test_answers_beside_numbered_lines_are_none_of_their_numbers() -> None:
    assert not numbers((60, "1 2 3 4 5 6 7 8"), (700, "7 12 3 5 1 0 2 4"))


def test_a_number_that_was_misread_does_not_hide_the_others() -> None:
    assert len(numbers((700, "8a 8b 8c 81 8e 8f 8g 80 8i 8j"))) == 10

"""When a page that was read is worth turning."""

from docusnap.domain.page import Segment, Word
from docusnap.ocr.orientation import looks_turned

PAGE = (600, 800)


def line(text: str, width: float, height: float, confidence: float = 0.98) -> Segment:
    return Segment(text, (Word(text, (10, 10, 10 + width, 10 + height), confidence),))


def test_a_page_of_wide_clear_lines_stands_upright() -> None:
    assert not looks_turned([line("Total due 16.40", 200, 20)] * 5, *PAGE)


def test_a_page_of_tall_lines_lies_on_its_side() -> None:
    assert looks_turned([line("Total due 16.40", 20, 200)] * 5, *PAGE)


def test_a_note_written_up_the_margin_does_not_turn_the_page() -> None:
    assert not looks_turned([line("Total due 16.40", 200, 20)] * 5 + [line("FORM 1040", 20, 150)], *PAGE)


def test_narrow_letters_standing_alone_do_not_turn_the_page() -> None:
    assert not looks_turned([line("I", 8, 20)] * 6 + [line("Total due 16.40", 200, 20)], *PAGE)


def test_a_page_that_could_hardly_be_read_may_stand_on_its_head() -> None:
    assert looks_turned([line("9l onp |e1oL", 200, 20, 0.4)] * 5, *PAGE)


def test_some_words_that_could_hardly_be_read_do_not_turn_the_page() -> None:
    assert not looks_turned([line("Total due 16.40", 200, 20)] * 3 + [line("signed: ~~", 90, 40, 0.3)] * 2, *PAGE)


def test_a_page_on_which_nothing_could_be_read_may_be_turned() -> None:
    assert looks_turned([], *PAGE)

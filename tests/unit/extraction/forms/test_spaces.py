"""Spaces to write in on the picture of a printed form, and what is printed around them."""

import pytest

from docusnap.domain.answer import Blank
from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.extraction.filling.surroundings import with_surroundings
from docusnap.extraction.forms.spaces import with_spaces

H = 20


def printed(text: str, x: float, y: float) -> Segment:
    words, at = [], x
    for word in text.split():
        words.append(Word(word, (at, y, at + 10 * len(word), y + H), 0.99))
        at += 10 * len(word) + 8
    return Segment(text, tuple(words))


def form(*, declared: tuple[Mark, ...] = ()) -> Page:
    """Eight cells with a name at their top, two columns of four rows between ruled lines; and three numbered lines."""
    names = ("First name", "Last name", "Street", "City", "Phone", "Email", "Country", "Occupation")
    segments = [printed(name, 60 + 480 * (i % 2), 105 + 70 * (i // 2)) for i, name in enumerate(names)]
    marks = [Mark("rule", (50, y, 1000, y + 2)) for y in (100, 170, 240, 310, 380)]
    marks += [Mark("box", (530, y + 2, 1000, y + 70)) for y in (100, 170, 240, 310)]
    for number, text, y in (("2a", "Interest", 500), ("2b", "Dividends", 540), ("3", "Total", 580)):
        segments += [printed(number, 60, y), printed(text, 110, y), printed(number, 800, y)]
        marks.append(Mark("rule", (790, y + 24, 1000, y + 26)))
    return Page(1, 1100, 1400, tuple(segments), (*marks, *declared))


def labels_of(blanks: tuple[Blank, ...]) -> list[str]:
    return [blank.label for blank in blanks]


def test_the_cells_under_names_and_the_spaces_behind_numbers_are_found() -> None:
    found = with_spaces((), [form()], {}, {})
    assert labels_of(found) == [
        *("First name", "Last name", "Street", "City", "Phone", "Email", "Country", "Occupation"),
        *("Interest", "Dividends", "Total"),
    ]


def test_a_blank_that_was_found_before_is_not_told_twice() -> None:
    before = Blank("City", 1, (540, 200, 990, 238))
    assert labels_of(with_spaces((before,), [form()], {}, {})).count("City") == 1


def test_a_form_that_is_filled_in_keeps_the_blanks_that_its_reader_found() -> None:
    page = form()
    numbers = [s for s in page.segments if not s.text[:1].isdigit()]
    unnumbered = Page(1, 1100, 1400, tuple(numbers), page.marks)
    before = (Blank("City", 1, (540, 200, 990, 238)),)
    assert with_spaces(before, [unnumbered], {1: 9}, {}) == before


@pytest.mark.parametrize(("numbered", "written"), [(True, 0.4), (False, 0.25)])
def test_a_page_much_of_which_is_written_keeps_its_blanks_though_little_of_it_was_taken_for_answers(
    numbered: bool, written: float
) -> None:
    page = form()
    kept = page.segments if numbered else tuple(s for s in page.segments if not s.text[:1].isdigit())
    shown = Page(1, 1100, 1400, kept, page.marks)
    assert with_spaces((), [shown], {}, {1: written}) == ()
    assert with_spaces((), [shown], {}, {1: 0.1}) != ()


def test_a_page_that_declares_its_fields_stays_as_it_is() -> None:
    page = form(declared=(Mark("field", (60, 700, 300, 730), "Fax", "", "form[0].fax[0]", 9),))
    assert with_spaces((), [page], {}, {}) == ()


def test_a_blank_is_told_with_its_line_and_a_field_by_its_own_name() -> None:
    field = Mark("field", (820, 495, 1000, 522), "x", "", "form[0].interest[0]", 9)
    page = form(declared=(field,))
    (told,) = with_surroundings((Blank("Unnamed field, page 1 (1)", 1, field.box),), [page])
    assert (told.id, told.line, told.row, told.max_length) == ("form[0].interest[0]", "2a", "Interest", 9)


def test_ids_tell_blanks_with_one_label_apart_and_stay_the_same() -> None:
    blanks = (Blank("Last name", 1, (60, 130, 300, 160)), Blank("Last name (2)", 1, (60, 200, 300, 230)))
    ids = [blank.id for blank in with_surroundings(blanks, [form()])]
    assert ids == ["p1.last_name", "p1.last_name#2"]
    assert ids == [blank.id for blank in with_surroundings(blanks, [form()])]


def test_blurred_print_that_was_taken_for_a_line_does_not_cut_a_name() -> None:
    page = form()
    x0, y0, x1, _ = page.segments[0].box
    through = Mark("rule", (x0 + 56, y0 + 11, x1, y0 + 14))
    blurred = Page(1, 1100, 1400, page.segments, (*page.marks, through))
    found = with_spaces((), [blurred], {}, {})
    assert labels_of(found) == labels_of(with_spaces((), [page], {}, {}))


def test_the_rows_of_a_table_have_a_space_in_each_column_though_the_frames_of_its_headings_are_broken() -> None:
    tops = [140.0 + 34 * n for n in range(4)]
    columns = ((300.0, 500.0), (500.0, 700.0), (700.0, 900.0))
    names = ("First name", "Last name", "Relationship")
    texts = [printed(f"Child {n}", x0 + 75, 112) for n, (x0, _) in enumerate(columns, 1)]
    texts += [printed(name, 60, top + 8) for name, top in zip(names, tops, strict=False)]
    rules = [Mark("rule", (50, y, 900, y + 2)) for y in (106.0, *tops)]
    broken = [Mark("box", (x1 - 70, 108, x1, 138)) for _, x1 in columns]
    whole = [Mark("box", (x0, tops[2] + 2, x1, tops[3])) for x0, x1 in columns]
    page = Page(1, 1100, 1400, tuple(texts), (*rules, *broken, *whole))
    found = with_surroundings(with_spaces((), [page], {}, {}), [page])
    rows = [[b.label for b in found if b.box and top <= b.box[1] < top + 30] for top in tops[:3]]
    assert [(len(row), row[0]) for row in rows] == [(3, name) for name in names]
    assert {b.column for b in found} == {"Child 1", "Child 2", "Child 3"}


def test_a_check_box_that_was_read_in_one_with_its_name_is_one_of_the_choices() -> None:
    segments = (printed("Type:", 60, 100), printed("Checking", 160, 100), printed("□Savings", 300, 100))
    marks = tuple(Mark("check_box", (x, 100, x + H, 100 + H)) for x in (134, 300))
    (told,) = with_surroundings([Blank("Type", 1, (134, 98, 322, 122))], [Page(1, 1100, 1400, segments, marks)])
    assert told.type == "choice"
    assert {choice.label: choice.box[0] for choice in told.choices} == {"Checking": 134, "Savings": 300}

"""What `read_form` makes of forms set here: each test is a page of words and drawn marks."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docusnap.domain.field_labels import unnamed
from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.extraction.forms.form import FormReading, read_form

LETTER, HEIGHT = 10.0, 20.0


def text(x: float, y: float, words: str, *, height: float = HEIGHT) -> Segment:
    """Words of a fixed-width face; two spaces or more leave a gap as wide."""
    letter = LETTER * height / HEIGHT
    found, at = [], 0
    for word in words.split(" "):
        if word:
            left = x + at * letter
            found.append(Word(word, (left, y, left + len(word) * letter, y + height), 0.99))
        at += len(word) + 1
    return Segment(" ".join(words.split()), tuple(found))


def rule(x0: float, y: float, x1: float) -> Mark:
    return Mark("rule", (x0, y, x1, y + 2))


def frame(x0: float, y0: float, x1: float, y1: float) -> Mark:
    return Mark("box", (x0, y0, x1, y1))


def square(x: float, y: float, *, ticked: bool = False) -> Mark:
    return Mark("check_box", (x, y, x + 18, y + 18), value="on" if ticked else "off")


def page(*items: Segment | Mark, number: int = 1) -> Page:
    segments = tuple(i for i in items if isinstance(i, Segment))
    return Page(number, 1000, 1400, segments, tuple(i for i in items if isinstance(i, Mark)))


def read(*items: Segment | Mark) -> FormReading:
    return read_form([page(*items)])


def said(reading: FormReading) -> dict[str, str]:
    return {key: value.text for key, value in reading.kv.items()}


def blank(reading: FormReading) -> list[str]:
    return [b.label for b in reading.blanks]


# ---------------------------------------------------------------- values beside


def test_what_stands_beside_a_colon_is_its_value() -> None:
    reading = read(text(100, 100, "Invoice to:"), text(260, 100, "Harbour Ltd"))
    assert said(reading) == {"Invoice to": "Harbour Ltd"}


def test_label_and_value_read_in_one_go_part_at_the_colon() -> None:
    reading = read(text(100, 100, "Subject: Delivery of 40 chairs"), text(100, 140, "Ref:AB-17"))
    assert said(reading) == {"Subject": "Delivery of 40 chairs", "Ref": "AB-17"}


def test_a_ruled_line_shows_where_the_value_begins() -> None:
    reading = read(text(100, 100, "Ship Harbour Queen"), rule(148, 122, 600))
    assert said(reading) == {"Ship": "Harbour Queen"}


def test_a_label_glued_to_its_value_parts_where_the_line_begins() -> None:
    reading = read(text(100, 100, "PilotGRETE OLSEN"), rule(150, 122, 600))
    assert said(reading) == {"Pilot": "GRETE OLSEN"}


def test_fields_of_one_row_do_not_run_into_each_other() -> None:
    reading = read(
        text(100, 100, "City Bergen  State VEST Postcode 5003"),
        *(rule(148, 122, 215), rule(286, 122, 330), rule(424, 122, 520)),
    )
    assert said(reading) == {"City": "Bergen", "State": "VEST", "Postcode": "5003"}


def test_columns_are_read_apart() -> None:
    reading = read(
        *(text(100, 100, "Client:"), text(200, 100, "North"), text(550, 100, "Phone:"), text(650, 100, "555 0199")),
        *(text(100, 140, "Order:"), text(200, 140, "7731"), text(550, 140, "Fax:"), text(650, 140, "555 0198")),
    )
    assert said(reading) == {"Client": "North", "Phone": "555 0199", "Order": "7731", "Fax": "555 0198"}


def test_a_time_and_an_address_are_not_cut_at_their_colons() -> None:
    reading = read(text(100, 100, "Start: 10:15"), text(100, 140, "Site: https://example.org/a"))
    assert said(reading) == {"Start": "10:15", "Site": "https://example.org/a"}


def test_words_that_forms_use_are_labels_without_any_colon() -> None:
    reading = read(
        text(100, 100, "Location"), text(250, 100, "Pier 4"), text(100, 140, "Adresse"), text(250, 140, "Kai 1")
    )
    assert said(reading) == {"Location": "Pier 4", "Adresse": "Kai 1"}


# ---------------------------------------------------------------- values over lines


def test_a_value_goes_on_in_the_lines_set_like_it() -> None:
    reading = read(
        *(text(100, 100, "Cargo:"), text(250, 100, "Forty crates of"), text(250, 124, "dried fish")),
        *(text(100, 160, "Weight:"), text(250, 160, "900 kg")),
    )
    assert said(reading) == {"Cargo": "Forty crates of dried fish", "Weight": "900 kg"}


def test_a_value_goes_on_over_ruled_lines_from_the_margin() -> None:
    reading = read(
        *(text(100, 100, "Remarks:"), text(200, 100, "The crates were wet and"), rule(190, 122, 900)),
        *(text(105, 140, "two were open."), rule(100, 162, 900), rule(100, 202, 900)),
    )
    assert said(reading) == {"Remarks": "The crates were wet and two were open."}


def test_a_value_may_stand_below_its_label() -> None:
    reading = read(text(100, 100, "Objective:"), text(110, 130, "Win the regatta"))
    assert said(reading) == {"Objective": "Win the regatta"}


def test_a_label_of_two_lines_is_one_key() -> None:
    reading = read(text(100, 100, "SOURCE OF"), text(100, 117, "INFORMATION:"), text(300, 117, "Harbour office"))
    assert said(reading) == {"SOURCE OF INFORMATION": "Harbour office"}


def test_a_frame_with_a_caption_holds_its_value_and_an_empty_one_is_blank() -> None:
    reading = read(
        *(frame(100, 100, 400, 170), text(105, 104, "Occupation"), text(110, 135, "Sail maker")),
        *(frame(400, 100, 700, 170), text(405, 104, "Yearly wage")),
    )
    assert said(reading) == {"Occupation": "Sail maker"}
    assert blank(reading) == ["Yearly wage"]


# ---------------------------------------------------------------- tables


def test_the_columns_of_a_table_are_read_below_their_headings() -> None:
    reading = read(
        *(text(100, 100, "Berth"), text(300, 100, "Length"), text(500, 85, "Fee per"), text(500, 103, "night")),
        *(text(100, 140, "Outer pier"), text(300, 140, "12.5"), text(500, 140, "$40")),
        *(text(100, 180, "Inner pier"), text(300, 180, "9.0"), text(500, 180, "$25")),
        text(100, 260, "Fees are due on arrival."),
    )
    assert said(reading) == {"Berth": "Outer pier Inner pier", "Length": "12.5 9.0", "Fee per night": "$40 $25"}


def test_a_table_whose_rows_have_labels_is_read_by_rows() -> None:
    reading = read(
        *(text(300, 100, "Wanted"), text(500, 100, "Given")),
        *(text(100, 140, "Water:"), text(300, 140, "40"), text(500, 140, "38")),
        *(text(100, 180, "Power:"), text(300, 180, "16"), text(500, 180, "16")),
    )
    assert said(reading) == {"Water": "40 38", "Power": "16 16"}


# ---------------------------------------------------------------- blanks


@pytest.mark.parametrize(
    "items",
    [
        (text(100, 100, "Skipper"), rule(180, 122, 600)),
        (text(100, 100, "Skipper ____________________"),),
        (text(100, 100, "Skipper: ...................."),),
        (text(100, 100, "Skipper"), frame(220, 95, 600, 125)),
        (text(100, 100, "Skipper:"),),
        (text(100, 100, "Skipper's signature"), rule(100, 96, 500)),
        (frame(100, 90, 500, 160), text(104, 94, "Skipper")),
    ],
    ids=["ruled line", "underscores", "dots", "frame beside", "nothing", "line above", "caption in a frame"],
)
def test_a_label_with_space_to_write_in_is_blank(items: tuple[Segment | Mark, ...]) -> None:
    reading = read(*items)
    assert said(reading) == {}
    assert [label.partition("'")[0] for label in blank(reading)] == ["Skipper"]
    assert reading.blanks[0].page == 1
    assert reading.blanks[0].box is not None


def test_the_box_of_a_blank_is_where_to_write() -> None:
    (found,) = read(text(100, 100, "Skipper"), rule(180, 122, 600)).blanks
    assert found.box == (180, 100, 600, 124)


def test_a_name_under_a_line_that_is_written_on_is_its_key() -> None:
    reading = read(text(120, 300, "9 May 2021"), rule(100, 322, 400), text(100, 328, "Date"))
    assert said(reading) == {"Date": "9 May 2021"}


def test_headings_and_instructions_are_neither_keys_nor_blanks() -> None:
    reading = read(
        text(300, 60, "Berth Application", height=30),
        text(100, 120, "Please fill in all parts of this form and hand it in at the harbour office."),
        text(100, 160, "1. Your boat"),
        *(text(100, 200, "Boat name"), rule(200, 222, 700)),
        text(100, 260, "The fee is due before the first of March."),
    )
    assert blank(reading) == ["Boat name"]
    assert said(reading) == {}
    assert reading.heading == "Berth Application"


# ---------------------------------------------------------------- choices


def test_the_ticked_choice_is_the_value_of_its_question() -> None:
    reading = read(
        *(text(100, 100, "Berth:"), square(300, 101), text(330, 100, "Pier"), square(500, 101, ticked=True)),
        text(530, 100, "Buoy"),
    )
    assert said(reading) == {"Berth": "Buoy"}
    assert blank(reading) == []


def test_several_ticked_choices_are_listed() -> None:
    reading = read(
        *(text(100, 100, "Wanted:"), square(300, 101, ticked=True), text(330, 100, "Water")),
        *(square(500, 101, ticked=True), text(530, 100, "Power")),
    )
    assert said(reading) == {"Wanted": "Water, Power"}


def test_a_question_without_a_tick_is_one_blank() -> None:
    reading = read(
        text(100, 100, "Insured?"), square(300, 101), text(330, 100, "Yes"), square(500, 101), text(530, 100, "No")
    )
    assert blank(reading) == ["Insured?"]


def test_a_box_without_a_question_stands_for_itself() -> None:
    reading = read(
        *(square(100, 101), text(130, 100, "I know the rules of the harbour")),
        *(square(100, 141, ticked=True), text(130, 140, "I can swim")),
    )
    assert said(reading) == {"I can swim": "☑"}
    assert (reading.kv["I can swim"].lines, reading.kv["I can swim"].printed) == (("p1.02",), "I can swim")
    assert blank(reading) == ["I know the rules of the harbour"]


def test_boxes_may_stand_behind_their_names() -> None:
    reading = read(
        *(text(100, 100, "SAIL"), square(150, 101), text(300, 100, "OARS"), square(350, 101), text(351, 100, "X")),
        *(text(500, 100, "STEAM"), square(560, 101)),
    )
    assert list(said(reading)) == ["OARS"]
    assert blank(reading) == ["SAIL", "STEAM"]


@pytest.mark.parametrize("boxes", [("[ ]", "[x]"), ("☐", "☑"), ("( )", "(X)")])
def test_boxes_set_as_characters_are_choices(boxes: tuple[str, str]) -> None:
    off, on = boxes
    reading = read(text(100, 100, "Season:"), text(300, 100, f"{off} Summer"), text(500, 100, f"{on} Winter"))
    assert said(reading) == {"Season": "Winter"}


def test_a_cross_on_a_short_line_before_a_name_chooses_it() -> None:
    reading = read(
        text(100, 100, "Condition:"),
        *(rule(260, 119, 300), text(302, 100, "GOOD"), rule(420, 119, 460), text(430, 98, "x"), text(462, 100, "FAIR")),
        *(rule(580, 119, 620), text(622, 100, "POOR")),
    )
    assert said(reading) == {"Condition": "FAIR"}


def test_a_square_that_is_a_letter_of_a_word_is_no_choice() -> None:
    reading = read(text(100, 100, "Vessel: DORIS"), Mark("check_box", (180, 102, 190, 118), value="off"))
    assert said(reading) == {"Vessel": "DORIS"}


# ---------------------------------------------------------------- PDF fields


def test_fields_of_a_pdf_give_their_labels_and_values() -> None:
    reading = read(
        *(Mark("field", (300, 100, 600, 124), "Home port", "Bergen"), text(305, 102, "Bergen")),
        Mark("field", (300, 140, 600, 164), "Call sign", ""),
    )
    assert said(reading) == {"Home port": "Bergen"}
    assert reading.kv["Home port"].lines == ("p1.01",)
    assert blank(reading) == ["Call sign"]


def test_a_field_named_by_a_program_is_called_what_is_printed_beside_it() -> None:
    reading = read(
        *(text(100, 100, "Home port"), Mark("field", (300, 100, 600, 124), "form1[0].p1-t3[0]", "")),
        *(text(105, 160, "Call sign"), Mark("field", (100, 182, 400, 204), "Text Field 7", "LA5X")),
    )
    assert blank(reading) == ["Home port"]
    assert said(reading) == {"Call sign": "LA5X"}


def test_a_name_printed_in_several_lines_is_whole() -> None:
    reading = read(
        *(text(100, 100, "(2) Dependent's"), text(100, 124, "social security number")),
        Mark("field", (100, 148, 320, 172), "f1[0].p1[0]", ""),
        *(text(500, 100, "Designee's"), text(500, 124, "name")),
        Mark("field", (620, 100, 900, 148), "f1[0].p2[0]", ""),
        *(text(100, 300, "Home port"), text(100, 324, "Call sign"), Mark("field", (200, 322, 400, 346), "f1[0].p3[0]")),
    )
    assert set(blank(reading)) == {"(2) Dependent's social security number", "Designee's name", "Call sign"}


def test_a_field_that_nothing_names_says_so() -> None:
    reading = read(
        text(100, 100, "Home port"),
        Mark("field", (300, 100, 600, 124), "form1[0].p1-t3[0]", ""),
        Mark("field", (700, 900, 900, 924), "topmost[0].Page1[0].p1-53[0]", ""),
        Mark("field", (700, 1000, 900, 1024), "", "LA5X"),
    )
    assert blank(reading) == ["Home port", unnamed(1, 1)]
    assert said(reading) == {unnamed(1, 2): "LA5X"}


# ---------------------------------------------------------------- the whole


def test_the_second_blank_of_a_name_gets_a_number() -> None:
    first = page(Mark("field", (300, 100, 600, 124), "Last name"), Mark("field", (300, 200, 600, 224), "Last name"))
    second = replace(page(Mark("field", (300, 100, 600, 124), "Last name")), number=2)
    reading = read_form([first, second])
    assert [(b.label, b.page) for b in reading.blanks] == [("Last name", 1), ("Last name (2)", 1), ("Last name (3)", 2)]


def test_the_second_label_of_a_name_gets_a_number() -> None:
    reading = read(text(100, 100, "Date: 1 May"), text(100, 140, "Date: 2 May"), text(100, 180, "Date: 3 May"))
    assert said(reading) == {"Date": "1 May", "Date (2)": "2 May", "Date (3)": "3 May"}


def test_values_cite_the_lines_they_were_read_on() -> None:
    first = page(text(100, 100, "Cargo:"), text(250, 100, "Forty crates of"), text(250, 124, "dried fish"))
    second = replace(page(text(100, 100, "Buyer:"), text(250, 100, "Kari Vik")), number=2)
    reading = read_form([first, second])
    assert reading.kv["Cargo"].lines == ("p1.01", "p1.02")
    assert reading.kv["Buyer"].lines == ("p2.01",)


@pytest.mark.parametrize("printed", ["27/05/1986", "4/5/90", "May 1986", "27/05/1986 or later", "12"])
def test_values_are_quoted_as_printed(printed: str) -> None:
    value = read(text(100, 100, "Delivered:"), text(300, 100, printed)).kv["Delivered"]
    assert (value.text, value.printed) == (printed, "")


def test_blanks_know_their_page() -> None:
    reading = read_form(
        [page(text(100, 100, "Buyer: ______")), replace(page(text(100, 100, "Seller: ______")), number=2)]
    )
    assert [(b.label, b.page) for b in reading.blanks] == [("Buyer", 1), ("Seller", 2)]


def test_no_pages_and_empty_pages_say_nothing() -> None:
    for pages in ([], [page()], [page(rule(100, 100, 500), frame(100, 200, 500, 260), square(50, 50))]):
        assert read_form(pages) == FormReading({}, (), "")


_PIECES = st.text("ab:_.…()[]xX☐☑/?,0157 -", min_size=1, max_size=30).filter(str.strip)
_PLACES = st.tuples(st.integers(0, 60), st.integers(0, 40))
_MARKS = st.sampled_from(["rule", "box", "check_box", "field"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(_PLACES, _PIECES), max_size=25), st.lists(st.tuples(_PLACES, _PLACES, _MARKS), max_size=15))
def test_whatever_is_on_the_page_values_come_from_the_lines_they_cite(texts: list, marks: list) -> None:
    drawn = [
        Mark(kind, (x * 15, y * 30, x * 15 + w * 15 + 2, y * 30 + (2 if kind == "rule" else h * 10 + 4)), "n", "v")
        for (x, y), (w, h), kind in marks
    ]
    sheet = page(*(text(x * 15, y * 30, words) for (x, y), words in texts), *drawn)
    lines = {line.id: line.text for line in sheet.lines}
    for key, value in read_form([sheet]).kv.items():
        assert key
        assert set(value.lines) <= set(lines)
        letters = {c for line in value.lines for c in lines[line]}
        assert value.text in ("v", "☑") or set(value.text) <= letters | set(" ,")


def test_a_page_of_ten_thousand_words_is_read() -> None:
    items = [text(20 + 50 * (i % 19), 25 * (i // 19), ("No.:", "12", "Name", "___")[i % 4]) for i in range(10_000)]
    rules = [rule(20, y, 900) for y in range(0, 13_000, 10)]
    reading = read_form([replace(page(*items, *rules), height=13_500)])
    assert reading.kv


@pytest.mark.parametrize(
    "hostile", [":" * 5000, "_" * 5000, "a:" * 3000, "(" * 5000, ". " * 3000, "9" * 5000, "aB" * 3000]
)
def test_endless_patterns_are_read(hostile: str) -> None:
    read(text(0, 100, hostile), rule(10, 121, 900))


def test_the_place_of_a_blank_is_the_frame_below_its_label_and_ends_before_the_margin() -> None:
    reading = read(
        *(text(100, 60, "Vessel:"), rule(190, 82, 800)),
        *(text(100, 100, "Reason for mooring:"), frame(100, 130, 800, 230)),
        text(100, 300, "Remarks:"),
    )
    boxes = {b.label: b.box for b in reading.blanks}
    assert boxes["Reason for mooring"] == (100, 130, 800, 230)
    assert boxes["Remarks"] is not None
    assert boxes["Remarks"][2] <= 800


def test_the_numbers_that_a_tax_form_prints_before_each_space_are_no_values() -> None:
    names = ["Wages:", "Tips:", "Interest:", "Dividends:", "Pensions:"]
    numbers = ["1a", "1b", "2", "3a", "3b"]
    rows = zip(names, numbers, strict=True)
    items = [
        i for n, (name, mark) in enumerate(rows) for i in (text(100, 100 + 40 * n, name), text(230, 100 + 40 * n, mark))
    ]
    assert said(read(*items)) == {}


def test_counts_in_a_column_are_values() -> None:
    items = [
        i
        for n in range(5)
        for i in (text(100, 100 + 40 * n, f"Shop {'ABCDE'[n]}:"), text(230, 100 + 40 * n, str(n + 1)))
    ]
    assert list(said(read(*items)).values()) == ["1", "2", "3", "4", "5"]

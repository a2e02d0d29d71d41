import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docusnap.domain.answer import Answer, Value
from docusnap.domain.page import Page, Segment, Word
from docusnap.evidence.check import Checked, check
from docusnap.evidence.text_index import fold

RECEIPT = (
    "KEDAI BUKU SINAR SDN. BHD.",
    "(CO.REG: 933109-X)",
    "NO. 12, JALAN DAYA 3/7,  Cashier: Aminah",
    "TAMAN DAYA, 81100 JOHOR BAHRU  Till 4",
    "Tel:07-3551616",
    "Date:25/12/2018  8:13 PM",
    "1  X 9.00  19.00",
    "Subtotal  RM28.00",
    "-RM  0.02",
    "TOTAL:27.98",
    "18,100",
)


@pytest.fixture
def receipt(page_of):
    return page_of(*RECEIPT)


def checked(page: Page, value: Value | str, key: str = "X") -> Checked:
    value = value if isinstance(value, Value) else Value(value)
    return check(Answer("", (), "", {key: value}), [page])


def found(page: Page, value: Value | str, key: str = "X"):
    return checked(page, value, key).evidence[key]


def test_a_value_is_found_where_it_was_cited(receipt):
    evidence = found(receipt, Value("KEDAI BUKU SINAR SDN BHD", ("p1.01",)))
    assert (evidence.page, evidence.box, evidence.text) == (1, (0, 0, 260, 20), "KEDAI BUKU SINAR SDN. BHD.")
    assert evidence.confidence == 1.0


def test_a_value_is_found_elsewhere_than_cited_but_less_surely(receipt):
    cited = found(receipt, Value("933109-X", ("p1.02",)))
    elsewhere = found(receipt, Value("933109-X", ("p1.05",)))
    assert elsewhere.box == cited.box
    assert elsewhere.confidence < cited.confidence


def test_case_spaces_and_punctuation_do_not_matter(receipt):
    assert found(receipt, "kedai  buku-sinar, Sdn Bhd").text == "KEDAI BUKU SINAR SDN. BHD."


def test_a_value_glued_to_its_label_gets_its_part_of_the_words_box(receipt):
    evidence = found(receipt, "27.98", "Total")
    assert evidence.text == "27.98"
    assert evidence.box == pytest.approx((60, 360, 110, 380))


def test_a_value_over_several_lines_is_found_among_other_columns(receipt):
    address = "NO. 12, JALAN DAYA 3/7, TAMAN DAYA, 81100 JOHOR BAHRU"
    evidence = found(receipt, Value(address, ("p1.03", "p1.04")))
    assert evidence.text == address
    assert evidence.box == (0, 80, 290, 140)
    assert found(receipt, address).text == address


@pytest.mark.parametrize("value", ["Dec 25, 2018", "2018-12-25", "25.12.18", "25/12/2018"])
def test_a_date_is_found_however_it_is_written(receipt, value):
    assert found(receipt, value, "Date").text == "25/12/2018"


@pytest.mark.parametrize("value", ["Dec 26, 2018", "2019-12-25", "12/25/2017"])
def test_another_date_is_not(receipt, value):
    assert found(receipt, value, "Date") is None


def test_a_date_that_fits_only_month_first_is_flagged(page_of):
    out = checked(page_of("Date 05/06/2018"), "May 06, 2018", "Date")
    assert out.evidence["Date"].text == "05/06/2018"
    assert [c.code for c in out.cautions] == ["low_confidence", "ambiguous_date"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("RM 28.00", "28.00"), ("28.00", "28.00"), ("28,00", "28.00"), ("18100", "18,100"), ("-0.02", "0.02")],
)
def test_an_amount_is_found_in_any_currency_and_style(receipt, value, text):
    assert found(receipt, value).text == text


@pytest.mark.parametrize(
    "value", ["90.0", "9.0.0", "900", "2.98", "98", "-28.00", "8100", "181.00", "81", "27.99", "3.02"]
)
def test_a_number_is_never_found_in_another(receipt, value):
    assert found(receipt, value) is None


@pytest.mark.parametrize("value", ["933108-X", "07-3551618", "Tel:07-355161", "1.2, JALAN DAYA", "81101 JOHOR BAHRU"])
def test_a_digit_that_differs_is_another_value(receipt, value):
    assert found(receipt, value) is None


@pytest.mark.parametrize(
    "value", ["", "-", "DAYAN", "EDAI", "Buku Bintang", "John Smith", "JALAN BUKU", "中文", "TOTAL 28.00"]
)
def test_what_is_not_on_the_page_is_flagged(receipt, value):
    out = checked(receipt, value)
    assert out.evidence == {"X": None}
    assert [(c.key, c.code) for c in out.cautions] == [("X", "not_on_page")]


def test_misread_letters_are_let_pass_in_longer_texts(page_of):
    page = page_of("KEDAI 8UKU SlNAR SENDIRIAN BERHAO")
    evidence = found(page, "KEDAI BUKU SINAR SENDIRIAN BERHAD")
    assert evidence is None or evidence.confidence < 0.9
    assert 0.6 < found(page_of("PERNIAGAAN ZHENG HUI TRADlMG"), "PERNIAGAAN ZHENG HUI TRADING").confidence < 0.95
    assert found(page_of("JLN SS21/34, 474OO PJ"), "JLN SS21/34, 47400 PJ").confidence < 0.9


def test_a_short_value_is_a_whole_word_on_its_cited_line(receipt):
    assert found(receipt, Value("1", ("p1.07",))).box == (0, 240, 10, 260)
    assert found(receipt, Value("2", ("p1.09",))) is None


def test_a_short_value_without_a_line_must_be_the_only_one(page_of):
    assert found(page_of("Sex F", "Code B"), "F").box == (40, 0, 50, 20)
    assert found(page_of("Sex F", "Class F"), "F") is None


def test_the_printed_text_shows_where_a_rewritten_value_stands(page_of):
    page = page_of("P<UTOERIKSSON<<ANNA<MARIA", "L898902C36UTO6908061F9406236<<<<<<")
    assert found(page, Value("Aug 06, 1969", (), "690806")).text == "690806"
    assert found(page, Value("F", ("p1.02",), "1F9")).text == "1F9"


def test_a_printed_text_of_another_date_or_amount_is_no_evidence(receipt):
    assert found(receipt, Value("Dec 24, 2018", (), "25/12/2018")) is None
    assert found(receipt, Value("99.00", (), "19.00")) is None


def test_a_printed_text_without_relation_to_the_value_is_flagged(receipt):
    out = checked(receipt, Value("John Smith", (), "JALAN DAYA"))
    assert [c.code for c in out.cautions] == ["low_confidence"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("JALAN DAYA account 12345678 of Bob", "JALAN DAYA"),
        ("AB1234567", "AB7654321"),
        ("JALAN DAYA 99", "JALAN DAYA 19"),
    ],
)
def test_a_printed_text_does_not_vouch_for_what_is_added_to_it_or_changed_in_it(page_of, text, printed):
    out = checked(page_of(printed), Value(text, ("p1.01",), printed))
    assert [c.code for c in out.cautions] == ["low_confidence"]


def test_of_a_long_value_every_letter_must_be_on_the_page(page_of):
    row = " ".join(f"word{n}" for n in range(800))
    assert found(page_of(row), row)
    assert found(page_of(row), f"{row} and more") is None


@pytest.mark.parametrize(
    ("row", "value", "box"),
    [
        ("Kuih RM2.70", Value("MYR", ("p1.01",), "RM"), (50, 0, 70, 20)),
        ("Kuih 2.70 €", Value("EUR", ("p1.01",), "€"), (100, 0, 110, 20)),
        ("Tax O.47", Value("0.47", ("p1.01",), "O.47"), (40, 0, 80, 20)),
    ],
)
def test_signs_and_misread_digits_are_found_as_they_are_printed(page_of, row, value, box):
    out = checked(page_of(row), value)
    assert out.evidence["X"].box == pytest.approx(box)
    assert out.cautions == ()


def test_a_box_goes_around_the_ink_where_that_is_known():
    words = (Word("Total", (0, 0, 50, 20), 0.9, (1, 4, 49, 15)), Word("77.40", (55, 0, 95, 20), 0.9, (54, 4, 101, 16)))
    page = Page(1, 200, 100, (Segment("Total 77.40", words),))
    assert found(page, "77.40").box == (54, 4, 101, 16)
    glued = Page(1, 200, 100, (Segment("RM77.40", (Word("RM77.40", (0, 0, 70, 20), 0.9, (1, 4, 71, 16)),)),))
    assert found(glued, "77.40").box == pytest.approx((25.4, 4, 71, 16), abs=0.1)


def test_a_box_over_several_lines_holds_the_lines_and_their_ink():
    words = [
        Word(text, (0, 30 * n, 50, 30 * n + 20), 0.9, (1, 30 * n + 4, 52, 30 * n + 15))
        for n, text in enumerate(("Main", "Street"))
    ]
    page = Page(1, 200, 100, tuple(Segment(word.text, (word,)) for word in words))
    assert found(page, "Main Street").box == (0, 0, 52, 50)


def test_a_total_is_looked_for_beside_its_own_name(page_of):
    page = page_of("Item  5.00", "Total  5.00", "Cash  5.00")
    assert found(page, "5.00", "Total").box[1] == 40


@pytest.mark.parametrize("words", [["上海站G1234次"], list("上海站G1234次"), ["上海站", "G1234", "次"]])
def test_texts_without_spaces_are_found_in_characters_and_in_whole_lines(words):
    at, made = 0.0, []
    for text in words:
        made.append(Word(text, (at, 0, at + 10 * len(text), 10), 0.9))
        at += 10 * len(text)
    page = Page(1, 200, 20, (Segment("".join(words), tuple(made)),))
    assert found(page, "上海站").box == pytest.approx((0, 0, 30, 10))
    assert found(page, "G1234").box == pytest.approx((30, 0, 80, 10))
    assert found(page, "上海南站") is None


def test_evidence_is_on_the_page_that_holds_the_value(page_of):
    pages = [page_of("first page"), page_of("Policy no. AB-7731", number=2)]
    out = check(Answer("", (), "", {"Policy": Value("AB-7731", ("p2.01",))}), pages)
    assert out.evidence["Policy"].page == 2


def test_a_badly_read_value_is_flagged(page_of):
    out = checked(page_of("Name Aminah", confidence=0.4), "Aminah")
    assert [c.code for c in out.cautions] == ["low_confidence"]


@pytest.mark.parametrize("value", ["0 r", "R 0", "R{0", "36.67 C"])
def test_a_number_is_found_with_the_letter_beside_it(page_of, value):
    assert found(page_of(f"x {value} y"), Value(value, ("p1.01",))).text == value


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=9).filter(fold)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=6), data=st.data())
def test_words_that_follow_each_other_on_the_page_are_found_on_their_line(page_of, rows, data):
    page = page_of(*(" ".join(row) for row in rows))
    number = data.draw(st.integers(0, len(rows) - 1))
    first = data.draw(st.integers(0, len(rows[number]) - 1))
    last = data.draw(st.integers(first + 1, len(rows[number])))
    value = " ".join(rows[number][first:last])
    evidence = found(page, Value(value, (f"p1.{number + 1:02d}",)))
    assert evidence is not None
    assert fold(evidence.text) == fold(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_value_that_is_not_on_the_page_is_never_claimed(receipt, text):
    evidence = found(receipt, text)
    if fold(text) not in fold(" ".join(RECEIPT)):
        assert evidence is None or evidence.text in (
            "25/12/2018",
            "28.00",
            "19.00",
            "9.00",
            "27.98",
            "0.02",
            "18,100",
            "1",
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(digits=st.from_regex(r"[1-9][0-9]{0,3}\.[0-9]{2}", fullmatch=True))
def test_only_the_amounts_on_the_page_are_claimed(receipt, digits):
    assert (found(receipt, digits) is not None) == (digits in ("9.00", "19.00", "28.00", "27.98", "18100.00"))


def test_a_page_of_ten_thousand_words_is_searched_in_time(page_of):
    page = page_of(*(" ".join(f"{r}word{c} 9.{c:02d}" for c in range(25)) for r in range(200)))
    kv = {f"Key {i}": Value(f"{i}nothing of the kind is {i}.{i} here at all {i}" * 3) for i in range(20)}
    began = time.perf_counter()
    check(Answer("", (), "", kv), [page])
    assert time.perf_counter() - began < 5

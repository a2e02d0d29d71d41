from dataclasses import replace

import pytest

from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.extraction.generic import MOST_VALUES, read_generic
from docusnap.extraction.kinds import described, own_name
from docusnap.extraction.reader import OfflineReader


def page_of(*rows: str, heights: dict[int, int] | None = None) -> Page:
    """Rows forty pixels apart; two spaces part segments; `heights` makes rows taller."""
    segments = []
    for r, row in enumerate(rows):
        at = 0
        for text in row.split("  "):
            if text:
                height = (heights or {}).get(r, 20)
                segments.append(
                    Segment(text, (Word(text, (at * 10, r * 40, (at + len(text)) * 10, r * 40 + height), 1.0),))
                )
            at += len(text) + 2
    return Page(1, 1000, 40 * len(rows) + 400, tuple(segments))


def kv(*rows):
    return {key: value.text for key, value in read_generic([page_of(*rows)]).kv.items()}


def test_labelled_values_are_read_within_and_across_segments():
    assert kv("Policy no.: AB-7731", "Name:  Anna Berg", "Branch : Main Street 1") == {
        "Policy no.": "AB-7731",
        "Name": "Anna Berg",
        "Branch": "Main Street 1",
    }


def test_a_label_without_a_value_takes_no_other_label_as_its_value():
    assert kv("From:  To:  Berlin") == {"To": "Berlin"}
    assert kv("Name:") == {}


@pytest.mark.parametrize(
    "row",
    [
        "We met at 10:30",
        "https://example.org",
        "Dear Sir: hello",
        "This is a very long sentence indeed: it has no label",
    ],
)
def test_colons_that_follow_no_label_make_no_pairs(row):
    assert not any(key not in ("Website",) for key in kv(row))


def test_a_labelled_date_is_written_as_results_write_dates_and_keeps_what_is_printed():
    value = read_generic([page_of("Valid until: 31.12.2027")]).kv["Valid until"]
    assert (value.text, value.printed, value.lines) == ("Dec 31, 2027", "31.12.2027", ("p1.01",))


def test_dates_and_sums_without_a_label_are_read_too():
    assert kv("Berlin, 12 March 2021", "Ticket  € 53.00", "€ 7.50") == {
        "Date": "Mar 12, 2021",
        "Ticket": "53.00",
        "Amount": "7.50",
    }


def test_the_words_before_a_date_are_its_label():
    assert kv("Departure date 12 March 2021") == {"Departure date": "Mar 12, 2021"}


def test_the_same_label_with_another_value_is_numbered():
    assert kv("Tel: 030 1234567", "Tel: 030 7654321", "Tel: 030 1234567") == {
        "Tel": "030 1234567",
        "Tel 2": "030 7654321",
    }


def test_addresses_of_the_net_are_read():
    assert kv("write to anna@example.org or see www.example.org") == {
        "E-mail": "anna@example.org",
        "Website": "www.example.org",
    }


def test_a_chinese_railway_ticket_gives_sensible_values():
    rows = ("K051971", "南丰站  D6502  南昌站", "2018年04月19日10:51开  07车12B号", "￥53.0元  二等座", "姓名：张三")
    assert kv(*rows) == {
        "姓名": "张三",
        "Train": "D6502",
        "Date": "Apr 19, 2018",
        "Seat": "07车12B号",
        "Amount": "53.0",
        "Class": "二等座",
        "From": "南丰站",
        "To": "南昌站",
    }
    assert OfflineReader().document([page_of(*rows)], []).tags == ("Ticket",)


def test_the_heading_is_the_largest_text_near_the_top():
    page = page_of("small print", "CITY LIBRARY", "Name: Anna", "BIG FOOTER", heights={1: 34, 2: 36})
    assert read_generic([page]).heading == "CITY LIBRARY"
    assert read_generic([Page(1, 10, 10)]).heading == ""


def test_no_heading_begins_in_the_middle_of_a_sentence():
    for begun in ("and therefore the Council", ", which was agreed", "über die Kündigung"):
        assert read_generic([page_of(begun, "MINUTES OF MEETING")]).heading == "MINUTES OF MEETING"
    assert read_generic([page_of("iParcel")]).heading == "iParcel"


def test_values_are_bounded_on_a_hostile_page():
    assert len(kv(*(f"Label{chr(97 + i % 26)}{chr(97 + i // 26)}: {i}" for i in range(300)))) == MOST_VALUES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dear Anna,", "Letter"),
        ("Pay slip for May", "Payslip"),
        ("Certificate of Merit", "Certificate"),
        ("Nothing to tell", ""),
    ],
)
def test_what_a_paper_calls_itself_is_told_by_its_words(text, kind):
    assert own_name([page_of(text)]) == kind


def test_a_description_is_one_sentence():
    assert (
        described("Letter", "Hello", {"dated": "Jan 01, 2020", "from": ""}, 2)
        == "Letter “Hello”, dated Jan 01, 2020, 2 pages."
    )
    assert described("", "", {}, 1) == "Document."


def marked(page: Page, *marks: Mark) -> dict[str, str]:
    return {key: value.text for key, value in read_generic([replace(page, marks=marks)]).kv.items()}


def test_of_choices_only_what_is_ticked_is_a_value():
    page = page_of("Paid by:     Cash       Card")
    cash, card = (Mark("check_box", (left, 0, left + 20, 20), "", "off") for left in (100, 205))
    assert marked(page, cash, card) == {}
    assert marked(page, cash, replace(card, value="on")) == {"Paid by": "Card"}
    assert kv("Paid by: ☐ Cash  ☐ Card") == kv("Paid by:  ☐ Cash  ☐ Card") == {}
    assert kv("Paid by:  ☐ Cash  ☑ Card") == {"Paid by": "Card"}


def test_space_to_write_on_and_the_label_before_it_are_no_values():
    assert kv("Name: ____________", "Name:  ________  Date", "Approved by:  Date", "Place:  Town ______") == {}
    page = page_of("Approved by:  Title")
    assert marked(page_of("Approved by:  Rank")) == {"Approved by": "Rank"}
    assert marked(page_of("Approved by:  Rank"), Mark("rule", (185, 18, 400, 20))) == {}
    assert marked(page_of("Approved by:  Anna"), Mark("rule", (125, 18, 400, 20))) == {"Approved by": "Anna"}
    assert marked(page) == {}


def test_a_currency_is_no_end_of_another_word():
    assert kv("attach Form 2106 or RM 20") == {"Amount": "20"}


def test_one_stray_word_on_a_long_page_tells_no_kind():
    rows = [f"Row number {chr(97 + n % 26)}" for n in range(60)]
    assert own_name([page_of(*rows, "see the prescription")]) == ""
    assert own_name([page_of(*rows, "see the prescription", "Dosage")]) == "Prescription"
    assert own_name([page_of("Prescription", *rows)]) == "Prescription"


def test_a_letter_set_in_one_size_is_called_by_its_subject_or_its_head_and_not_by_its_text():
    prose = (
        "Please let us know whether you would like to take part in it,",
        "We would like to remind you that the fee",
    )
    assert read_generic([page_of(*prose, *prose)]).heading == ""
    assert read_generic([page_of("Mara Lindholm", "Dear Mr Brown,", *prose)]).heading == "Mara Lindholm"
    assert read_generic([page_of("Mara Lindholm", "Betreff: Das neue Haus", *prose)]).heading == "Das neue Haus"


@pytest.mark.parametrize("row", ["TOTAL 77.40", "TOTAL  77.40", "Jumlah:  77.40", "AMOUNT DUE  77.40"])
def test_a_paper_of_two_lines_tells_its_total(row):
    assert kv("BOOK SHOP", row)["Jumlah" if row.startswith("Jumlah") else "Total"] == "77.40"


def test_sums_of_two_columns_are_not_read_as_one():
    found = kv("1  Wartung Anlage  1  450,00 EUR", "Gesamtbetrag  2  606,90 EUR")
    assert "450,00" in found.values()
    assert not any("450,00" in text and text != "450,00" for text in found.values())
    assert found["Total"] == "606,90"

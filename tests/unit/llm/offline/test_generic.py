import pytest

from docusnap.domain.page import Page, Segment, Word
from docusnap.llm.offline.generic import MOST_VALUES, read_generic
from docusnap.llm.offline.kinds import described, kind_of


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
    assert kind_of([page_of(*rows)]) == "Ticket"


def test_the_heading_is_the_largest_text_near_the_top():
    page = page_of("small print", "CITY LIBRARY", "Name: Anna", "BIG FOOTER", heights={1: 34, 2: 36})
    assert read_generic([page]).heading == "CITY LIBRARY"
    assert read_generic([Page(1, 10, 10)]).heading == ""


def test_values_are_bounded_on_a_hostile_page():
    assert len(kv(*(f"Label{chr(97 + i % 26)}{chr(97 + i // 26)}: {i}" for i in range(300)))) == MOST_VALUES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dear Anna,", "Letter"),
        ("Boarding Pass", "Ticket"),
        ("Certificate of Merit", "Certificate"),
        ("Nothing to tell", ""),
    ],
)
def test_the_kind_is_told_by_its_words(text, kind):
    assert kind_of([page_of(text)]) == kind


def test_a_description_is_one_sentence():
    assert (
        described("Letter", "Hello", {"dated": "Jan 01, 2020", "from": ""}, 2)
        == "Letter “Hello”, dated Jan 01, 2020, 2 pages."
    )
    assert described("", "", {}, 1) == "Document."

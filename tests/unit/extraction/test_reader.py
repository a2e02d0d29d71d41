import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.page import Page
from docusnap.evidence.check import check
from docusnap.extraction.reader import OfflineReader
from tests.printed_page import page_of

RECEIPT = (
    "KEDAI BUKU SINAR SDN BHD",
    "NO. 12, JALAN DAYA 3/7,",
    "TAMAN DAYA, 81100 JOHOR BAHRU, JOHOR",
    "Tel: 07-355 1616",
    "TAX INVOICE",
    "Date: 25/12/2018  8:13 PM",
    "Invoice No: CS00012013",
    "NOTEBOOK A5  2 X 9.50  19.00",
    "PENCIL  9.00",
    "SUBTOTAL  28.00",
    "TOTAL  28.00",
    "CASH  50.00",
    "CHANGE  22.00",
    "THANK YOU",
)
PASSPORT = ("PASSPORT", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
LETTER = (
    "CITY LIBRARY",
    "Berlin, 12 March 2021",
    "Dear Ms Berg,",
    "Reader no.: RB-77310",
    "Name: Anna Berg",
    "Sincerely",
)


@pytest.fixture
def reader() -> OfflineReader:
    return OfflineReader()


def test_it_says_what_it_is(reader):
    assert reader.name == "offline"
    assert reader.recipe.startswith("offline-")
    assert OfflineReader(day_first=False).recipe != reader.recipe


def test_a_receipt_is_read_as_one(reader):
    answer = reader.document([page_of(*RECEIPT)], [])
    kv = {key: value.text for key, value in answer.kv.items()}
    assert kv["Company"] == "KEDAI BUKU SINAR SDN BHD"
    assert (kv["Date"], kv["Total"]) == ("Dec 25, 2018", "28.00")
    assert answer.title == "KEDAI BUKU SINAR SDN BHD Receipt"
    assert answer.tags[0] == "Receipt"
    assert all(part in answer.description for part in ("KEDAI BUKU SINAR", "Dec 25, 2018", "28.00"))


def test_a_passport_is_read_as_one(reader):
    answer = reader.document([page_of(*PASSPORT)], [])
    assert answer.title == "ANNA MARIA ERIKSSON Passport"
    assert answer.tags == ("Identity", "Passport")
    assert "L898902C3" in answer.description


def test_anything_else_is_read_by_its_labels(reader):
    answer = reader.document([page_of(*LETTER)], [])
    assert answer.kv["Reader no."].text == "RB-77310"
    assert answer.tags == ("Letter",)
    assert answer.title == "CITY LIBRARY Letter"


def test_a_paper_on_a_later_page_is_found(reader):
    assert reader.document([page_of("Copy of"), page_of(*PASSPORT, number=2)], []).tags == ("Identity", "Passport")


def test_an_empty_page_still_has_a_title(reader):
    answer = reader.document([Page(1, 100, 100)], [])
    assert (answer.title, dict(answer.kv)) == ("Document", {})
    assert reader.form([Page(1, 100, 100)], []).title == "Form"
    assert reader.document([], []).title == "Document"


def test_a_form_has_its_answers_and_its_blanks(reader):
    page = page_of("MEMBERSHIP FORM", "Name: Anna Berg", "Phone: ____________", "E-mail: ____________")
    answer = reader.form([page], [])
    assert answer.kv["Name"].text == "Anna Berg"
    assert [blank.label for blank in answer.blanks] == ["Phone", "E-mail"]
    assert answer.tags == ("Form",)
    assert "2 blanks" in answer.description


@pytest.mark.parametrize("rows", [RECEIPT, PASSPORT, LETTER])
def test_every_value_it_gives_is_on_the_page(reader, rows):
    page = page_of(*rows)
    answer = reader.document([page], [])
    checked = check(answer, [page])
    assert answer.kv
    assert [c for c in checked.cautions if c.code == "not_on_page"] == []


def test_related_entries_share_names_or_numbers(reader):
    library = [
        LibraryEntry(
            "doc",
            "other",
            "OTHER SHOP Receipt",
            ("Receipt",),
            kv={"Company": "OTHER SHOP", "Total": "28.00", "Date": "Dec 25, 2018"},
        ),
        LibraryEntry("doc", "card", "Library card", ("Card",), kv={"Number": "RB-77310"}),
        LibraryEntry("form", "person", "Form", ("Form",), kv={"Full name": "Berg Anna"}),
        LibraryEntry("doc", "both", "Old letter", ("Letter",), kv={"Name": "Anna Berg", "Reader no.": "RB 77310"}),
    ]
    assert reader.document([page_of(*LETTER)], library).related == ("both", "card", "person")
    assert reader.document([page_of(*RECEIPT)], library[1:]).related == ()


def test_no_more_than_five_are_related(reader):
    library = [LibraryEntry("doc", str(i), kv={"Reader no.": "RB-77310"}) for i in range(9)]
    assert reader.document([page_of(*LETTER)], library).related == ("0", "1", "2", "3", "4")


def test_filling_names_the_source(reader):
    entry = LibraryEntry("doc", "letter", kv={"Name": "Anna Berg"})
    answer = reader.fill(["Full name", "Signature"], [entry], {})
    assert answer.filled["Full name"].source is entry
    assert answer.missing == ("Signature",)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_no_page_makes_it_fail(rows):
    page = page_of(*rows)
    reader = OfflineReader()
    reader.document([page], [])
    reader.form([page], [])
    reader.fill(rows, [LibraryEntry("doc", "1", kv=dict(zip(rows, reversed(rows), strict=True)))], {})


def test_a_total_that_nothing_speaks_for_is_doubted_or_not_given(reader):
    unlabelled = (*RECEIPT[:9], "MAP  12.00", "CHANGE  1.00")
    page = page_of(*unlabelled)
    answer = reader.document([page], [])
    assert "Total" not in answer.kv or ("Total", "unsure") in [(c.key, c.code) for c in check(answer, [page]).cautions]
    assert (reader.document([page_of(*RECEIPT)], []).kv["Total"].chance or 0) > 0.9

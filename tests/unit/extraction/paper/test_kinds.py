from functools import partial
from random import Random

import pytest

from docusnap.domain.kinds import FORMS, SALES
from docusnap.domain.page import Page
from docusnap.extraction.paper.classify import kind_classifier
from docusnap.extraction.paper.features import FEATURES, features_of
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader
from tests.printed_page import page_of as printed_page
from training.fonts import missing_fonts

RECEIPT = (
    "KEDAI BUKU SINAR SDN BHD", "NO. 12, JALAN DAYA 3/7,",
    "TAMAN DAYA, 81100 JOHOR BAHRU, JOHOR", "Tel: 07-355 1616",
    "TAX INVOICE", "Date: 25/12/2018  8:13 PM", "Invoice No: CS00012013",
    "NOTEBOOK A5  2 X 9.50  19.00", "PENCIL  9.00",
    "SUBTOTAL  28.00", "TOTAL  28.00", "CASH  50.00", "CHANGE  22.00", "THANK YOU",
)  # fmt: skip
OTHER_SHOP = (
    "KOPITIAM MELUR BERHAD",
    *RECEIPT[1:6], "Invoice No: A-77", "KOPI  9.00", "TOTAL  9.00", "CASH  9.00", "CHANGE  0.00",
)  # fmt: skip
PASSPORT = ("PASSPORT", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
LETTER = (
    "CITY LIBRARY", "Berlin, 12 March 2021", "Dear Ms Berg,",
    "Thank you for your letter of last week. We are glad to tell you that the book which",
    "you have asked for is now in the library and that you may come to fetch it on any day",
    "of the week, in the morning or in the afternoon. Please bring the card with you that we",
    "have sent to your new address, as we cannot give books to readers who do not have one.",
    "If you have any questions, you can reach us by telephone at the number given above, and we",
    "will be happy to be of help to you. The reading room will be closed for all of next week.",
    "Yours sincerely", "Max Muster",
)  # fmt: skip
FORM = (
    "MEMBERSHIP APPLICATION FORM", "Please print in block letters.", "First name: __________________",
    "Last name: __________________",
    "Address: __________________", "City: __________________",
    "Telephone: __________________", "Date of birth: ______________",
    "Signature: __________________", "For office use only",
)  # fmt: skip


page_of = partial(printed_page, least_height=300)


@pytest.fixture
def reader() -> OfflineReader:
    return OfflineReader()


def test_a_page_has_a_number_for_each_feature_even_when_it_is_empty():
    assert features_of(page_of(*RECEIPT)).shape == features_of(Page(1, 100, 100)).shape == (len(FEATURES),)


@pytest.mark.parametrize(
    ("rows", "kinds"), [(RECEIPT, SALES), (PASSPORT, {"identity"}), (LETTER, {"letter"}), (FORM, FORMS)]
)
def test_papers_are_told_apart(rows, kinds):
    judged = Paper([page_of(*rows)]).judgement
    assert judged.kind in kinds
    assert judged.chance_of(frozenset(kinds)) > 0.8
    assert sum(judged.chances.values()) == pytest.approx(1, abs=0.01)


def test_pages_without_a_word_are_of_no_kind():
    assert Paper([Page(1, 100, 100)]).judgement.kind == Paper().judgement.kind == "none"


def test_a_letter_that_speaks_of_money_is_not_read_as_a_receipt(reader):
    paid = (
        *LETTER[:-2],
        "The total of 28.00 that you have paid in cash on 25/12/2018 is due again. Total 28.00",
        *LETTER[-2:],
    )
    assert "Total" not in reader.document([page_of(*paid)], []).kv


def test_receipts_of_different_shops_are_different_papers(reader):
    first, other_shop = page_of(*RECEIPT), page_of(*OTHER_SHOP, number=2)
    same_shop = page_of(RECEIPT[0], *OTHER_SHOP[1:], number=2)
    for second in (other_shop, same_shop):
        assert reader.papers([first, second]) == [(first,), (second,)]


def test_a_paper_that_goes_on_over_a_page_is_one(reader):
    halves = [page_of(*RECEIPT[:8]), page_of(*RECEIPT[8:], number=2)]
    copies = [page_of(*RECEIPT), page_of(*RECEIPT, number=2)]
    long_letter = [page_of(*LETTER), page_of(*LETTER[3:], number=2)]
    for pages in (halves, copies, long_letter, [], [page_of(*FORM), Page(2, 100, 100)]):
        assert reader.papers(pages) == [tuple(pages)]


def test_a_receipt_and_a_passport_are_two_papers(reader):
    pages = [page_of(*RECEIPT), page_of(*PASSPORT, number=2), Page(3, 100, 100)]
    assert reader.papers(pages) == [tuple(pages[:1]), tuple(pages[1:])]


@pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of `make fonts` are not installed")
def test_the_weights_are_those_of_the_makers():
    """Of papers made with another seed, nearly all are told."""
    pytest.importorskip("sklearn")
    from training.kinds.fit import MAKERS
    from training.kinds.marks import marked
    from training.simulate import simulated

    right = total = 0
    for maker in MAKERS:
        for number in range(12):
            random = Random(f"test/{maker.__name__}/{number}")
            paper = maker(random)
            page = marked(simulated(paper.sheet, random), paper.sheet, random)
            right += kind_classifier().judged([features_of(page)]).kind == paper.kind
            total += 1
    assert right >= 0.93 * total

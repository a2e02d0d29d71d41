"""A receipt without a total or a date says so, whatever the engine made of it."""

from docusnap.evidence.missing import missing_values


def codes(page_of, rows, tags=(), keys=()):
    return [(c.key, c.code) for c in missing_values(tags, keys, [page_of(*rows)])]


def test_a_receipt_without_them_says_so(page_of) -> None:
    assert codes(page_of, ("SHOP",), ("Receipt",)) == [("Total", "missing"), ("Date", "missing")]
    assert codes(page_of, ("SHOP",), ("Invoice",), ("Invoice date", "Total")) == []


def test_one_that_lost_its_sums_is_told_by_its_words(page_of) -> None:
    rows = ("HARBOUR LANE BOOKS LTD", "Receipt no. 0047", "Date 14/03/2025", "Subtotal", "Tax 8%", "TOTAL EUR")
    assert codes(page_of, rows, ("Document",), ("Date",)) == [("Total", "missing")]


def test_other_papers_need_none(page_of) -> None:
    assert codes(page_of, ("Dear Ms Berg,", "the total of your fees is", "sincerely"), ("Letter",)) == []


def test_an_identity_paper_without_name_or_number_says_so(page_of) -> None:
    assert codes(page_of, ("KARTU",), ("Identity",), ("Date",)) == [("Name", "missing"), ("Document number", "missing")]
    assert codes(page_of, ("KARTU",), ("Identity",), ("Surname", "Document number")) == []

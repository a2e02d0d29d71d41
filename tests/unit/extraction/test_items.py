"""The line items of receipts and invoices."""

from decimal import Decimal

import pytest

from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.items import read_items


def page_of(*rows):
    """Each row a line, "|" between its columns; the last column ends at the right edge."""
    segments = []
    for r, row in enumerate(rows):
        columns = row.split("|")
        for c, text in enumerate(columns):
            left = 10.0 + 200 * c if c < len(columns) - 1 or c == 0 else 590.0 - 10 * len(text)
            box = (left, 30.0 * r, left + 10 * len(text), 30.0 * r + 20)
            segments.append(Segment(text, (Word(text, box, 0.9),)))
    return Page(1, 600, 900, tuple(segments))


def rows_of(*rows):
    return [(i.name, str(i.quantity), str(i.unit_price), str(i.amount)) for i in read_items([page_of(*rows)]).items]


TOTAL = "TOTAL|15.00"
PEN, INK = ("PEN", "2", "3.00", "6.00"), ("INK", "3", "3.00", "9.00")


@pytest.mark.parametrize(
    "rows",
    [
        ("PEN|2|3.00|6.00", "INK|3|3.00|9.00"),
        ("PEN  2 x 3.00|6.00", "INK  3 x 3.00|9.00"),
        ("PEN", "9556781234567|2 X 3.00|6.00", "INK", "9556781234568|3 X 3.00|9.00"),
        ("PEN", "2.00 @ RM3.00|6.00 SR".replace("2.00", "2"), "INK", "3 @ RM3.00|9.00 SR"),
        ("1. PEN|2 pcs x 3.00|6.00", "2. INK|3 pcs x 3.00|9.00"),
    ],
)
def test_rows_are_read_however_the_till_sets_them(rows):
    assert rows_of("BOOK SHOP", *rows, TOTAL) == [PEN, INK]


def test_an_invoice_in_another_language_gives_rows_below_its_heading():
    rows = ("Rechnung 100,00", "Artikel|Menge|Preis|Betrag", "Stift|2|3,00|6,00", "Tinte|3|3,00|9,00", "Summe|15,00")
    assert [row[0] for row in rows_of(*rows)] == ["Stift", "Tinte"]


def test_rows_that_make_the_total_say_so():
    listed = read_items([page_of("PEN|2|3.00|6.00", "INK|3|3.00|9.00", TOTAL)])
    assert listed.adds_up is True
    assert {item.checks for item in listed.items} == {("product", "sum")}


def test_rows_that_make_no_sum_of_the_paper_say_so_and_none_is_made_up():
    listed = read_items([page_of("PEN|2|3.00|6.00", "INK|3|3.00|9.00", "TOTAL|25.00")])
    assert listed.adds_up is False
    assert [str(i.amount) for i in listed.items] == ["6.00", "9.00"]
    assert not any("sum" in item.checks for item in listed.items)


def test_tax_that_is_added_below_does_not_stop_the_proof():
    assert read_items([page_of("PEN|6.00", "INK|9.00", "GST 6%|0.90", "TOTAL|15.90")]).adds_up is True


def test_a_discount_among_the_rows_is_negative():
    listed = read_items([page_of("PEN|6.00", "DISCOUNT|1.00", "INK|9.00", "TOTAL|14.00")])
    assert [i.amount for i in listed.items] == [Decimal("6.00"), Decimal("-1.00"), Decimal("9.00")]
    assert listed.adds_up is True


def test_the_mark_of_a_tax_is_kept():
    assert [i.tax for i in read_items([page_of("PEN|6.00 SR", "INK|9.00 *", TOTAL)]).items] == ["SR", "*"]


def test_what_is_sold_may_be_called_like_a_sum():
    assert rows_of("SERVICE CHARGE HOUR|2|3.00|6.00", "INK|3|3.00|9.00", TOTAL)[0][0] == "SERVICE CHARGE HOUR"


def test_a_row_says_where_it_stands_with_the_line_of_its_name():
    (item,) = read_items([page_of("BOOK SHOP", "PEN", "2 x 3.00|6.00", "TOTAL|6.00")]).items
    assert (item.page, item.box[1], item.box[3]) == (1, 30.0, 80.0)
    assert item.polygon is not None


def test_a_count_before_the_name_is_the_quantity():
    assert rows_of("2 x PEN|6.00", "3 x INK|9.00", TOTAL) == [
        ("PEN", "2", "None", "6.00"),
        ("INK", "3", "None", "9.00"),
    ]


def test_a_letter_has_no_items():
    assert read_items([page_of("Dear Ann", "thank you for your letter.")]).items == ()

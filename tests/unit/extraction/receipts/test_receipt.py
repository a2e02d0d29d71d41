from dataclasses import replace
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docusnap.domain.answer import UNSURE
from docusnap.domain.kinds import Judgement
from docusnap.domain.page import Mark
from docusnap.extraction.receipts.receipt import read_receipt

LETTER = """
Rose Cottage
12 March 2019
Dear Anna,
thank you for the 12 apples and the change of plan.
We shall pay the total amount of our debt next year.
"""
FORM = """
CHANGE OF AUTHORISED COST            Date: 12-4-87
Supplier:
Amt. of Change:        Increase        Decrease   $
Total Area Budget:                  780,900.00
Approved By:                        Date
"""
TILL = """
KOPI MELUR RESTAURANT
NO 3, JALAN BUNGA
50000 KUALA LUMPUR
20/03/2018 14:02
KOPI      9.00
TOTAL     9.00
CASH     10.00
CHANGE    1.00
"""
TILLS_ABROAD = {
    "pl": """
BIEDRONKA MARKET
62-025 Kostrzyn ul. Polna 5
PARAGON FISKALNY
MLEKO            3,19
CHLEB            4,49
SUMA PLN         7,68
KARTA            7,68
2024-02-11 14:22
""",
    "tr": """
YILDIZ MARKET
CUMHURIYET CAD. NO 12 KADIKOY
TARIH 11/02/2024 14:33
SUT             34,50
EKMEK           10,00
TOPKDV           0,44
TOPLAM          44,50
NAKIT           50,00
PARA USTU        5,50
""",
    "sv": """
ICA TORGET
Storgatan 2, 753 31 Uppsala
KVITTO
Bröd            32,50
Totalt          32,50 SEK
Varav moms       3,48
Kontant         40,00
Växel            7,50
2024-05-03 17:44
""",
}
INVOICE = """
MELUR SUPPLY SDN BHD
NO 3, JALAN BUNGA, 50000 KUALA LUMPUR
INVOICE
Bill to: Ahli Teknik
Invoice date: 20/03/2018       Due date: 20/04/2018
Paint           2   100.00   RM 200.00
Total                        RM 200.00
"""


@pytest.mark.parametrize("layout", [LETTER, FORM, "", "TOTAL"])
def test_other_papers_are_not_read_as_receipts(page_of: Any, layout: str) -> None:
    assert read_receipt([page_of(layout)]) is None


def test_no_pages_are_no_receipt() -> None:
    assert read_receipt([]) is None


@pytest.mark.parametrize(("land", "total"), [("pl", "7,68"), ("tr", "44,50"), ("sv", "32,50")])
def test_receipts_of_other_lands_are_read_by_their_own_words(page_of: Any, land: str, total: str) -> None:
    reading = read_receipt([page_of(TILLS_ABROAD[land])])
    assert reading is not None
    assert reading.kv["Total"].text == total


def test_a_street_that_begins_like_a_currency_names_none(page_of: Any) -> None:
    reading = read_receipt([page_of(TILLS_ABROAD["tr"])])
    assert reading is not None
    assert "Currency" not in reading.kv


def test_what_looks_like_a_receipt_needs_fewer_known_words(page_of: Any) -> None:
    bare = "BOULANGERIE DU PORT\nBAGUETTE    0.95\nTARTE    6.50\nTOTAL    7.45\n"
    assert read_receipt([page_of(bare)]) is None
    assert read_receipt([page_of(bare)], judged=Judgement({"receipt": 0.9, "none": 0.1})) is not None


def test_the_score_tells_how_much_it_looks_like_one(page_of: Any) -> None:
    bare = read_receipt([page_of(TILL.replace("CHANGE    1.00", ""))])
    whole = read_receipt([page_of("TAX INVOICE\n" + TILL)])
    assert bare is not None
    assert whole is not None
    assert whole.score > bare.score


def test_a_receipt_is_called_after_the_shop_and_its_trade(page_of: Any) -> None:
    reading = read_receipt([page_of(TILL)])
    assert reading is not None
    assert (reading.kind, reading.checked) == ("receipt", True)
    assert reading.title == "KOPI MELUR RESTAURANT Receipt"
    assert reading.tags == ("Receipt", "Restaurant")
    assert reading.description == "Receipt from KOPI MELUR RESTAURANT of Mar 20, 2018, total 9.00."


def test_a_bill_that_asks_to_be_paid_is_an_invoice(page_of: Any) -> None:
    reading = read_receipt([page_of(INVOICE)])
    assert reading is not None
    assert reading.kind == "invoice"
    assert reading.title == "MELUR SUPPLY SDN BHD Invoice"
    assert reading.kv["Date"].text == "Mar 20, 2018"
    assert reading.description.endswith("total MYR 200.00.")


def test_the_total_on_a_second_page_is_found_there(page_of: Any) -> None:
    first, second = TILL.split("KOPI      9.00")
    pages = [page_of(first), page_of("KOPI      9.00" + second, number=2)]
    reading = read_receipt(pages)
    assert reading is not None
    assert reading.kv["Total"].lines == ("p2.02",)
    assert reading.kv["Date"].lines == ("p1.04",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="TOALCSHRM 0123456789.,:/-()&\n金额年月日", max_size=60), max_size=12))
def test_any_text_is_read_or_refused_and_cites_only_lines_of_the_page(page_of: Any, lines: list[str]) -> None:
    page = page_of(TILL + "\n".join(lines))
    reading = read_receipt([page])
    assert reading is None or {i for v in reading.kv.values() for i in v.lines} <= {line.id for line in page.lines}


@pytest.mark.parametrize(
    "unit", ["TOTAL 1.00 ", "1/2/", "( ", "NO. ", "TEL ", "- ", "A1-", "SDN BHD ", "INVOICE NO ", " ,", "0"]
)
def test_hostile_lines_do_not_slow_reading_down(page_of: Any, unit: str) -> None:
    page = page_of("\n".join(["RECEIPT", *[(unit * 1000)[:2000]] * 10, "TOTAL 1.00", "CASH 1.00"]))
    _ = page.lines
    start = process_time()
    read_receipt([page])
    assert process_time() - start < 3


def test_thousands_of_sums_do_not_slow_reading_down(page_of: Any) -> None:
    body = "\n".join(f"{label}  {n}.{n % 100:02d}" for n in range(400) for label in ("TOTAL", "GST", "CASH", "CHANGE"))
    page = page_of(TILL.replace("RESTAURANT", "SDN BHD") + body)
    _ = page.lines
    start = process_time()
    read_receipt([page])
    assert process_time() - start < 3


def test_a_total_that_has_a_label_or_adds_up_is_likelier_than_one_that_has_neither(page_of: Any) -> None:
    shop = "MELUR TRADING SDN BHD\nRECEIPT\n20/03/2018 14:02\n"
    told = ["KOPI  5.00\nTEH  4.00\nTOTAL  9.00\nCASH  9.00", "KOPI  9.00\nTOTAL  9.00\nCASH  10.00\nCHANGE  1.00"]
    guessed = ["KOPI  5.00\nTEH  4.00\nKEK  8.00\nCHANGE  1.00", "KOPI  5.00\nTEH  4.00\nSUBTOTAL  9.50"]

    def chance(body: str) -> float:
        reading = read_receipt([page_of(shop + body)])
        assert reading is not None
        return reading.kv["Total"].chance or 0.0 if "Total" in reading.kv else 0.0

    assert min(map(chance, told)) >= UNSURE > max(map(chance, guessed))


def test_a_quantity_is_no_total(page_of: Any) -> None:
    shop = "HARBOUR LANE BOOKS LTD\nCASH RECEIPT\n14/03/2025 15:42\n"
    reading = read_receipt([page_of(shop + "30 x Postcard  1.20\n2 x Pen  4.00\n1 x Map  7.00\nCHANGE  1.00")])
    assert reading is not None
    assert "Total" not in reading.kv or (reading.kv["Total"].chance or 0) < UNSURE
    assert read_receipt([page_of(shop + "CHANGE\nPAID CASH\n3 x Postcard\n2 x Pen")]) is None


def test_sums_without_cents_need_a_currency_or_grouped_thousands(page_of: Any) -> None:
    def total(amount: str) -> str | None:
        reading = read_receipt([page_of(f"RECEIPT\nSUBTOTAL  {amount}\nTOTAL  {amount}\nCASH  {amount}\nCHANGE  0")])
        return reading.kv["Total"].text if reading else None

    assert [total("68"), total("18,000"), total("Rp 500")] == [None, "18,000", "500"]


def test_a_form_to_fill_in_is_no_receipt_unless_its_sums_add_up(page_of: Any) -> None:
    field = Mark("field", (0, 0, 10, 10), "Name")
    plain = page_of("TAX RETURN\nRECEIPT\nTOTAL TAX  37.00\nTOTAL PAYMENTS  68.00\nAMOUNT PAID WITH REQUEST  12.50")
    assert read_receipt([plain]) is not None
    assert read_receipt([replace(plain, marks=(field,))]) is None
    till = page_of(TILL)
    assert read_receipt([replace(till, marks=(field,))]) is not None


def test_one_stray_word_on_a_long_page_tells_no_trade(page_of: Any) -> None:
    body = "\n".join(f"ITEM {chr(65 + n % 26)}  {n}.50" for n in range(1, 50))
    stray = read_receipt([page_of(TILL.replace("RESTAURANT", "SDN BHD") + body + "\nHealth insurance")])
    told = read_receipt([page_of(TILL.replace("RESTAURANT", "SDN BHD") + body + "\nHealth insurance\nYour pharmacy")])
    assert stray is not None
    assert told is not None
    assert (stray.tags, told.tags) == (("Receipt",), ("Receipt", "Pharmacy"))


def test_a_total_that_stands_where_only_the_subtotal_does_is_unsure(page_of: Any) -> None:
    cut = TILL.replace("TOTAL     9.00\nCASH     10.00\nCHANGE    1.00", "SUBTOTAL  9.00\nTAX 6%    0.54")
    reading = read_receipt([page_of("TAX INVOICE\nNASI     12.00\n" + cut)])
    assert reading is not None
    total = reading.kv.get("Total")
    assert total is None or (total.chance or 0.0) < total.unsure_below

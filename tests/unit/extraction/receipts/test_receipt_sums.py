from datetime import date
from typing import Any

import pytest

from docusnap.domain.dates import written
from docusnap.extraction.receipts.receipt import read_receipt

HEAD = """MELUR TRADING SDN BHD
NO 3, JALAN BUNGA
50000 KUALA LUMPUR
TAX INVOICE
"""
BODIES = {
    "payment tells the rounded total": (
        """
Date 20/03/18  Time 14:02
ITEM A           5.00
ITEM B           4.31
TOTAL (RM)       9.31
ROUNDING        -0.01
CASH            10.00
CHANGE           0.70
""",
        date(2018, 3, 20),
        "9.31",
    ),
    "net total after rounding": (
        """
Date 20/03/18  Time 14:02
ITEM A           5.00
ITEM B           4.31
SUB TOTAL        9.31
ROUNDING        -0.01
NETT TOTAL       9.30
CASH            10.00
CHANGE           0.70
""",
        date(2018, 3, 20),
        "9.30",
    ),
    "tax summary below": (
        """
1 x 5.00         5.00 SR
1 x 4.31         4.31 SR
TOTAL SALES (EXCL GST) 8.78
TOTAL GST 0.53
TOTAL SALES (INCL GST) 9.31
ROUNDING ADJUSTMENT -0.01
TOTAL 9.30
MASTER CARD 9.30
GST SUMMARY AMOUNT(RM) TAX(RM)
SR @6%   8.78   0.53
TOTAL    8.78   0.53
GST REG DATE 01/04/2015
INV DATE: 05 APR 2018 10:22AM
""",
        date(2018, 4, 5),
        "9.30",
    ),
    "savings above all": (
        """
DATE  : 3/5/2018
GOODS SOLD RETURNABLE BEFORE 10/05/2018
A  2.00
B  3.50
TOTAL QTY 2
TOTAL AMOUNT  5.50
TOTAL SAVINGS  100.00
CASH  50.00
CHANGE DUE 44.50
""",
        date(2018, 5, 3),
        "5.50",
    ),
    "letters for digits": (
        """
15-Apr-18 5:12:21 PM
A  2.00
B  3.50
T0TAL  RM5.50
CASH RM10.00
CHANGE RM4.50
MEMBER POINTS EXPIRY 31/12/2019
""",
        date(2018, 4, 15),
        "5.50",
    ),
    "service charge and rounding": (
        """
15.04.2018
CHICKEN RICE  1 8.00
TEH TARIK     2 4.00
Subtotal 12.00
Serv. Charge 10% 1.20
GST 6% 0.79
Total 13.99
Rounding 0.01
Total Payable 14.00
""",
        date(2018, 4, 15),
        "14.00",
    ),
    "label and sum on alternate lines": (
        """
Apr 15, 2018 08:12
CHICKEN RICE  1 8.00
Total
RM 8.00
Cash
RM 10.00
Change
RM 2.00
""",
        date(2018, 4, 15),
        "8.00",
    ),
    "glued labels": (
        """
15/04/2018
CHICKEN RICE  1 8.00
TOTALINCLGST@6%:8.00
CASHTENDERED:10.00
CHANGE:2.00
""",
        date(2018, 4, 15),
        "8.00",
    ),
    "amount due": (
        """
15/04/2018
CHICKEN RICE  1 8.00
AMOUNT DUE  8.00
PAID 50.00
BALANCE 42.00
""",
        date(2018, 4, 15),
        "8.00",
    ),
    "Indonesian without cents": (
        """
Tanggal: 15 Agustus 2022
NASI GORENG 2 25.000 50.000
ES TEH 2 5.000 10.000
Subtotal 60.000
PB1 10% 6.000
Total 66.000
Tunai 100.000
Kembali 34.000
""",
        date(2022, 8, 15),
        "66.000",
    ),
    "German": (
        """
Datum 15.04.2018 12:33
Milch 1,29 A
Brot 2,49 A
Summe EUR 3,78
Bar EUR 5,00
Rueckgeld EUR -1,22
MwSt 7% 0,25
""",
        date(2018, 4, 15),
        "3,78",
    ),
    "French": (
        """
Le 15/04/2018
Pain 1,29
Sous-total 5,10
TVA 5,5% 0,27
Total TTC 5,37
CB 5,37
""",
        date(2018, 4, 15),
        "5,37",
    ),
    "invoice with terms": (
        """
INVOICE NO: INV-2044
INVOICE DATE: 12 March 2019
DUE DATE: 11 April 2019
BILL TO: ACME LTD
Consulting   10  100.00  1,000.00
Subtotal 1,000.00
VAT 20% 200.00
Amount due 1,200.00
""",
        date(2019, 3, 12),
        "1,200.00",
    ),
    "tax included in the total": (
        """
Date: 15/04/2018
A 1 10.00 10.00
TOTAL 10.00
CASH 10.00
TOTAL DISCOUNT 2.00
GST INCLUDED IN TOTAL 0.57
TOTAL INCLUDES GST 6% 0.57
""",
        date(2018, 4, 15),
        "10.00",
    ),
    "Malay": (
        """
TARIKH: 15/04/2018
A 1 10.00 10.00
JUMLAH BESAR 10.00
TUNAI 20.00
BAKI 10.00
""",
        date(2018, 4, 15),
        "10.00",
    ),
    "total payable after rounding": (
        """
Date: 15/04/2018
A   60.30
B   23.33
Total Amt Incl GST @ 6%      83.63
Rounding Adj      0.02
Total Amt Payable     83.65
Paid Amount      100.00
Change     16.35
Total Qty Tender 4
""",
        date(2018, 4, 15),
        "83.65",
    ),
    "total at the right of a count": (
        """
Date: 15/04/2018
A   60.30
ITEM COUNT 1   TOTAL 60.30
VISA CARD 60.30
APPR CODE 123456
""",
        date(2018, 4, 15),
        "60.30",
    ),
    "card payment only": (
        """
Printed 16/04/2018
Doc Date 15/04/2018
A   60.30
DEBIT 60.30
""",
        date(2018, 4, 15),
        "60.30",
    ),
    "Chinese": (
        """
2018年04月15日 12:30
米饭 2.00
合计 2.00
现金 10.00
找零 8.00
""",
        date(2018, 4, 15),
        "2.00",
    ),
    "torn decimals": (
        """
Date: 15/04/2018
NASI LEMAK  5.50
TOTAL: 5 .50
CASH: 10 .00
""",
        date(2018, 4, 15),
        "5.50",
    ),
    "discount after the gross total": (
        """
Date: 15/04/2018
PAN 1  20.00
GROSS TOTAL  20.00
DISCOUNT 10%  -2.00
NET TOTAL  18.00
""",
        date(2018, 4, 15),
        "18.00",
    ),
    "paid more than the total": (
        """
Date: 15/04/2018
PAN 1  120.00
TOTAL EXCL. GST  113.21
GST PAYABLE 6.79
TOTAL INCL. GST  120.00
TOTAL AMT PAID 150.00
CHANGE 30.00
""",
        date(2018, 4, 15),
        "120.00",
    ),
    "discount between two totals": (
        """
Date: 15/04/2018
PAN 1  84.00
TOTAL  84.00
DISC   -1.00
TOTAL  83.00
""",
        date(2018, 4, 15),
        "83.00",
    ),
    "tax named as a total": (
        """
Date: 15/04/2018
PAN 1  84.00
TOTAL  84.00
TOTAL GST INCLUDED  4.75
""",
        date(2018, 4, 15),
        "84.00",
    ),
    "tax table without a heading": (
        """
Date: 15/04/2018
PAN 1  84.00
TOTAI  84.00
CODE   NET    GST   AMOUNT
SR   79.25  4.75   84.00
TOTAL  79.25  4.75
""",
        date(2018, 4, 15),
        "84.00",
    ),
    "Indonesian minimarket": (
        """
05/07/22 12:10
AQUA BTL 600   2  3500  7,000
ROTI TAWAR     1 15500 15,500
HARGA JUAL :  22,500
VC HEMAT/UNILEVER  (2,000)
TUTAL :  20,500
TUNAI :  50,000
KEMBALI :  29,500
PPN : DPP= 18,468 PPN= 2,032
""",
        date(2022, 7, 5),
        "20,500",
    ),
    "Indonesian with dots": (
        """
05-07-2022 12:10:33
AQUA BTL 600   2 x 3.500  7.000
Total Item 2
Total Belanja Rp 7.000
Bayar Rp 10.000
Kembalian Rp 3.000
""",
        date(2022, 7, 5),
        "7.000",
    ),
    "dates of validity and registration": (
        """
TAX INV DATE : 05/07/2017
NASI 1 5.00 5.00
Item Count : 1
Total RM 5.00
Cash 5.00
THIS INVOICE IS VALID UNTIL 05/08/2017
GST ID REG DATE 01/01/2016
""",
        date(2017, 7, 5),
        "5.00",
    ),
    "Indonesian with cents": (
        """
Tanggal 5 Juli 2022 pukul 12.10
Bensin 1 50.000
TOTAL Rp50.000,00
Kartu Debit Rp50.000,00
""",
        date(2022, 7, 5),
        "50.000,00",
    ),
    "tax and service before the total": (
        """
05/07/2017 10:11 AM
NASI 2 @ 5.15 10.30
TEH  1.05
SUB-TOTAL 11.35
GST 6% 0.68
SERVICE 10% 1.14
TOTAL 13.17
ROUNDING ADJ -0.02
NET TOTAL RM 13.15
TENDERED 20.00
CHANGE 6.85
""",
        date(2017, 7, 5),
        "13.15",
    ),
    "labels in one column, sums below": (
        """
05/07/2017 10:11 AM
NASI 2 @ 5.15 10.30
SUB TOTAL
GST
ROUNDING
TOTAL
10.30
0.62
-0.02
10.90
CASH  10.90
CHANGE  0.00
""",
        date(2017, 7, 5),
        "10.90",
    ),
    "sums side by side": (
        """
Date: 15/04/2018
ITEM  QTY  PRICE  AMOUNT  TAX CODE
PAN 1  84.00  84.00  SR
SIDE  2.00
SUB TOTAL  86.00   DISC  0.00
TOTAL  86.00   CASH  100.00
CHANGE  14.00
""",
        date(2018, 4, 15),
        "86.00",
    ),
    "total beside a count": (
        """
Date: 15/04/2018
PAN 1  84.00  84.00  SR
CASH  100.00   CHANGE  16.00
QTY 1   TOTAL RM 84.00
""",
        date(2018, 4, 15),
        "84.00",
    ),
    "tax code among the headings": (
        """
Date: 15/04/2018
ITEM  QTY  PRICE  AMOUNT  TAX CODE
PAN 1  84.00  84.00  SR
TOTAL  84.00
""",
        date(2018, 4, 15),
        "84.00",
    ),
    "count after the total": (
        """
Tanggal 15/04/2018
AQUA 2 3500 7,000
TOTAL ITEM 2 : 7,000
TOTAL 7,000 2
TUNAI 10,000
""",
        date(2018, 4, 15),
        "7,000",
    ),
    "torn and dashed sums": (
        """
15/04/2018 12:00
NASI X   5.00
TOTAL     RM 5. 00
CASH      10-00
CHANGE    5 00
""",
        date(2018, 4, 15),
        "5.00",
    ),
}


@pytest.mark.parametrize("layout", BODIES)
def test_date_and_total_are_told_from_all_other_dates_and_sums(page_of: Any, layout: str) -> None:
    body, day, total = BODIES[layout]
    reading = read_receipt([page_of(HEAD + body.strip("\n"))])
    assert reading is not None
    assert (reading.kv["Date"].text, reading.kv["Total"].text) == (written(day), total)


@pytest.mark.parametrize("layout", BODIES)
def test_date_and_total_cite_one_line_that_shows_them(page_of: Any, layout: str) -> None:
    page = page_of(HEAD + BODIES[layout][0].strip("\n"))
    reading = read_receipt([page])
    assert reading is not None
    line_of = {line.id: line.text for line in page.lines}
    for key in ("Date", "Total"):
        value = reading.kv[key]
        assert len(value.lines) == 1
        assert (value.printed or value.text) in line_of[value.lines[0]]


def test_the_labelled_line_is_cited_rather_than_the_same_sum_in_cash(page_of: Any) -> None:
    page = page_of(HEAD + "DATE 01/02/2018\nTEH  9.00\nTOTAL  9.00\nCASH  9.00")
    reading = read_receipt([page])
    assert reading is not None
    assert [line.text for line in page.lines if line.id in reading.kv["Total"].lines] == ["TOTAL 9.00"]


def test_sums_a_little_lower_than_their_labels_are_still_theirs(page_of: Any) -> None:
    page = page_of(
        HEAD + "01/02/2018\nTEH      9.00\nTOTAL            9.00\nCASH            10.00\nCHANGE           1.00",
        slope=0.06,
    )
    reading = read_receipt([page])
    assert reading is not None
    assert reading.kv["Total"].text == "9.00"


def test_what_stands_around_the_total_is_read_where_it_is_labelled_and_agrees(page_of: Any) -> None:
    body = """
Invoice No: CS-00123   Date 05/04/2018 10:22AM
MUSTARD          1      8.00
CUTTING DISC     1      4.00
Sub Total              12.00
Serv. Charge 10%        1.20
GST 6%                  0.79
Rounding                0.01
Total                  14.00
Cash              RM   50.00
Change            RM   36.00
GST ID: 001335787520   Tel: 03-7733 1503
"""
    reading = read_receipt([page_of(HEAD + body.strip("\n"))])
    assert reading is not None
    assert {k: v.text for k, v in reading.kv.items() if k not in {"Company", "Address"}} == {
        "Date": "Apr 05, 2018",
        "Total": "14.00",
        "Subtotal": "12.00",
        "Service charge": "1.20",
        "Tax": "0.79",
        "Rounding": "0.01",
        "Cash": "50.00",
        "Change": "36.00",
        "Time": "10:22AM",
        "Invoice number": "CS-00123",
        "Tax number": "001335787520",
        "Phone": "03-7733 1503",
        "Currency": "MYR",
    }


def test_change_that_contradicts_the_total_is_not_told(page_of: Any) -> None:
    reading = read_receipt([page_of(HEAD + "DATE 01/02/2018\nTEH  9.00\nTOTAL  9.00\nCASH  20.00\nCHANGE  77.00")])
    assert reading is not None
    assert reading.kv["Total"].text == "9.00"
    assert not {"Cash", "Change"} & reading.kv.keys()


def test_the_order_of_day_and_month_is_a_setting(page_of: Any) -> None:
    page = page_of(HEAD + "DATE 01/02/2018\nTEH  9.00\nTOTAL  9.00\nCASH  9.00")
    readings = [read_receipt([page], day_first=day_first) for day_first in (True, False)]
    assert [r.kv["Date"].text for r in readings if r] == ["Feb 01, 2018", "Jan 02, 2018"]


def test_a_day_to_come_is_no_day_of_purchase(page_of: Any) -> None:
    page = page_of(HEAD + "01/02/2018\nTEH  9.00\nTOTAL  9.00\nCASH  9.00\nDATE 01/02/2031")
    reading = read_receipt([page], today=date(2026, 1, 1))
    assert reading is not None
    assert reading.kv["Date"].text == "Feb 01, 2018"

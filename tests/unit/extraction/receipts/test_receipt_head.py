from typing import Any

import pytest

from docusnap.extraction.receipts.address import with_postcode
from docusnap.extraction.receipts.receipt import read_receipt

BODY = """
Date : 20/03/2018  14:02
TEH TARIK         1    5.00   5.00
ROTI              2    2.00   4.00
TOTAL                         9.00
CASH                         10.00
CHANGE                        1.00
"""
HEADS = {
    "handwriting above, legal form misread": (
        """
tan ah kow
PUSTAKA RIA .K(TAMAN DUTA) SDN BND
789000-W
NO.5: 55,57 & 59, JALAN SAGU 18,
TAMAN DUTA,
81100 JOHOR BAHRU,
JOHOR.
""",
        "PUSTAKA RIA .K(TAMAN DUTA) SDN BHD",
        "NO.5: 55,57 & 59, JALAN SAGU 18, TAMAN DUTA, 81100 JOHOR BAHRU, JOHOR.",
    ),
    "trade without a legal form": (
        """
PELANGI GIFT & HOME DECO
27, JALAN DEDAP 13,
TAMAN JOHOR JAYA,
81100 JOHOR BAHRU,JOHOR.
TEL:07-3507405 FAX:07-3558160
RECEIPT
""",
        "PELANGI GIFT & HOME DECO",
        "27, JALAN DEDAP 13, TAMAN JOHOR JAYA, 81100 JOHOR BAHRU,JOHOR.",
    ),
    "former name, licence and branch": (
        """
GERBANG MENTARI RESTAURANTS SDN BHD
(65000-M) FORMERLY KNOWN AS SILVER ARCHES RESTAURANTS SDN BHD
LICENSEE OF BURGERVILLE
LEVEL 6, BANGUNAN TH, DAMANSARA UPTOWN3
NO.3, JALAN SS21/39, 47400 PETALING JAYA
SELANGOR
(GST ID NO: 000504664000)
BURGERVILLE KOTA DAMANSARA (#214)
TEL NO. 03-61421122
TAX INVOICE
""",
        "GERBANG MENTARI RESTAURANTS SDN BHD",
        "LEVEL 6, BANGUNAN TH, DAMANSARA UPTOWN3 NO.3, JALAN SS21/39, 47400 PETALING JAYA SELANGOR",
    ),
    "date between name and address": (
        """
UNIBINA INTERNATIONAL SDN BHD
11 OCT 2018 18:30
(867000-U)
12, JALAN TAMPOI 7/4,KAWASAN PERINDUSTRIAN
TAMPOI,81200 JOHOR BAHRU,JOHOR
TAX INVOICE
""",
        "UNIBINA INTERNATIONAL SDN BHD",
        "12, JALAN TAMPOI 7/4,KAWASAN PERINDUSTRIAN TAMPOI,81200 JOHOR BAHRU,JOHOR",
    ),
    "glued words": (
        """
KEDAIPAPANHOCKLEE
LOT276JALANBANTING
43800DENGKIL,SELANGOR.
TEL:03-87686092
""",
        "KEDAIPAPANHOCKLEE",
        "LOT276JALANBANTING 43800DENGKIL,SELANGOR.",
    ),
    "registration on the name line": (
        """
BENTENG CO. (M) BHD (126900-H)
3RD FLR, BENTENG TAMAN MALURI SC
JLN JEJAKA, TAMAN MALURI
CHERAS, 55100 KUALA LUMPUR
GST ID : 002017394688
SHOPPING HOURS
SUN-THU:1000 HRS - 2200 HRS
""",
        "BENTENG CO. (M) BHD",
        "3RD FLR, BENTENG TAMAN MALURI SC JLN JEJAKA, TAMAN MALURI CHERAS, 55100 KUALA LUMPUR",
    ),
    "customer below": (
        """
GARDEN PASTRY (KL) SDN BHD (139000 X)
Lot 3, Jalan Pelabur 23/1,
40300 Shah Alam, Selangor.
Tel: 03-55423228 Fax: 03-55423213
GST ID: 000381399040
TAX INVOICE / ADJUSTMENT NOTE
Cash Inv No.: 7808F712
MAKASSAR RUNCIT SDN BHD
GROUND FLOOR, NO 4 & 6
""",
        "GARDEN PASTRY (KL) SDN BHD",
        "Lot 3, Jalan Pelabur 23/1, 40300 Shah Alam, Selangor.",
    ),
    "address on one line": (
        """
SWEE CHIN ENTERPRISE SDN BHD
(1125000-V)
No.5-7, Jalan Mahagoni 7/1, Seksyen 4, Bandar Utama, 44300 Batang Kali, Selangor.
Tel : 03-60571377
""",
        "SWEE CHIN ENTERPRISE SDN BHD",
        "No.5-7, Jalan Mahagoni 7/1, Seksyen 4, Bandar Utama, 44300 Batang Kali, Selangor.",
    ),
    "title first": (
        """
*** TAX INVOICE ***
SEGAR FRESH MART SDN BHD
COMPANY REG NO : 797000-K
NO 122.124. JALAN DEDAP 13
81100 JOHOR BAHRU
TEL: 07-3562000 FAX: 07-3562000
""",
        "SEGAR FRESH MART SDN BHD",
        "NO 122.124. JALAN DEDAP 13 81100 JOHOR BAHRU",
    ),
    "former name in brackets": (
        """
THE TOAST HOUSE F&B SDN BHD
(FORMERLY KNOWN AS LILY F&B SDN BHD)
(CO. REG.: 859000-X)
UNIT M5, MEZZANINE FLOOR, THE STARLING
NO.6, JALAN SS21/37, DAMANSARA UTAMA
47400 PETALING JAYA
TEL: 03-7733 1503
""",
        "THE TOAST HOUSE F&B SDN BHD",
        "UNIT M5, MEZZANINE FLOOR, THE STARLING NO.6, JALAN SS21/37, DAMANSARA UTAMA 47400 PETALING JAYA",
    ),
    "number above the address": (
        """
RESTORAN WAN FONG
002043319-W
NO.2, JALAN TEMENGGUNG 19/9,
SEKSYEN 9, BANDAR MAHKOTA CHERAS,
43200 CHERAS, SELANGOR
GST REG NO: 001335787520
""",
        "RESTORAN WAN FONG",
        "NO.2, JALAN TEMENGGUNG 19/9, SEKSYEN 9, BANDAR MAHKOTA CHERAS, 43200 CHERAS, SELANGOR",
    ),
    "telephone with several words": (
        """
SUNSHINE STATIONERY SHOP
NO. 31G&33G, JALAN SETIA INDAH X ,U13/X
40170 SETIA ALAM
Mobile /Whatsapps : +6012-918 7937
Tel: +603-3362 4137
GST ID No : 001531760640
""",
        "SUNSHINE STATIONERY SHOP",
        "NO. 31G&33G, JALAN SETIA INDAH X ,U13/X 40170 SETIA ALAM",
    ),
    "branch between name and address": (
        """
LEMBAH PETROLEUM SERVICES
Petron Kampung Jawa
KM 458.4 BERHENTIAN RAWAT
LEBUHRAYA UTARA SELATAN
47000 SUNGAI BULOH
Tel No. 03-61566333
""",
        "LEMBAH PETROLEUM SERVICES",
        "KM 458.4 BERHENTIAN RAWAT LEBUHRAYA UTARA SELATAN 47000 SUNGAI BULOH",
    ),
    "name on two lines": (
        """
AIK HUAT HARDWARE
ENTERPRISE (SETIA ALAM) SDN BHD
822737-X
NO. 17-G, JALAN SETIA INDAH (X) U13/X,
SETIA ALAM, SEKSYEN U13,
40170 SHAH ALAM,
TEL: 012 - 6651783 FAX: 03 - 33623608
""",
        "AIK HUAT HARDWARE ENTERPRISE (SETIA ALAM) SDN BHD",
        "NO. 17-G, JALAN SETIA INDAH (X) U13/X, SETIA ALAM, SEKSYEN U13, 40170 SHAH ALAM,",
    ),
    "brand above the legal name": (
        """
Moonlight Cake House
Meng Trading Sdn Bhd
862000-U
Block 2A-Ground Floor
Plaza Hamodal
Jln 13/2, 46200 Petaling Jaya
""",
        "Meng Trading Sdn Bhd",
        "Block 2A-Ground Floor Plaza Hamodal Jln 13/2, 46200 Petaling Jaya",
    ),
    "apartment number": (
        """
PAPPA'S PIZZERIA
K-1-3 PUSAT DAGANGAN
JALAN 3/5A
50000 KL
""",
        "PAPPA'S PIZZERIA",
        "K-1-3 PUSAT DAGANGAN JALAN 3/5A 50000 KL",
    ),
    "no postcode": (
        """
Lian Hin Trading
No 8 Jalan Besar
Kampung Baru
Tel. 03 1234567
""",
        "Lian Hin Trading",
        "No 8 Jalan Besar Kampung Baru",
    ),
    "brand with a place": (
        """
BHPETROL PERMAS 2
LIAN HUP MANUFACTURING CO. SDN. BHD.
(Co. Reg. No.: 64321-D)
PLO 58, JALAN PERSIARAN, TMN PERMAS
81750 MASAI JOHOR
""",
        "LIAN HUP MANUFACTURING CO. SDN. BHD.",
        "PLO 58, JALAN PERSIARAN, TMN PERMAS 81750 MASAI JOHOR",
    ),
    "American": (
        """
JOE'S DINER
123 Main Street
Springfield, IL 62701
(217) 555-0100
""",
        "JOE'S DINER",
        "123 Main Street Springfield, IL 62701",
    ),
    "German": (
        """
Bäckerei Müller GmbH
Hauptstr. 12
10115 Berlin
Tel. 030 1234567
Rechnung
""",
        "Bäckerei Müller GmbH",
        "Hauptstr. 12 10115 Berlin",
    ),
    "British": (
        """
HARVEST STORES LTD
12 High Street
London SW1A 1AA
VAT NO: GB123456789
""",
        "HARVEST STORES LTD",
        "12 High Street London SW1A 1AA",
    ),
    "French": (
        """
BOULANGERIE DUPONT
12 rue de la Paix
75002 PARIS
SIRET 123 456 789 00012
""",
        "BOULANGERIE DUPONT",
        "12 rue de la Paix 75002 PARIS",
    ),
    "letterhead in two columns": (
        """
ACME SUPPLY LTD             INVOICE
12 High Street              Date: 12 March 2019
London SW1A 1AA             Invoice No: 2044
""",
        "ACME SUPPLY LTD",
        "12 High Street London SW1A 1AA",
    ),
    "Chinese": (
        """
好又多超市
北京路12号
电话: 010-1234567
""",
        "好又多超市",
        "北京路12号",
    ),
    "slogan below the name": (
        """
Yam Garden
The best dessert house in town
No.145G, Jalan Rimbunan Raya 1,
52100 Kuala Lumpur
Tel: (603) 6243 5520
""",
        "Yam Garden",
        "No.145G, Jalan Rimbunan Raya 1, 52100 Kuala Lumpur",
    ),
    "title between logo and name": (
        """
CLASSIFIED
CASH SALES
GL Handicraft & Tailoring
(75495-W)
19, Jalan Kancil, Off Jalan Pudu,
55100 Kuala Lumpur, Malaysia
Tel:03-21418000
""",
        "GL Handicraft & Tailoring",
        "19, Jalan Kancil, Off Jalan Pudu, 55100 Kuala Lumpur, Malaysia",
    ),
    "unit code first": (
        """
KAISON FURNISHING SDN BHD (925000-X)
L4-05(A),LEVEL 4, MYTOWN,
SHOPPING CENTRE,
6,JALAN COCHRANE,SEKSYEN 90,
55100 KUALA LUMPUR
GST NO : 000384720896
TEL NO : 0392023091
""",
        "KAISON FURNISHING SDN BHD",
        "L4-05(A),LEVEL 4, MYTOWN, SHOPPING CENTRE, 6,JALAN COCHRANE,SEKSYEN 90, 55100 KUALA LUMPUR",
    ),
    "brand above the registered name": (
        """
RESTORAN HASSANBISTRO
YONGFATT ENTERPRISE
(JM0517726)
NO 122.124. JALAN DEDAP 13
81100 JOHOR BAHRU
TEL: 07-3523888
""",
        "YONGFATT ENTERPRISE",
        "NO 122.124. JALAN DEDAP 13 81100 JOHOR BAHRU",
    ),
    "branch sign": (
        """
MELUR COFFEE
@ KLCC
Lot G46, Ground Floor, Suria KLCC
50088 Kuala Lumpur
""",
        "MELUR COFFEE",
        "Lot G46, Ground Floor, Suria KLCC 50088 Kuala Lumpur",
    ),
    "shop number": (
        """
PASAR MINI JIN SENG
S/N: 12 (JM0091-T)
Lot 14196, Jalan Besar
Kampung Baru Sungai Buloh
47000 Selangor Darul Ehsan
TEL : 0126313133
GST ID : 001147981824
""",
        "PASAR MINI JIN SENG",
        "Lot 14196, Jalan Besar Kampung Baru Sungai Buloh 47000 Selangor Darul Ehsan",
    ),
    "abbreviated legal form": (
        """
PETRON BKT LANJAN SB
ALSERKAM ENTERPRISE
KM 458.4 BKT LANJAN UTARA,
L/RAYA UTARA SELATAN,SG BULOH
47000 SUNGAI BULOH
GST ID : 000521580544
""",
        "PETRON BKT LANJAN SB",
        "KM 458.4 BKT LANJAN UTARA, L/RAYA UTARA SELATAN,SG BULOH 47000 SUNGAI BULOH",
    ),
    "trade on a line of its own": (
        """
LIAN HOE
TRADING
NO 8 JALAN BESAR
47000 SUNGAI BULOH
""",
        "LIAN HOE TRADING",
        "NO 8 JALAN BESAR 47000 SUNGAI BULOH",
    ),
    "trade above the name": (
        """
RESTORAN
SRI MELUR
NO 8 JALAN BESAR
47000 SUNGAI BULOH
""",
        "RESTORAN SRI MELUR",
        "NO 8 JALAN BESAR 47000 SUNGAI BULOH",
    ),
    "name that goes on below a sign": (
        """
lim ah seng
MELUR PLUMBING &
HARDWARE
(JM0091-T)
NO 8 JALAN BESAR
47000 SUNGAI BULOH
""",
        "MELUR PLUMBING & HARDWARE",
        "NO 8 JALAN BESAR 47000 SUNGAI BULOH",
    ),
    "called after a hill": (
        """
PERMATA BUKIT GIFTS
DATARAN PELANGI,
PTD 6844, JALAN 5
81100 JOHOR BAHRU
""",
        "PERMATA BUKIT GIFTS",
        "DATARAN PELANGI, PTD 6844, JALAN 5 81100 JOHOR BAHRU",
    ),
}


def letters(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())


@pytest.mark.parametrize("layout", HEADS)
def test_a_name_or_address_that_is_not_the_shops_is_marked_as_unsure(page_of: Any, layout: str) -> None:
    for key, right, value in _heads(page_of, layout):
        assert right or value is None or value.chance < value.unsure_below, (key, value)


def test_the_shop_and_its_address_are_told_from_everything_else_at_the_head(page_of: Any) -> None:
    told = [right for layout in HEADS for _, right, _ in _heads(page_of, layout)]
    assert sum(told) >= 0.92 * len(told)


def _heads(page_of: Any, layout: str) -> list[tuple[str, bool, Any]]:
    head, company, address = HEADS[layout]
    reading = read_receipt([page_of(head.rstrip("\n") + BODY)])
    assert reading is not None
    values = [(key, wanted, reading.kv.get(key)) for key, wanted in (("Company", company), ("Address", address))]
    return [(key, value is not None and letters(value.text) == letters(wanted), value) for key, wanted, value in values]


@pytest.mark.parametrize("layout", HEADS)
def test_name_and_address_cite_only_the_lines_on_which_they_stand(page_of: Any, layout: str) -> None:
    page = page_of(HEADS[layout][0].rstrip("\n") + BODY)
    reading = read_receipt([page])
    assert reading is not None
    line_of = {line.id: line.text for line in page.lines}
    for value in (reading.kv[key] for key in ("Company", "Address") if key in reading.kv):
        cited = [letters(line_of[line]) for line in value.lines]
        assert all(letters(word) in "".join(cited) for word in (value.printed or value.text).split())
        assert all(any(letters(word) in text for word in value.text.split()) for text in cited)


def test_a_misread_legal_form_is_put_right_and_kept_as_printed(page_of: Any) -> None:
    reading = read_receipt([page_of("MELUR JAYA SDN BND\nNO 3, JALAN BUNGA" + BODY)])
    assert reading is not None
    assert (reading.kv["Company"].text, reading.kv["Company"].printed) == ("MELUR JAYA SDN BHD", "MELUR JAYA SDN BND")


def test_a_post_code_with_a_letter_for_a_digit_is_put_right_and_kept_as_printed(page_of: Any) -> None:
    reading = read_receipt([page_of("MELUR JAYA SDN BHD\nNO 3, JALAN BUNGA\n4115O KLANG, SELANGOR" + BODY)])
    assert reading is not None
    address = reading.kv["Address"]
    assert address.text.endswith(" 41150 KLANG, SELANGOR")
    assert address.printed.endswith(" 4115O KLANG, SELANGOR")


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("81l00 JOHOR", "81100 JOHOR"),
        ("TAMAN RIA, 4O000, SHAH ALAM", "TAMAN RIA, 40000, SHAH ALAM"),
        ("LOT 4711B, JALAN BESAR", "LOT 4711B, JALAN BESAR"),
        ("NO-1234O JALAN", "NO-1234O JALAN"),
        ("LOT 12OO5 KLANG", "LOT 12OO5 KLANG"),
    ],
)
def test_only_one_letter_of_the_shape_of_a_digit_is_put_right_in_a_post_code(printed: str, meant: str) -> None:
    assert with_postcode(printed) == meant


def test_a_receipt_without_name_or_address_has_neither(page_of: Any) -> None:
    reading = read_receipt([page_of("TAX INVOICE" + BODY)])
    assert reading is not None
    assert not {"Company", "Address"} & reading.kv.keys()

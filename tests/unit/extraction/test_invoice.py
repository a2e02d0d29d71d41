import pytest

from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.invoices.candidates import number_candidates, writes_day_first
from docusnap.extraction.invoices.cells import Cells
from docusnap.extraction.invoices.invoice import read_invoice
from docusnap.extraction.reader import OfflineReader

TEXTS = (
    (60, 40, "Nordwind Technik GmbH"),
    (60, 70, "Hafenstraße 12"),
    (60, 100, "20457 Hamburg"),
    (60, 130, "info@nordwind.de"),
    (60, 240, "Rechnung an"),
    (60, 270, "Bianca Weber Verlag AG"),
    (60, 300, "Lindenallee 7"),
    (60, 330, "50667 Köln"),
    (700, 240, "Rechnungsnummer:"),
    (950, 240, "RE-2021-0457"),
    (700, 270, "Rechnungsdatum:"),
    (950, 270, "14.03.2021"),
    (700, 300, "Fällig am:"),
    (950, 300, "13.04.2021"),
    (700, 330, "Bestelldatum:"),
    (950, 330, "01.03.2021"),
    (700, 360, "Kundennummer:"),
    (950, 360, "88123"),
    (60, 480, "Bezeichnung"),
    (700, 480, "Menge"),
    (850, 480, "Preis"),
    (1000, 480, "Betrag"),
    (60, 520, "Wartungspauschale"),
    (700, 520, "2"),
    (850, 520, "150,00"),
    (1000, 520, "300,00"),
    (700, 600, "Zwischensumme"),
    (1000, 600, "300,00"),
    (700, 630, "MwSt. 19%"),
    (1000, 630, "57,00"),
    (700, 660, "Gesamtbetrag"),
    (1000, 660, "357,00 €"),
    (60, 800, "Nordwind Technik GmbH · Hafenstraße 12 · 20457 Hamburg"),
    (60, 830, "USt-IdNr.: DE123456789"),
    (60, 860, "IBAN: DE12 3456 7890 1234 5678 90"),
)


def page_of(texts) -> Page:
    segments = []
    for x, y, text in texts:
        words, at = [], x
        for word in text.split():
            words.append(Word(word, (at, y, at + 10 * len(word), y + 20), 0.99))
            at += 10 * (len(word) + 1)
        segments.append(Segment(text, tuple(words)))
    return Page(1, 1240, 1754, tuple(segments))


@pytest.fixture(scope="module")
def kv():
    return OfflineReader().document([page_of(TEXTS)], []).kv


def test_it_names_the_seller_and_not_the_buyer(kv):
    assert kv["Company"].text == "Nordwind Technik GmbH"


def test_it_takes_the_day_of_the_invoice_and_not_when_it_is_due_or_was_ordered(kv):
    assert kv["Date"].text == "Mar 14, 2021"


def test_it_takes_the_number_of_the_invoice_and_not_the_customers(kv):
    assert kv["Invoice number"].text == "RE-2021-0457"


def test_it_takes_what_is_to_pay(kv):
    assert kv["Total"].text == "357,00"


def test_the_address_is_the_sellers(kv):
    assert kv["Address"].text == "Hafenstraße 12, 20457 Hamburg"


def test_each_value_tells_its_chance(kv):
    assert all(0 < kv[key].chance <= 1 for key in ("Company", "Date", "Invoice number", "Total"))


def test_a_tills_receipt_is_no_invoice():
    till = (
        (60, 40, "Kedai Sinar"),
        (60, 70, "TAX INVOICE"),
        (60, 100, "Date: 25/12/2018 8:13 PM"),
        (60, 130, "TOTAL 28.00"),
        (60, 160, "CASH 50.00"),
        (60, 190, "CHANGE 22.00"),
    )
    assert read_invoice([page_of(till)]) is None


@pytest.mark.parametrize(
    ("text", "day_first"),
    [("Date 03/25/2021", False), ("Date 25/03/2021", True), ("Austin, TX 78701", False), ("20457 Hamburg", True)],
)
def test_the_paper_tells_how_it_writes_days(text, day_first):
    assert writes_day_first(Cells([page_of([(60, 40, text)])]), True) is day_first


POLISH = (
    (800, 40, "Data wystawienia: 2024-03-12"),
    (800, 70, "Data sprzedaży: 2024-03-10"),
    (420, 150, "Faktura VAT nr FV 2024/118"),
    (60, 240, "Sprzedawca:"),
    (260, 240, "Brzezina Meble Sp. z o.o."),
    (260, 270, "ul. Lipowa 18, 30-702 Kraków"),
    (60, 340, "Nabywca:"),
    (260, 340, "Estrela Druk S.A."),
    (260, 370, "ul. Morska 4, 81-225 Gdynia"),
    (60, 480, "Nazwa"),
    (700, 480, "Ilość"),
    (850, 480, "Cena netto"),
    (1000, 480, "Wartość"),
    (60, 520, "Krzesło"),
    (700, 520, "2"),
    (850, 520, "150,00"),
    (1000, 520, "300,00"),
    (700, 600, "Razem netto"),
    (1000, 600, "300,00"),
    (700, 630, "VAT 23%"),
    (1000, 630, "69,00"),
    (700, 660, "Razem brutto"),
    (1000, 660, "369,00"),
    (60, 760, "Do zapłaty: 369,00 zł"),
    (60, 800, "Termin płatności: 2024-03-26"),
)


def test_an_invoice_in_polish_is_read_as_one():
    kv = OfflineReader().document([page_of(POLISH)], []).kv
    assert {key: kv[key].text for key in ("Company", "Date", "Invoice number", "Total")} == {
        "Company": "Brzezina Meble Sp. z o.o.",
        "Date": "Mar 12, 2024",
        "Invoice number": "FV 2024/118",
        "Total": "369,00",
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [("Fatura n.º FT 2023/996", "FT 2023/996"), ("Invoice 22/00123", "22/00123"), ("GST B7 1204/24", "B7 1204/24")],
)
def test_a_number_may_have_its_series_before_it(text, number):
    assert number in [one.value.text for one in number_candidates(Cells([page_of([(60, 40, text)])]))]

"""The caller's own fields, answered by the offline reader from the words on the page."""

from typing import Any

import pytest

from docusnap.domain.asked import AskedField, AskedValue
from docusnap.domain.asked_values import json_value
from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.extraction.asked.meaning import agreement, meaning, meanings
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader

INVOICE = (
    "MUSTER GMBH",
    "Hauptstr. 5, 10115 Berlin",
    "Rechnung",
    "Rechnungsnummer:  R-2024-17",
    "Rechnungsdatum:  12.03.2024",
    "Fällig am:  26.03.2024",
    "Kunde:  Anna Berg",
    "USt-IdNr.:  DE123456789",
    "buero@muster.example",
    "Bezeichnung  Menge  Einzelpreis  Betrag",
    "Stuhl  2  10,00  20,00",
    "Tisch  1  50,00  50,00",
    "Zwischensumme  70,00",
    "MwSt 19%  13,30",
    "Gesamtbetrag  83,30 €",
    "Zahlungsart:  Überweisung",
)

STAFF = (
    "Ann Lee  Sales  05/03/2019",
    "Bo Tan  Stock  01/09/2021",
    "Cem Ak  Sales  15/06/2020",
    "Dora Fe  Sales  11/02/2018",
)


def page_of(*rows: str, marks: tuple[Mark, ...] = ()) -> Page:
    """Rows forty pixels apart; two spaces part pieces, each of which begins at a column of its own."""
    segments = []
    for r, row in enumerate(rows):
        for column, text in enumerate(row.split("  ")):
            words, at = [], column * 250
            for word in text.split():
                words.append(Word(word, (at, r * 40, at + len(word) * 10, r * 40 + 20), 1.0))
                at += (len(word) + 1) * 10
            segments.append(Segment(text, tuple(words)))
    return Page(1, 1000, 40 * len(rows) + 20, tuple(segments), marks)


def asked(page: Page, *fields: AskedField) -> dict[str, AskedValue]:
    reader, paper = OfflineReader(), Paper([page])
    return dict(reader.asked(fields, paper, reader.document(paper, []).kv, reader.tables(paper)))


def texts(page: Page, *fields: AskedField) -> dict[str, str]:
    return {where: value.choice or value.value.text for where, value in asked(page, *fields).items()}


def a(name: str, kind: Any = "string", **more: Any) -> AskedField:
    return AskedField(name, kind, **more)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (a("invoice_number"), "R-2024-17"),
        (a("invoiceNo"), "R-2024-17"),
        (a("dueDate", format="date"), "Mar 26, 2024"),
        (a("payable_by", format="date"), "Mar 26, 2024"),
        (a("x1", description="The VAT number of the seller"), "DE123456789"),
        (a("vat_id"), "DE123456789"),
        (a("buyer"), "Anna Berg"),
        (a("email", format="email"), "buero@muster.example"),
        (a("grand_total", "number"), "83,30"),
        (a("tax_amount", "number"), "13,30"),
        (a("payment_method"), "Überweisung"),
        (a("fälligkeitsdatum"), "Mar 26, 2024"),
    ],
)
def test_a_property_is_found_by_what_it_means_in_any_language(field: AskedField, text: str) -> None:
    assert texts(page_of(*INVOICE), field).get(f"/{field.name}", "").startswith(text)


def test_rows_are_the_objects_of_a_list() -> None:
    row = AskedField("", "object", fields=(a("product"), a("quantity", "number"), a("price", "number")))
    found = texts(page_of(*INVOICE), a("lines", "array", item=row))
    assert [found[f"/lines/{n}/product"] for n in (0, 1)] == ["Stuhl", "Tisch"]
    assert [found[f"/lines/{n}/price"] for n in (0, 1)] == ["10.00", "50.00"]
    assert "/lines/2/product" not in found


def test_a_table_of_any_columns_is_read_by_the_line_that_names_them() -> None:
    page = page_of("STAFF", "Name  Department  Start date", *STAFF)
    row = AskedField("", "object", fields=(a("start_date", format="date"), a("department")))
    found = texts(page, a("employees", "array", item=row))
    assert [found[f"/employees/{n}/department"] for n in (0, 1)] == ["Sales", "Stock"]
    assert found["/employees/1/start_date"] == "01/09/2021"


def test_boxes_that_are_ticked_or_not_are_true_or_false() -> None:
    rows = ("APPLICATION FORM", "Married", "Smoker")
    boxes = tuple(
        Mark("check_box", (100.0, 40.0 * n, 120.0, 40.0 * n + 20), value=value) for n, value in ((1, "on"), (2, "off"))
    )
    fields = a("is_married", "boolean"), a("smoker", "boolean")
    found = texts(page_of(*rows, marks=boxes), *fields)
    assert [json_value(field, found[f"/{field.name}"])[0] for field in fields] == [True, False]


def test_what_stands_nowhere_is_not_answered() -> None:
    found = texts(page_of(*INVOICE), a("passport_number"), a("date_of_birth", format="date"), a("shoe_size", "integer"))
    assert found == {}


def test_what_is_asked_of_another_party_is_not_that_of_the_seller() -> None:
    customer = a("customer", "object", fields=(a("address"), a("name")))
    found = texts(page_of(*INVOICE), customer, a("seller", "object", fields=(a("address"),)))
    assert "/customer/address" not in found
    assert found["/customer/name"] == "Anna Berg"
    assert found["/seller/address"].startswith("Hauptstr. 5")


def test_two_values_for_one_property_make_it_less_sure_and_the_other_is_shown() -> None:
    page = page_of("NOTE", "Reference:  AB-1", "Reference:  CD-2")
    value = asked(page, a("reference"))["/reference"].value
    assert (value.text, [other.text for other in value.alternatives]) == ("AB-1", ["CD-2"])
    assert value.chance is not None
    assert value.chance < value.unsure_below


def test_a_name_and_a_label_agree_by_words_and_by_concept_and_not_by_broad_words_alone() -> None:
    assert agreement(meanings(a("invoiceNumber")), meaning("Invoice No.")) == 1.0
    assert agreement(meanings(a("merchant_name")), meaning("Verkäufer")) > 0.9
    assert agreement(meanings(a("contract_number")), meaning("Number")) == 0
    assert agreement(meanings(a("due_date")), meaning("Invoice date")) == 0


def test_the_account_number_of_a_bank_is_no_customers() -> None:
    wanted = a("customer_number")
    assert texts(page_of("Account number:  DE53 3890 3127 6597 6245"), wanted) == {}
    assert texts(page_of("Account number:  88123"), wanted) == {"/customer_number": "88123"}

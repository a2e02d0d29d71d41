"""Texts of pages as the JSON values that fields of a schema take."""

import pytest

from docusnap.domain.asked import AskedField
from docusnap.domain.asked_values import json_value


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (AskedField("a", "number"), "RM 1,250.50", 1250.5),
        (AskedField("a", "number"), "-3,20 €", -3.2),
        (AskedField("a", "integer"), "2.00", 2),
        (AskedField("a", "boolean"), "Ya", True),
        (AskedField("a", "boolean"), "☐", False),
        (AskedField("a", "string", format="date"), "Datum: 12. März 2024", "2024-03-12"),
        (AskedField("a", "string", format="date-time"), "05/03/2024 8:13 PM", "2024-03-05T20:13:00"),
        (AskedField("a", "string", format="time"), "12:05 AM", "00:05:00"),
        (AskedField("a", "string", format="email"), "Mail to ann@lee.example today", "ann@lee.example"),
        (AskedField("a", "string", format="uri"), "www.lee.example.", "http://www.lee.example"),
        (AskedField("a", "string", format="phone"), "Tel 07-355 1616", "07-355 1616"),
        (AskedField("a", "string", choices=("bank_transfer", "creditCard")), "paid by credit card", "creditCard"),
        (AskedField("a", "string", choices=("male", "female")), "M", "male"),
        (AskedField("a", "string", choices=("EUR", "MYR")), "RM", "MYR"),
        (AskedField("a", "integer", choices=(1, 2)), "2", 2),
        (AskedField("a", "string"), "  two\n words ", "two words"),
    ],
)
def test_a_text_is_read_as_the_type_that_is_asked_for(field: AskedField, text: str, value: object) -> None:
    assert json_value(field, text) == (value, None)


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        (AskedField("a", "number"), "none", "wrong_type"),
        (AskedField("a", "number"), "3 or 4", "wrong_type"),
        (AskedField("a", "integer"), "2.50", "wrong_type"),
        (AskedField("a", "boolean"), "Ann Lee", "wrong_type"),
        (AskedField("a", "string", format="date"), "05/03/2024 to 06/03/2024", "wrong_type"),
        (AskedField("a", "string", format="date-time"), "05/03/2024", "wrong_type"),
        (AskedField("a", "string", format="email"), "ann at lee", "wrong_type"),
        (AskedField("a", "string", choices=("male", "female")), "unknown", "not_a_choice"),
        (AskedField("a", "string", choices=("male", "market")), "ma", "not_a_choice"),
        (AskedField("a", "number", bounds={"minimum": 0}), "-5.00", "out_of_bounds"),
        (AskedField("a", "string", bounds={"maxLength": 3}), "four", "out_of_bounds"),
    ],
)
def test_what_is_no_such_value_is_none_and_says_why(field: AskedField, text: str, reason: str) -> None:
    assert json_value(field, text) == (None, reason)


def test_the_order_of_a_date_is_what_one_says_it_is() -> None:
    field = AskedField("a", "string", format="date")
    assert json_value(field, "05/03/2024", day_first=False) == ("2024-05-03", None)

"""What type a value has, and the fixed form that programs take."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.currencies import CURRENCIES
from docusnap.domain.dates import written
from docusnap.evidence.value_types import normal

DAYS = st.dates(date(1971, 1, 1), date(2068, 12, 31))
SUMS = st.decimals("0.01", "9999999.99", places=2)
ANY_TEXT = st.text(max_size=60)


def money(amount, currency=None):
    return {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("label", "text", "kind", "form"),
    [
        ("Date", "Mar 04, 2019", "date", "2019-03-04"),
        ("Date of birth", "4 Mei 1980", "date", "1980-05-04"),
        ("日期", "2019年3月4日", "date", "2019-03-04"),
        ("Total", "9.00", "money", money("9.00")),
        ("Total", "RM 1,250.50", "money", money("1250.50", "MYR")),
        ("Gesamtbetrag", "1.250,50 €", "money", money("1250.50", "EUR")),
        ("Total", "Rp18.100", "money", money("18100", "IDR")),
        ("Total", "$5.00", "money", money("5.00")),
        ("Discount", "-2.00", "money", money("-2.00")),
        ("Pages", "12", "number", "12"),
        ("Height", "1.82", "number", "1.82"),
        ("Distance", "12,345", "number", None),
        ("Phone", "+60 3-1234 5678", "phone", "+60312345678"),
        ("Tel", "+49 (0)30 1234567", "phone", "+49301234567"),
        ("Phone", "0049 30 1234567", "phone", "+49301234567"),
        ("Phone", "03-1234 5678", "phone", "0312345678"),
        ("E-mail", "Ann.Lee@Example.COM", "email", "Ann.Lee@example.com"),
        ("Address", "12, Jalan  Besar\n50000 KL", "address", "12, Jalan Besar 50000 KL"),
        ("Married", "☑", "check_box", True),
        ("Married", "☐", "check_box", False),
        ("Company", "BOOK TA .K SDN BHD", "text", None),
        ("Invoice number", "100234", "text", None),
        ("Account", "0012345", "text", None),
        ("Total", "two hundred", "text", None),
        ("Postcode", "50000", "text", None),
    ],
)
def test_values_have_a_type_and_one_form(label, text, kind, form):
    found = normal(label, text)
    assert (found.type, found.normalized) == (kind, form)


def test_a_number_that_may_mean_two_has_no_form_and_says_so():
    assert normal("Distance", "12.345").warnings == ("ambiguous_number",)


def test_the_sign_beside_the_amount_goes_before_the_currency_of_the_document():
    assert normal("Total", "9.00", printed="EUR 9.00", currency="MYR").normalized == money("9.00", "EUR")
    assert normal("Total", "9.00", currency="MYR").normalized == money("9.00", "MYR")


@given(DAYS)
def test_every_date_that_results_write_comes_back_as_itself(day):
    for text in (written(day), day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d/%m/%Y}"):
        assert normal("Date", text).normalized == day.isoformat()
    assert normal("Date", f"{day:%m/%d/%Y}", day_first=False).normalized == day.isoformat()


@given(SUMS, st.sampled_from(sorted(CURRENCIES)))
def test_every_sum_comes_back_whatever_the_decimal_style(amount, code):
    german = f"{amount:,}".translate(str.maketrans(",.", ".,"))
    for text in (f"{amount}", f"{code} {amount:,}", f"{german} {code}"):
        found = normal("Total", text, currency=code)
        assert found.type == "money"
        assert isinstance(found.normalized, dict)
        assert Decimal(found.normalized["amount"]) == amount
        assert found.normalized["currency"] == code


@given(st.from_regex(r"\+[1-9][0-9]{6,13}", fullmatch=True))
def test_an_international_phone_number_comes_back_however_it_is_parted(number):
    parted = f"{number[:3]} {number[3:5]}-{number[5:]}"
    assert normal("Phone", parted).normalized == number


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_gets_a_type_and_its_form_says_the_same_again(label, text):
    found = normal(label, text)
    if isinstance(found.normalized, str) and found.type not in ("phone", "number"):
        assert normal(label, found.normalized) == found

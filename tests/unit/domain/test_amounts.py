from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.amounts import find_amounts, parse_amount
from docusnap.domain.digits import narrowed, with_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.00", "9.00"),
        ("RM9.00", "9.00"),
        ("TOTAL9.00", "9.00"),
        ("18,100", "18100"),
        ("Rp18.100", "18100"),
        ("1,234.50", "1234.50"),
        ("1.234,50 €", "1234.50"),
        ("1 234,50", "1234.50"),
        ("CHF 1'234.50", "1234.50"),
        ("0.500", "0.500"),
        (".40", "0.40"),
        ("12.5", "12.5"),
        ("1234", "1234"),
    ],
)
def test_the_text_tells_the_decimals(text: str, expected: str) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert str(amount) == expected


@pytest.mark.parametrize("text", ["-0.02", "-RM 0.02", "0.02-", "(0.02)", "- RM0.02"])
def test_a_minus_or_brackets_make_it_negative(text: str) -> None:
    assert parse_amount(text) == Decimal("-0.02")


@pytest.mark.parametrize(
    ("text", "expected"), [("RMO.47", "0.47"), ("170.0C", "170.00"), ("6 .00", "6.00"), ("l2.5O", "12.50")]
)
def test_letters_that_stand_for_digits_are_read_as_digits(text: str, expected: str) -> None:
    assert parse_amount(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["KR600", "23/01/2018", "13:48", "7.30am", "9557546631393", "0811", "35.5CM", "1.2.3.4"]
)
def test_codes_dates_and_times_are_not_amounts(text: str) -> None:
    assert list(find_amounts(text)) == []


def test_a_quantity_before_a_price_is_not_its_thousands() -> None:
    assert [str(a.value) for a in find_amounts("1 148.40 148.40 SR")] == ["1", "148.40", "148.40"]


@given(st.decimals(min_value=0, max_value=999_999_999, places=2))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert parse_amount(f"{value}") == value
    assert parse_amount(f"Total: RM {value:,}") == value
    assert parse_amount(f"{value:,}".translate(str.maketrans(",.", ".,"))) == value


@given(st.text() | st.text(alphabet="0123456789,.' -()RMOCl:"))
def test_any_text_gives_only_spans_inside_it_in_order(text: str) -> None:
    found = list(find_amounts(text))
    ends = [0] + [f.end for f in found]
    assert all(previous <= f.start < f.end <= len(text) for previous, f in zip(ends, found, strict=False))


@given(st.text())
def test_putting_digits_right_moves_no_character(text: str) -> None:
    assert len(with_digits(text)) == len(narrowed(text)) == len(text)


@pytest.mark.parametrize("unit", ["1", "1,", "1'234", " 123", "-RM ", ".", "O", "1,234"])
def test_hostile_text_takes_no_longer_than_its_length_deserves(unit: str) -> None:
    start = perf_counter()
    list(find_amounts(unit * 20_000))
    assert perf_counter() - start < 2

"""The one table of currencies, and what other rooms read in it."""

from pathlib import Path

import pytest

import docusnap
from docusnap.domain.amounts import parse_amount
from docusnap.domain.currencies import CURRENCIES, SIGN, SYMBOLS, WORDS, is_beside, may_be, named_in


def codes(text: str) -> list[str]:
    return [currency.code for currency, _ in named_in(text)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("TOTAL RM9.00", ["MYR"]),
        ("AMOUNT (RM)", ["MYR"]),
        ("RMO.50", ["MYR"]),
        ("Rp 18.100", ["IDR"]),
        ("12,00 €", ["EUR"]),
        ("US$ 4 or S$ 5", ["USD", "SGD"]),
        ("100元", ["CNY"]),
        ("CHF 3", ["CHF"]),
        ("3 500 ₫", ["VND"]),
    ],
)
def test_a_currency_is_named_by_its_code_or_a_sign_that_is_its_own(text: str, named: list[str]) -> None:
    assert codes(text) == named


@pytest.mark.parametrize("text", ["$5", "¥500", "FARM 5", "kr 50", "EUROPE", "RON 95", ""])
def test_a_sign_that_others_share_names_none(text: str) -> None:
    assert codes(text) == []


def test_a_shared_sign_may_still_be_that_of_a_code() -> None:
    assert all(may_be(code, "$") for code in ("USD", "SGD", "AUD"))
    assert may_be("JPY", "¥")
    assert may_be("INR", "Rs.")
    assert may_be("eur", "EUR")
    assert not may_be("EUR", "$")
    assert not may_be("XXX", "$")


def test_letters_beside_a_number_are_those_of_a_sign_without_its_symbols() -> None:
    assert all(map(is_beside, ("rm", "US", "HK", "kr", "EUR", "元")))
    assert not any(map(is_beside, ("KG", "PCS", "R2")))


def test_prices_in_every_currency_are_amounts_though_the_sign_is_glued_to_them() -> None:
    for currency in CURRENCIES.values():
        for sign in (currency.code, *currency.signs):
            assert parse_amount(f"{sign}600") == 600, sign


def test_the_table_is_whole() -> None:
    assert CURRENCIES["JPY"].decimals == 0
    assert CURRENCIES["USD"].dates == "month"
    assert {c.dates for c in CURRENCIES.values()} == {"day", "month", "any"}
    assert "RM" in WORDS
    assert "€" in SYMBOLS
    assert SIGN.index("US") < SIGN.index("|\\$")


def test_no_other_module_lists_currencies() -> None:
    package = Path(docusnap.__file__).parent
    listing = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(sign in path.read_text("utf-8") for sign in ("€", "MYR", "USD|", "₹"))
    }
    assert listing == {"domain/currencies.py"}

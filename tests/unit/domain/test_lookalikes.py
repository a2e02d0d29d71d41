"""The one table of characters that OCR engines take for each other."""

import re

import pytest

from docusnap.domain.dates import parse_date
from docusnap.domain.digits import with_digits
from docusnap.domain.lookalikes import LETTERS_LIKE_DIGITS, TO_DIGITS, TO_LETTERS, misread


def test_letters_and_digits_translate_to_each_other() -> None:
    assert "ODQILSBZG odqilsbzg".translate(TO_DIGITS) == "000115826 000115826"
    assert "01582|".translate(TO_LETTERS) == "OISBZI"
    assert set("OIZSGB") == LETTERS_LIKE_DIGITS


@pytest.mark.parametrize("read", ["SDN", "5DN", "S0N", "SIN", "SDH", "sdn"])
def test_a_word_is_found_as_engines_read_it(read: str) -> None:
    assert re.fullmatch(misread("SDN"), read, re.IGNORECASE)


@pytest.mark.parametrize("read", ["SEN", "SUN", "SD", "SDNN"])
def test_other_words_are_not(read: str) -> None:
    assert not re.fullmatch(misread("SDN"), read, re.IGNORECASE)


def test_numbers_and_months_are_read_through_it() -> None:
    assert with_digits("RMO.5O 2O18 1l/0I") == "RM0.50 2018 11/01"
    assert str(parse_date("5 Ju1 2018")) == "2018-07-05"
    assert str(parse_date("12 0ct 2018")) == "2018-10-12"

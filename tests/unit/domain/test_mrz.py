"""Our check digit of identity papers against the `mrz` library's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mrz.base.functions import hash_string

from docusnap.domain.mrz import zone_digit


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", max_size=44))
def test_the_digit_is_the_librarys(field: str) -> None:
    assert zone_digit(field) == int(hash_string(field))


@pytest.mark.parametrize("char", ["a", "é", " ", "-", "٣"])
def test_what_cannot_stand_in_a_zone_is_refused(char: str) -> None:
    with pytest.raises(ValueError, match="machine-readable zone"):
        zone_digit(char)

import pytest

from docusnap.extraction.receipts.spelling import mended


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("MELUR BOBKS & STATIONERY", "MELUR BOOKS & STATIONERY"),
        ("Kenanga Bealth And Beauty", "Kenanga Health And Beauty"),
        ("77 SPEED NART S/B", "77 SPEED MART S/B"),
    ],
)
def test_a_common_word_with_one_misread_letter_is_put_right(read: str, meant: str) -> None:
    assert mended(read) == meant


@pytest.mark.parametrize(
    "name", ["KIM HOCK", "WORDS & CO", "Hart & Sons", "MART CARRY", "Beuty", "FOOT LOCKER", "99 Bakeri"]
)
def test_names_and_words_that_may_be_right_stay_as_they_were_read(name: str) -> None:
    assert mended(name) == name

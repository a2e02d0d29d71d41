"""What is told of settings that are wrong."""

from docusnap.settings import misspelt, variables


def test_a_variable_that_is_no_setting_is_told_with_the_one_that_was_probably_meant() -> None:
    (told,) = misspelt(["DOCUSNAP_OCR_LANGUAGE", "DOCUSNAP_PORT", "HOME"])
    assert told == "DOCUSNAP_OCR_LANGUAGE is no setting; is DOCUSNAP_OCR_LANGUAGES meant?"


def test_settings_are_not_told() -> None:
    assert misspelt(v.name for v in variables()) == []

import pytest
from mrz.generator.mrva import MRVACodeGenerator
from mrz.generator.td1 import TD1CodeGenerator
from mrz.generator.td2 import TD2CodeGenerator
from mrz.generator.td3 import TD3CodeGenerator

from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.identity import read_identity

SPECIMEN = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def page_of(*rows: str) -> Page:
    words = [Word(row, (10, 40 * i, 10 + 10 * len(row), 40 * i + 20), 0.9) for i, row in enumerate(rows)]
    return Page(1, 1000, 700, tuple(Segment(w.text, (w,)) for w in words))


def texts(*rows: str) -> dict[str, str]:
    reading = read_identity([page_of(*rows)])
    return {key: value.text for key, value in reading.kv.items()} if reading else {}


EXPECTED = {
    "Surname": "ERIKSSON",
    "Given names": "ANNA MARIA",
    "Document number": "L898902C3",
    "Nationality": "UTO",
    "Date of birth": "Aug 12, 1974",
    "Sex": "F",
    "Date of expiry": "Apr 15, 2012",
    "Issuing country": "UTO",
}


def test_a_passport_is_read_whole():
    reading = read_identity([page_of("PASSPORT  UTOPIA", *SPECIMEN)])
    assert {key: value.text for key, value in reading.kv.items()} == EXPECTED
    assert (reading.paper, reading.holder) == ("Passport", "ANNA MARIA ERIKSSON")
    assert reading.kv["Date of birth"].printed == "740812"
    assert reading.kv["Date of birth"].lines == ("p1.03",)


@pytest.mark.parametrize(
    ("code", "paper"),
    [
        (
            TD1CodeGenerator("I", "UTO", "L898902C3", "740812", "F", "120415", "UTO", "ERIKSSON", "ANNA MARIA"),
            "Identity card",
        ),
        (
            TD2CodeGenerator("I", "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "UTO", "740812", "F", "120415"),
            "Identity card",
        ),
        (
            TD3CodeGenerator("P", "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "UTO", "740812", "F", "120415"),
            "Passport",
        ),
        (MRVACodeGenerator("V", "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "UTO", "740812", "F", "120415"), "Visa"),
    ],
)
def test_every_size_of_paper_is_read(code, paper):
    reading = read_identity([page_of(*str(code).splitlines())])
    assert {key: value.text for key, value in reading.kv.items()} == EXPECTED
    assert reading.paper == paper


def test_letters_and_digits_that_look_alike_are_told_apart_by_place_and_check_digit():
    assert texts(SPECIMEN[0].replace("UTO", "UT0"), "L8989O2C36UT074O8I22F12O4I59ZE184226B<<<<<10") == EXPECTED


def test_miscounted_fillers_do_no_harm():
    assert texts(SPECIMEN[0] + "<<<", SPECIMEN[1].replace("<<<<<", "<<<")) == EXPECTED
    assert texts(SPECIMEN[0][:-4], SPECIMEN[1]) == EXPECTED
    assert texts(SPECIMEN[0][:-6] + "KK<KC<", SPECIMEN[1]) == EXPECTED


def test_a_value_whose_check_digit_fails_is_left_out():
    kv = texts(SPECIMEN[0], SPECIMEN[1].replace("L898902C3", "L898907C3"))
    assert "Document number" not in kv
    assert kv["Date of birth"] == "Aug 12, 1974"


def test_nothing_is_claimed_when_most_check_digits_fail():
    assert texts(SPECIMEN[0], SPECIMEN[1].replace("L898902C3", "L898907C3").replace("740812", "740813")) == {}


def test_a_date_printed_in_full_tells_the_century_of_a_birth():
    code = TD3CodeGenerator("P", "UTO", "OLD", "VERY", "X1234567", "UTO", "180812", "M", "290415")
    rows = str(code).splitlines()
    assert texts(*rows)["Date of birth"] == "Aug 12, 2018"
    assert texts("Born 12 AUG 1918", *rows)["Date of birth"] == "Aug 12, 1918"


@pytest.mark.parametrize(
    "rows", [("Dear Sir,", "P<UTO"), ("PARKING<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "1" * 44), ()]
)
def test_other_pages_are_no_identity_papers(rows):
    assert read_identity([page_of(*rows)]) is None

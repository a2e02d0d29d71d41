import pytest
from mrz.generator.td3 import TD3CodeGenerator

from docusnap.domain.answer import Answer, Value
from docusnap.evidence.check import check
from docusnap.evidence.confidence import confirmed
from docusnap.evidence.plausibility import validate


def outcome(kv, key, lines=()):
    verdict = validate(kv, lines)
    return list(verdict.checks[key]), [c.code for c in verdict.cautions if c.key == key]


@pytest.mark.parametrize(
    "kv",
    [
        {"Subtotal": "26.40", "GST 6%": "1.58", "Rounding": "0.02", "Total": "28.00"},
        {"Sub-total": "100.00", "Service charge": "10.00", "Tax": "6.60", "Total": "116.60"},
        {"Subtotal": "30.00", "Discount": "3.00", "Tax": "1.62", "Grand Total": "28.62"},
        {"Cash": "50.00", "Change": "22.00", "Total": "RM 28.00"},
        {"Cash": "20,000", "Change": "1,900", "Total": "18,100"},
    ],
)
def test_a_total_that_the_other_sums_make_is_confirmed(kv):
    assert outcome(kv, list(kv)[-1]) == (["sum"], [])


@pytest.mark.parametrize(
    "kv",
    [
        {"Cash": "50.00", "Change": "22.00", "Total": "29.00"},
        {"Subtotal": "26.40", "Tax": "1.58", "Total": "82.00"},
    ],
)
def test_a_total_that_the_other_sums_do_not_make_is_flagged(kv):
    assert outcome(kv, "Total") == ([], ["sum_mismatch"])


def test_without_other_sums_nothing_is_said_about_a_total():
    assert outcome({"Total": "28.00", "Tax": "1.58"}, "Total") == ([], [])


def test_a_total_that_holds_the_tax_already_is_no_mismatch():
    assert outcome({"Subtotal": "129.30", "Tax": "7.30", "Total": "129.30"}, "Total") == ([], [])


def test_a_sum_under_a_key_that_speaks_of_dates_is_no_wrong_date():
    assert outcome({"Committed to Date": "1,652,955.53"}, "Committed to Date") == ([], [])


def test_sums_printed_on_the_page_confirm_a_total(page_of):
    page = page_of("Total  28.00", "Cash  50.00", "Change  22.00")
    assert outcome({"Total": "28.00"}, "Total", page.lines) == (["sum"], [])


@pytest.mark.parametrize("value", ["31/02/2018", "Jan 12, 1850", "45.13.2018"])
def test_a_date_that_cannot_be_is_flagged(value):
    assert outcome({"Date": value}, "Date") == ([], ["implausible_date"])


def test_a_date_of_our_time_is_plausible():
    assert outcome({"Date": "Jan 12, 2019"}, "Date") == (["date"], [])


def test_a_person_is_born_before_the_passport_is_issued():
    kv = {"Date of birth": "Aug 06, 2009", "Date of issue": "Jan 12, 2001", "Date of expiry": "Jan 12, 2011"}
    assert outcome(kv, "Date of birth")[1] == ["implausible_date"]
    assert outcome(kv, "Date of expiry") == (["date"], [])


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("IBAN", "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 01"),
        ("Credit card number", "4111 1111 1111 1111", "4111 1111 1111 1112"),
        ("Barcode", "4006381333931", "4006381333930"),
    ],
)
def test_check_digits_are_checked(key, right, wrong):
    assert outcome({key: right}, key) == (["check_digit"], [])
    assert outcome({key: wrong}, key) == ([], ["check_digit_mismatch"])


def test_the_machine_readable_zone_confirms_what_it_holds(page_of):
    code = TD3CodeGenerator("P", "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "UTO", "740812", "F", "120415")
    page = page_of("Passport no. L898902C3", *str(code).splitlines())
    kv = {"Document number": "L898902C3", "Date of birth": "Aug 12, 1974", "Date of expiry": "Apr 16, 2012"}
    verdict = validate(kv, page.lines)
    assert verdict.checks["Document number"] == ["check_digit"]
    assert "check_digit" in verdict.checks["Date of birth"]
    assert "check_digit" not in verdict.checks["Date of expiry"]


def test_a_check_that_holds_makes_us_surer(page_of):
    page = page_of("Total  28.00", "Cash  50.00", "Change  22.00", confidence=0.8)
    evidence = check(Answer("", (), "", {"Total": Value("28.00", ("p1.01",))}), [page]).evidence["Total"]
    assert evidence.checks == ("sum",)
    assert evidence.confidence == pytest.approx(0.9)


def test_a_plausible_date_is_not_read_more_surely():
    assert confirmed(0.5, ["date"]) == 0.5

import pytest

from docusnap.domain.answer import Answer, Value
from docusnap.evidence.check import check

MARCH = Value("Mar 04, 2019", ("p1.01",), "04/03/2019")
APRIL = Value("Apr 03, 2019", ("p1.01",), "04/03/2019")


def codes(value, page, *, day_first=True):
    checked = check(Answer("", (), "", {"When": value}), [page], day_first=day_first)
    return [caution.code for caution in checked.cautions]


@pytest.mark.parametrize(("printed", "day_first"), [("04/03/2019", True), ("03/04/2019", False), ("04.03.19", True)])
def test_a_date_that_could_be_another_day_is_flagged(page_of, printed, day_first):
    value = Value("Mar 04, 2019", ("p1.01",), printed)
    assert codes(value, page_of(f"When {printed}"), day_first=day_first) == ["ambiguous_date"]


@pytest.mark.parametrize("printed", ["14/03/2019", "04/04/2019", "4 March 2019", "2019-03-04"])
def test_a_date_that_can_be_one_day_only_is_not(page_of, printed):
    text = {"14/03/2019": "Mar 14, 2019", "04/04/2019": "Apr 04, 2019"}.get(printed, "Mar 04, 2019")
    assert codes(Value(text, ("p1.01",), printed), page_of(f"When {printed}")) == []


def test_a_date_given_as_it_is_printed_says_no_more_than_the_page(page_of):
    assert codes(Value("04/03/2019", ("p1.01",)), page_of("When 04/03/2019")) == []


@pytest.mark.parametrize(
    "beside", ["until 25/03/2019", "Monday 4 March 2019", "TOTAL RM 5.00", "€ 7", "Rp 12.000", "Tel. +49 30 1234567"]
)
def test_what_tells_that_the_day_comes_first_settles_it(page_of, beside):
    assert codes(MARCH, page_of("When 04/03/2019", beside)) == []


@pytest.mark.parametrize(
    "beside", ["until 03/25/2019", "USD 5.00", "Springfield, IL 62701", "ZIP code", "until 25.03.2019"]
)
def test_what_tells_the_contrary_or_of_other_dates_does_not(page_of, beside):
    assert codes(MARCH, page_of("When 04/03/2019", beside)) == ["ambiguous_date"]


def test_what_tells_that_the_month_comes_first_settles_it_where_it_is_read_so(page_of):
    page = page_of("When 04/03/2019", "Springfield, IL 62701")
    assert codes(APRIL, page, day_first=False) == []


def test_signs_of_both_kinds_tell_nothing(page_of):
    assert codes(MARCH, page_of("When 04/03/2019", "€ 7", "USD 8")) == ["ambiguous_date"]
    assert codes(MARCH, page_of("When 04/03/2019", "25/03/2019", "03/25/2019")) == ["ambiguous_date"]

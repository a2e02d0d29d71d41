from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.dates import find_dates, parse_date, written

DATES = st.dates(date(1800, 1, 1), date(2099, 12, 31))
RECENT = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "21/03/2018",
        "21-03-18",
        "21.3.2018",
        "2018-03-21T10:15:00",
        "2018/3/21",
        "21 03 2018",
        "2018年03月21日",
        "２１/０３/２０１８",
        "21 MAR 2018",
        "21-Mar-18 18:32",
        "21MAR2018",
        "Mar 21, 2018",
        "March 21st, 2018",
        "2018-Mar-21",
        "21. März 2018",
        "21 mars 2018",
        "21 de março de 2018",
        "21 de marzo del 2018",
        "21 marzo 2018",
        "21 maart 2018",
        "21 Mac 2018",
        "21 Maret 2018",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert parse_date(text) == date(2018, 3, 21)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date:25/12/201820:13", date(2018, 12, 25)),
        ("25/12/1820:13", date(2018, 12, 25)),
        ("Date:2016-07-3113:48:37", date(2016, 7, 31)),
        ("14.07.22-09:44", date(2022, 7, 14)),
    ],
)
def test_a_time_glued_to_a_date_is_not_part_of_it(text: str, expected: date) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", ["O1/l2/2O18", "01 /12/ 2018", "0I-12-2018", "1 DEC 2O18", "01|12|18 01/12/18"])
def test_letters_that_stand_for_digits_and_stray_spaces_do_no_harm(text: str) -> None:
    assert parse_date(text) == date(2018, 12, 1)


@pytest.mark.parametrize(
    "text", ["192.168.10.11", "01-23-45-67-89", "03-7731 8169", "31/02/2018", "LOT 1-2-3", "1182/58/90", "marching 21"]
)
def test_numbers_that_are_not_dates_are_left_alone(text: str) -> None:
    assert parse_date(text) is None


def test_the_order_of_day_and_month_is_a_setting_unless_the_numbers_tell() -> None:
    assert parse_date("02/03/2018") == date(2018, 3, 2)
    assert parse_date("02/03/2018", day_first=False) == date(2018, 2, 3)
    assert parse_date("12/31/2018") == parse_date("31/12/2018", day_first=False) == date(2018, 12, 31)


def test_all_dates_of_a_text_are_found_with_their_places() -> None:
    text = "from 1 Jan 2018 to 31/12/2018, printed 2019-02-03"
    assert [text[f.start : f.end] for f in find_dates(text)] == ["1 Jan 2018", "31/12/2018", "2019-02-03"]


@given(DATES)
def test_what_is_written_is_read_back(value: date) -> None:
    assert parse_date(written(value)) == value
    assert parse_date(value.isoformat()) == value


@given(RECENT, st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y %H:%M", "%d %b %Y", "%B %d, %Y", "%Y/%m/%d"]))
def test_common_formats_are_read_back(value: date, form: str) -> None:
    assert parse_date(value.strftime(form)) == value


@given(st.text() | st.text(alphabet="0123456789/-. :OolMARmarde年月日,"))
def test_any_text_gives_only_spans_inside_it_in_order(text: str) -> None:
    found = list(find_dates(text))
    ends = [0] + [f.end for f in found]
    assert all(previous <= f.start < f.end <= len(text) for previous, f in zip(ends, found, strict=False))
    assert all(parse_date(text[f.start : f.end]) is not None for f in found if f.value.year > 1999)


@pytest.mark.parametrize("unit", ["1/", "12-", "1 ", "21 mar", "2018年", " ", "1.1.", "O", "01/02/", "l"])
def test_hostile_text_takes_no_longer_than_its_length_deserves(unit: str) -> None:
    start = process_time()
    list(find_dates(unit * 20_000))
    assert process_time() - start < 2


def test_a_number_with_a_dash_before_a_date_is_not_its_day():
    assert [d.value.isoformat() for d in find_dates("ORD 64 REG 2- 25/12/2016 13:51:47")] == ["2016-12-25"]
    assert [d.value.isoformat() for d in find_dates("REG 19-18/03/2018 23:02")] == ["2018-03-18"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kraków, 12 października 2022", "2022-10-12"),
        ("5 maj 2021", "2021-05-05"),
        ("3. října 2023", "2023-10-03"),
        ("2. marts 2024", "2024-03-02"),
        ("12 Ağustos 2024", "2024-08-12"),
        ("24 kesäkuuta 2020", "2020-06-24"),
        ("99 SPEED MART 25/12/2016", "2016-12-25"),
    ],
)
def test_months_are_known_in_more_languages(text: str, day: str) -> None:
    assert [found.value.isoformat() for found in find_dates(text)] == [day]

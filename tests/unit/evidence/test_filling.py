import pytest

from docusnap.domain.answer import FillAnswer, Filled, LibraryEntry
from docusnap.domain.field_labels import unnamed
from docusnap.evidence.filling import check_filling


def cautions(field, value, source, *, day_first=True):
    entry = LibraryEntry("doc", "1", kv=source if isinstance(source, dict) else {"Key": source})
    answer = FillAnswer({field: Filled(value, entry)}, ())
    assert all(c.key == field for c in check_filling(answer, day_first=day_first))
    return [c.code for c in check_filling(answer, day_first=day_first)]


def test_a_value_that_its_source_does_not_hold_is_flagged():
    assert cautions("City", "Oslo", "Bergen") == ["not_in_source"]
    assert cautions("Full name", "Anna Berg", {"First name": "ANNA", "Last name": "Berg"}) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Date of purchase", "hello"),
        ("dateOfBirth", "Graz"),
        ("Date of birth (DD/MM/YYYY)", "F"),
        ("Geburtsdatum", "Graz"),
        ("E-mail", "not an email"),
        ("Email address", "12 Long Road"),
        ("Phone", "Anna Berg"),
        ("Mobile no.", "12"),
        ("Total amount", "Bergen"),
        (unnamed(1, 12), "Bergen"),
        (unnamed(1, 12) + " (2)", "Bergen"),
    ],
)
def test_a_value_that_does_not_look_like_what_the_field_asks_is_flagged(field, value):
    assert cautions(field, value, value) == ["unlikely_value"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Date of purchase", "2018-12-25"),
        ("Date of purchase", "Dec 25, 2018"),
        ("Date and place of birth", "Graz"),
        ("Dates of employment", "2019 to 2021"),
        ("Card expiry date", "03/26"),
        ("E-mail", "anna@example.org"),
        ("Telephone", "+43 1 234567 ext. 5"),
        ("Phone or e-mail", "anna@example.org"),
        ("Phone type", "mobile"),
        ("Total", "RM 1,200.00"),
        ("Amount in words", "twelve"),
        ("May we contact you by phone?", "yes"),
        ("Update", "none"),
    ],
)
def test_a_value_that_looks_like_what_the_field_asks_is_not_flagged(field, value):
    assert cautions(field, value, value) == []


@pytest.mark.parametrize("day_first", [True, False])
def test_a_date_read_from_digits_that_could_be_another_day_is_flagged(day_first):
    value = "1980-04-03" if day_first else "1980-03-04"
    assert cautions("Date of birth", value, "03/04/1980", day_first=day_first) == ["ambiguous_date"]


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("1980-04-23", "23/04/1980"),
        ("1980-04-04", "04/04/1980"),
        ("1980-04-03", "Apr 03, 1980"),
        ("1980-04-03", {"Born": "03/04/1980", "Also": "3 April 1980"}),
        ("03/04/1980", "03/04/1980"),
    ],
)
def test_a_date_that_is_certain_or_only_copied_is_not_flagged(value, source):
    assert cautions("Date of birth", value, source) == []


def test_what_is_doubtful_about_a_source_is_doubtful_in_the_form():
    entry = LibraryEntry(
        "doc", "1", kv={"Name": "Anna Berg"}, doubts={"Name": ("low_confidence",), "Date": ("unsure",)}
    )
    for filled in (Filled("Anna Berg", entry, ("Name",)), Filled("Anna Berg", entry)):
        assert [c.code for c in check_filling(FillAnswer({"Full name": filled}, ()))] == ["low_confidence"]


def test_a_part_of_a_value_is_in_its_source_when_its_keys_are():
    entry = LibraryEntry("doc", "1", kv={"First name": "Anna", "Middle name": "Maria"})
    filled = Filled("Anna M", entry, ("First name", "Middle name"))
    assert check_filling(FillAnswer({"First name and initial": filled}, ())) == ()
    assert [c.code for c in check_filling(FillAnswer({"City": Filled("Oslo", entry, ("City",))}, ()))] == [
        "not_in_source"
    ]

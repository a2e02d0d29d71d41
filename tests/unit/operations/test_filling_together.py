"""A model and the offline reader fill one form: whose value stands, and what is said of it."""

from docusnap.domain.answer import Blank, FillAnswer, Filled, LibraryEntry
from docusnap.extraction.filling.fill import fill_fields
from docusnap.operations.filling_together import filled_together

ENTRY = LibraryEntry("doc", "1", "Profile", kv={"First name": "Anna", "City": "Graz", "Motto": "Carpe diem"})
FIELDS = [Blank("First name"), Blank("City"), Blank("Your favourite words"), Blank("Signature")]


def together(**said: str) -> tuple[dict[str, str], tuple[str, ...], list[tuple[str, str]]]:
    offline = fill_fields(FIELDS, [ENTRY], {})
    model = FillAnswer({label.replace("_", " "): Filled(value, ENTRY) for label, value in said.items()}, ())
    answer, disputed = filled_together(model, offline, day_first=True)
    values = {label: filled.value for label, filled in answer.filled.items()}
    return values, answer.missing, [(c.key, c.code) for c in disputed]


def test_what_one_of_them_leaves_empty_is_filled_by_the_other() -> None:
    values, missing, disputed = together(Your_favourite_words="Carpe diem")
    assert values == {"First name": "Anna", "City": "Graz", "Your favourite words": "Carpe diem"}
    assert (missing, disputed) == (("Signature",), [])


def test_a_value_that_its_source_does_not_hold_does_not_replace_one_that_it_does() -> None:
    values, _, disputed = together(City="Vienna")
    assert (values["City"], disputed) == ("Graz", [])


def test_where_both_stand_in_the_library_the_models_stands_and_is_disputed() -> None:
    values, _, disputed = together(City="Carpe diem")
    assert (values["City"], disputed) == ("Carpe diem", [("City", "disputed")])


def test_every_field_is_told_with_its_value_or_its_reason() -> None:
    answer, _ = filled_together(FillAnswer({}, ()), fill_fields(FIELDS, [ENTRY], {}), day_first=True)
    told = [(f.blank.label, f.as_json()["value"], (f.as_json()["reason"] or {}).get("code")) for f in answer.fields]
    assert told == [
        ("First name", "Anna", None),
        ("City", "Graz", None),
        ("Your favourite words", None, "not_in_library"),
        ("Signature", None, "signature"),
    ]

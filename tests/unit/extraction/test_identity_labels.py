"""Identity papers without a machine-readable zone: values beside or below their labels."""

import pytest

from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.identity_labels import read_labelled, read_numbered


def page_of(*rows: str) -> Page:
    """Rows thirty pixels apart; "|" between what stands apart."""
    segments = [
        Segment(text, (Word(text, (300.0 * c, 30.0 * r, 300.0 * c + 10 * len(text), 30.0 * r + 20), 0.9),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
        if text
    ]
    return Page(1, 1000, 600, tuple(segments))


@pytest.mark.parametrize(
    "rows",
    [
        (
            "IDENTITY CARD",
            "Surname",
            "LINDHOLM",
            "Given names",
            "MARA",
            "Date of birth",
            "12.03.1980",
            "Card number",
            "AB1234567",
        ),
        ("IDENTITY CARD", "Surname: LINDHOLM", "Given names: MARA", "Date of birth: 12.03.1980", "Card No: AB1234567"),
        ("AUSWEIS", "Name / Nachname|LINDHOLM", "Vornamen|MARA", "Geburtsdatum|12.03.1980", "Ausweisnummer|AB1234567"),
        ("CARTE", "Nom|Surname|", "Surname|Given names", "LINDHOLM|MARA", "Born|Identity No", "12.03.1980|AB1234567"),
    ],
    ids=["below", "behind the colon", "beside", "columns"],
)
def test_names_numbers_and_dates_are_read(rows: tuple[str, ...]) -> None:
    found = {key: value.text for key, value in read_labelled([page_of(*rows)], day_first=True).items()}
    assert "LINDHOLM" in (found.get("Surname"), found.get("Name"))
    assert found["Given names"] == "MARA"
    assert found["Date of birth"] == "Mar 12, 1980"
    assert found["Document number"] == "AB1234567"


def test_labels_are_no_values() -> None:
    assert read_labelled([page_of("Surname", "Given names", "Date of birth")], day_first=True) == {}


def test_the_numbered_fields_of_a_european_driving_licence_are_read() -> None:
    rows = (
        "DRIVING LICENCE",
        "1. MORGAN",
        "2. SARAH MEREDYTH",
        "3. 11.03.1976 UNITED KINGDOM",
        "4a. 19.01.2013|4c. DVLA",
        "4b. 18.01.2023",
        "5. MORGA753116SM9IJ",
        "8. 122 BURNS CRESCENT, EDINBURGH EH1 9GP",
    )
    found = read_numbered([page_of(*rows)], day_first=True)
    assert {key: value.text for key, value in found.items()} == {
        "Surname": "MORGAN",
        "Given names": "SARAH MEREDYTH",
        "Date of birth": "Mar 11, 1976",
        "Date of issue": "Jan 19, 2013",
        "Date of expiry": "Jan 18, 2023",
        "Authority": "DVLA",
        "Document number": "MORGA753116SM9IJ",
        "Address": "122 BURNS CRESCENT, EDINBURGH EH1 9GP",
    }
    assert read_numbered([page_of("1. Milk", "2. Eggs", "3. Bread")], day_first=True) == {}

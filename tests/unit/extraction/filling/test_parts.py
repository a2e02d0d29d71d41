"""Parts and wholes of names and addresses: what follows from what is known, and nothing that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.extraction.filling.parts import parts_and_wholes

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9).map(str.capitalize)
NUMBER = st.integers(1, 9999).map(str)
CODE = st.integers(10000, 99999).map(str)
STATE = st.sampled_from(("WI", "TX", "NY", "CA"))
STREET = st.builds("{} {} Road".format, NUMBER, WORD)


def following(**own: str) -> dict[str, str]:
    return dict(parts_and_wholes(own))


@given(first=WORD, middle=WORD, last=WORD)
def test_a_name_is_put_together_from_its_parts(first: str, middle: str, last: str) -> None:
    made = following(first_name=first, middle_name=middle, last_name=last)
    assert made["full_name"] == f"{first} {middle} {last}"
    assert made["reversed_name"] == f"{last}, {first} {middle}"
    assert made["first_name_and_initial"] == f"{first} {middle[0]}"
    assert made["middle_initial"] == middle[0]
    assert made["initials"] == first[0] + middle[0] + last[0]


@given(first=WORD, last=WORD)
def test_a_name_written_last_name_first_is_taken_apart(first: str, last: str) -> None:
    made = following(full_name=f"{last}, {first}")
    assert (made["first_name"], made["last_name"]) == (first, last)


@pytest.mark.parametrize(
    "name", ["Tan Wei Ming", "Ahmad bin Yusof", "Ludwig van Beethoven", "Anna Maria Eriksson", "Cher"]
)
def test_a_name_whose_order_is_open_is_left_whole(name: str) -> None:
    assert not {"first_name", "last_name"} & following(full_name=name).keys()


@given(street=STREET, city=WORD, state=STATE, code=CODE)
def test_an_address_is_put_together_and_taken_apart_again(street: str, city: str, state: str, code: str) -> None:
    parts = {"street": street, "city": city, "state": state, "postal_code": code}
    whole = following(**parts)["address"]
    assert whole == f"{street}, {city}, {state} {code}"
    again = following(address=whole)
    assert {name: again[name] for name in parts} == parts


@given(street=STREET, flat=st.integers(1, 99), city=WORD, state=STATE, code=CODE)
def test_a_flat_is_told_apart_from_its_street(street: str, flat: int, city: str, state: str, code: str) -> None:
    made = following(address=f"{street} Apt {flat}, {city}, {state} {code}")
    assert (made["apartment"], made["street"], made["street_line"]) == (str(flat), street, f"{street} Apt {flat}")


@given(text=st.text(max_size=60))
def test_no_address_at_all_ever_raises_or_makes_up_digits(text: str) -> None:
    for concept, value in parts_and_wholes({"address": text, "full_name": text, "phone": text}):
        assert set(filter(str.isdigit, value)) <= set(filter(str.isdigit, text)), concept


@pytest.mark.parametrize(
    ("phone", "area"), [("(608) 555-0142", "608"), ("608 555 0142", "608"), ("+1 608 555 0142", "608")]
)
def test_an_area_code_is_that_of_the_phone_number(phone: str, area: str) -> None:
    assert following(phone=phone)["area_code"] == area


def test_a_phone_number_of_elsewhere_has_no_area_code_that_we_know() -> None:
    assert "area_code" not in following(phone="+43 1 234567")

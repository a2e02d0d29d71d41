"""What a sealed request asks for, in all the ways in which clients write it."""

import base64
from decimal import Decimal
from typing import Any

import pytest

from docusnap.domain.errors import BadRequest, MissingInput, NotOpened, UnreadableFile
from docusnap.sealing.request import read_request

PICTURE = base64.b64encode(b"picture").decode()
EMPTY = {"title": "", "tags": [], "description": "", "kv": {}}


@pytest.mark.parametrize("name", ["to_process", "images"])
@pytest.mark.parametrize("picture", [PICTURE, f"data:image/jpeg;base64,{PICTURE}", f"{PICTURE[:4]}\n{PICTURE[4:]}"])
def test_pictures_come_in_order(name: str, picture: str) -> None:
    asked = read_request({name: [picture, base64.b64encode(b"2").decode()]}, takes_form=False, size=1000)
    assert asked.pictures == (b"picture", b"2")
    assert asked.parameters == {"library": []}


@pytest.mark.parametrize("docs", ["docs", "doc"])
@pytest.mark.parametrize("forms", ["forms", "form"])
@pytest.mark.parametrize("name", ["id", "resource_id"])
def test_the_library_is_one_list_that_says_what_each_is(docs: str, forms: str, name: str) -> None:
    given = {
        docs: [{name: "a", "kv": {"Name": {"First": "Ann"}, "Cars": ["x", 2]}}],
        forms: [{name: 7, "fields": ["x"]}],
    }
    assert read_request({"to_process": [PICTURE], "file_lib": given}, takes_form=False, size=1000).parameters[
        "library"
    ] == [
        EMPTY | {"type": "doc", "id": "a", "kv": {"Name.First": "Ann", "Cars.1": "x", "Cars.2": "2"}},
        EMPTY | {"type": "form", "id": "7"},
    ]


@pytest.mark.parametrize("library", [None, {}, {"docs": [], "forms": []}, {"docs": None, "more": 1}])
def test_the_library_may_be_missing(library: Any) -> None:
    assert read_request({"to_process": [PICTURE], "file_lib": library}, takes_form=False, size=1000).parameters == {
        "library": []
    }


@pytest.mark.parametrize("fields", [["Name", "Age"], {"Name": None, "Age": 1}])
def test_a_form_to_fill_is_an_object(fields: Any) -> None:
    form = {"title": "Card", "fields": fields, "kv": {"Year": Decimal("2024")}, "field_boxes": [], "tags": None}
    for to_process in (form, [form]):
        asked = read_request({"to_process": to_process}, takes_form=True, size=1000)
        expected = EMPTY | {"title": "Card", "fields": ["Name", "Age"], "kv": {"Year": "2024"}}
        assert (asked.pictures, asked.parameters["form"]) == ((), expected)


def test_what_is_known_about_the_user_is_an_entry_of_the_library() -> None:
    given = {"to_process": [PICTURE], "user_data": {"Name": {"Last": "Tan"}}}
    (entry,) = read_request(given, takes_form=True, size=1000).parameters["library"]
    assert (entry["type"], entry["id"], entry["kv"]) == ("doc", "user_data", {"Name.Last": "Tan"})


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({}, NotOpened),
        ({"to_process": None}, NotOpened),
        ({"to_process": "text"}, NotOpened),
        ({"to_process": [None]}, NotOpened),
        ({"to_process": {"title": "no fields"}}, NotOpened),
        ({"to_process": [PICTURE], "file_lib": "x"}, NotOpened),
        ({"to_process": [PICTURE], "user_data": []}, NotOpened),
        ({"to_process": []}, MissingInput),
        ({"to_process": {"fields": ["Name"]}}, MissingInput),
        ({"to_process": ["%%%"]}, UnreadableFile),
        ({"to_process": [""]}, UnreadableFile),
        ({"to_process": ["https://example.org/page.png"]}, UnreadableFile),
    ],
)
def test_what_is_of_another_shape_is_told_as_what_cannot_be_opened(value: Any, error: type[BadRequest]) -> None:
    with pytest.raises(BadRequest) as raised:
        read_request(value, takes_form=False, size=1000)
    assert type(raised.value) is error
    assert raised.value.__cause__ is None

"""The library as clients in the field send it: what can be read is used, and nothing refuses a request."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.key_values import KeyValueLimit
from docusnap.sealing.library import read_library
from docusnap.sealing.request import read_request

APP_DOC = {
    "id": "p1",
    "name": "Passport",
    "tags": '["Passport", "Travel"]',
    "extractedInfo": {"Last name": "Tan", "Expires": ""},
    "description": "A passport",
    "uploadDate": "2024-04-03",
}
APP_FORM = {
    "id": "f1",
    "name": "Library card",
    "tags": "",
    "extractedInfo": {"Issuer": "City library"},
    "formFields": json.dumps(
        [
            {"name": "First name", "value": "Woon", "isRetrieved": True, "srcFileId": "p1"},
            {"name": "Shoe size", "value": None, "isRetrieved": False, "srcFileId": None},
        ]
    ),
}
PUBLISHED_DOC = {"resource_id": 7, "title": "Receipt", "tags": ["Receipt"], "kv": {"Shop": {"Name": "Leaf"}}}


def read(kind: str, *entries: Any, **more: Any) -> list[dict[str, Any]]:
    return read_library({kind: list(entries)}, KeyValueLimit(1000), **more)


def test_an_entry_of_the_phone_app_says_what_one_by_the_published_interface_says() -> None:
    published = {"id": "p1", "title": "Passport", "tags": ["Passport", "Travel"], "description": "A passport"}
    published |= {"kv": {"Last name": "Tan"}}
    assert read("docs", APP_DOC) == read("docs", published)
    assert read("docs", APP_DOC)[0]["tags"] == ["Passport", "Travel"]
    (entry,) = read("docs", PUBLISHED_DOC)
    assert entry == {
        "type": "doc", "id": "7", "title": "Receipt", "tags": ["Receipt"], "description": "",
        "kv": {"Shop.Name": "Leaf"},
    }  # fmt: skip


def test_the_filled_fields_of_a_form_are_facts_and_its_blanks_are_none() -> None:
    (entry,) = read("form", APP_FORM)
    assert (entry["type"], entry["title"], entry["tags"]) == ("form", "Library card", [])
    assert entry["kv"] == {"First name": "Woon", "Issuer": "City library"}


def test_both_ways_in_one_entry_add_up_and_the_published_one_is_believed() -> None:
    (entry,) = read("docs", APP_DOC | {"title": "Pass", "kv": {"Last name": "Tann", "First name": "Woon"}})
    assert entry["title"] == "Pass"
    assert entry["kv"] == {"Last name": "Tann", "First name": "Woon"}


def test_the_form_that_is_being_filled_is_no_source_for_its_own_blanks() -> None:
    own = APP_FORM | {"kv": {"Shoe size": "____", "Year": "2024"}}
    asked = {"to_process": {"id": "f1", "fields": ["First name", "Shoe size"]}, "file_lib": {"forms": [own]}}
    parameters = read_request(asked, takes_form=True, size=1000).parameters
    assert parameters["form"]["fields"] == ["First name", "Shoe size"]
    assert [entry["kv"] for entry in parameters["library"]] == [{"Issuer": "City library", "Year": "2024"}]


@pytest.mark.parametrize(
    ("kv", "read_as"),
    [
        ([{"key": "Name", "value": "Tan"}, {"name": "Age", "value": 40}], {"Name": "Tan", "Age": "40"}),
        (["x", {"a": True}], {"1": "x", "2.a": "true"}),
        ('{"Name": "Tan"}', {"Name": "Tan"}),
        ({"Name": "T\0n", "Age": 40, "": "x", "Town": None}, {"Age": "40"}),
        ("no JSON", {}),
        (7, {}),
    ],
)
def test_key_values_are_read_however_they_are_written(kv: Any, read_as: dict[str, str]) -> None:
    assert read("docs", {"id": "a", "kv": kv})[0]["kv"] == read_as


def test_what_is_unreadable_is_left_out_field_by_field_and_entry_by_entry() -> None:
    broken = [None, 7, "text", [], {}, {"id": None}, {"id": True}, {"id": ""}, {"id": "a\0b"}, {"title": "no id"}]
    damaged = {"id": "b", "title": ["x"], "name": "B", "tags": '["a", 7, null', "description": 5.5, "kv": "{"}
    entries = read("docs", *broken, damaged, {"id": "c", "tags": ["x", None, {}, 3]})
    assert [(e["id"], e["title"], e["tags"], e["description"], e["kv"]) for e in entries] == [
        ("b", "B", [], "5.5", {}),
        ("c", "", ["x", "3"], "", {}),
    ]


NAMES = st.sampled_from(
    [
        "id",
        "resource_id",
        "title",
        "name",
        "kv",
        "extractedInfo",
        "tags",
        "fields",
        "formFields",
        "description",
        "value",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6),
    max_leaves=20,
)
ANY_JSON = JSON | JSON.map(json.dumps)
ENTRIES = st.lists(ANY_JSON | st.dictionaries(NAMES, ANY_JSON, max_size=8), max_size=4)


@given(library=st.dictionaries(st.sampled_from(["docs", "doc", "forms", "form"]), ENTRIES | ANY_JSON))
def test_whatever_is_in_a_library_it_refuses_nothing_and_the_rest_serves(library: dict[str, Any]) -> None:
    library["docs"] = [*entries, APP_DOC] if isinstance(entries := library.get("docs"), list) else [APP_DOC]
    asked = {"to_process": {"id": "f1", "fields": ["Name"]}, "file_lib": library}
    found = read_request(asked, takes_form=True, size=1000).parameters["library"]
    assert read("docs", APP_DOC)[0] in found
    for entry in found:
        assert entry.keys() == {"type", "id", "title", "tags", "description", "kv"}
        texts = [entry["id"], entry["title"], entry["description"], *entry["tags"], *entry["kv"], *entry["kv"].values()]
        assert all(isinstance(text, str) and "\0" not in text for text in texts)

"""The caller's own fields from the schema to the answers, by the offline reader and by a model that is asked too."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docusnap.domain.answer import Usage
from docusnap.domain.errors import InvalidSchema
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader
from docusnap.llm.asked_shape import with_answers
from docusnap.llm.client import Prompt, Reply
from docusnap.llm.structured import AnswerError, Shape, parsed, schema
from docusnap.operations.asked_schema import asked_fields, plain_schema
from docusnap.operations.document import DOCUMENT_QUESTION, DocumentShape, document_answer
from docusnap.operations.understanding import Understanding
from tests.printed_page import page_of as printed_page

LINES = (
    "BOOK SHOP SDN BHD",
    "12 JALAN DAYA, 81100 JOHOR",
    "Date: 05/03/2024",
    "Invoice No: B-77",
    "Member: yes",
    "PEN  2 X 1.50  3.00",
    "INK  1 X 6.00  6.00",
    "TOTAL  9.00",
    "CASH  10.00",
    "CHANGE  1.00",
)
ANSWER = {"title": "T", "tags": ["Receipt"], "description": "D", "kv": [], "related": []}


@dataclass
class Says:
    """A model that gives one answer to every prompt, and keeps what it was asked."""

    answers: Mapping[str, Any]
    name: str = "scripted"
    recipe: str = "scripted-1"
    asked: list[tuple[Prompt, type]] = field(default_factory=list)

    def ask(self, prompt: Prompt, shape: type[Shape]) -> Reply[Shape]:
        self.asked.append((prompt, shape))
        return Reply(parsed(json.dumps({**ANSWER, "answers": self.answers}), shape), Usage(10, 5, 1))

    def close(self) -> None:
        """Holds nothing."""


page_of = partial(printed_page, confidence=0.9)


def result(properties: Mapping[str, Any], model: Says | None = None, *lines: str) -> dict[str, Any]:
    paper = Paper([page_of(*(lines or LINES))])
    wanted = asked_fields(plain_schema({"type": "object", "properties": properties}))
    return (
        Understanding(OfflineReader(), model, slots=1, day_first=True)
        .answered(
            replace(DOCUMENT_QUESTION, asked=wanted),
            paper,
            [],
            offline=lambda reader: reader.document(paper, []),
            said=lambda said, shown: document_answer(said, paper, shown),
            checkpoint=lambda: None,
            unfit=frozenset(),
        )
        .as_json()
    )


ITEMS = {
    "type": "array",
    "items": {"type": "object", "properties": {"name": {"type": "string"}, "amount": {"type": "number"}}},
}
PROPERTIES: Mapping[str, Any] = {
    "invoice_number": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "total": {"type": "number"},
    "member": {"type": "boolean"},
    "seller": {"type": "object", "properties": {"name": {"type": "string"}}},
    "items": ITEMS,
    "passport_number": {"type": "string"},
}


def test_answers_have_the_shape_of_the_schema_and_the_types_that_it_names() -> None:
    answers = result(PROPERTIES)["answers"]
    assert answers == {
        "invoice_number": "B-77",
        "date": "2024-03-05",
        "total": 9.0,
        "member": True,
        "seller": {"name": "BOOK SHOP SDN BHD"},
        "items": [{"name": "PEN", "amount": 3.0}, {"name": "INK", "amount": 6.0}],
        "passport_number": None,
    }


def test_each_answer_has_its_place_on_the_page_and_what_is_not_there_a_reason() -> None:
    details = result(PROPERTIES)["answer_details"]
    assert (details["/total"]["page"], details["/total"]["text"], details["/total"]["reason"]) == (1, "9.00", None)
    assert details["/total"]["box"][1] == 280
    assert details["/items/1/name"]["text"] == "INK"
    assert len(details["/seller/name"]["polygon"]) == 4
    gone = details["/passport_number"]
    assert (gone["value"], gone["reason"], gone["box"], gone["confidence"]) == (None, "not_on_page", None, None)


def test_without_a_schema_there_are_no_answers() -> None:
    paper = Paper([page_of(*LINES)])
    told = Understanding(OfflineReader(), None, slots=1, day_first=True).answered(
        *(DOCUMENT_QUESTION, paper, []),
        offline=lambda reader: reader.document(paper, []),
        said=lambda said, shown: document_answer(said, paper, shown),
        checkpoint=lambda: None,
        unfit=frozenset(),
    )
    assert "answers" not in told.as_json()


def test_what_stands_there_and_is_of_another_type_is_null_and_says_so() -> None:
    told = result({"invoice_number": {"type": "integer"}, "total": {"type": "number", "maximum": 5}})
    assert told["answers"] == {"invoice_number": None, "total": None}
    reasons = {where: detail["reason"] for where, detail in told["answer_details"].items()}
    assert reasons == {"/invoice_number": "wrong_type", "/total": "out_of_bounds"}
    assert told["answer_details"]["/total"]["text"] == "9.00"


def test_a_date_that_may_be_two_is_flagged_under_its_pointer() -> None:
    told = result({"start": {"type": "string", "format": "date"}}, None, "NOTE", "Start: 05/03/2024")
    assert told["answers"] == {"start": "2024-03-05"}
    assert told["answer_details"]["/start"]["warnings"] == ["ambiguous_date"]
    assert {"key": "/start", "code": "ambiguous_date"} in told["warnings"]


def cell(value: str, *lines: str, printed: str = "") -> dict[str, Any]:
    return {"value": value, "printed": printed, "lines": list(lines)}


def test_a_model_is_shown_the_fields_before_the_page_and_answers_in_their_shape() -> None:
    model = Says({"cashier_mood": cell("")})
    result({"cashier_mood": {"type": "string", "description": "how the cashier feels"}, "items": ITEMS}, model)
    prompt, shape = model.asked[0]
    assert "how the cashier feels" in prompt.matter
    assert "how the cashier feels" not in prompt.instructions
    assert prompt.matter.index("cashier_mood") < prompt.matter.index("BOOK SHOP")
    answers = schema(shape)["$defs"]["Answers"]
    assert list(answers["properties"]) == answers["required"] == ["cashier_mood", "items"]
    assert answers["additionalProperties"] is False


def test_a_value_of_the_models_that_stands_on_the_page_answers() -> None:
    told = result({"slogan": {"type": "string"}, "pens": {"type": "integer"}}, Says({"pens": cell("2", "p1.06")}))
    assert told["answers"] == {"slogan": None, "pens": 2}
    assert told["answer_details"]["/pens"]["page"] == 1


@pytest.mark.parametrize("invented", ["Ann Lee", "N/A", "how the cashier feels today", "k.A."])
def test_what_a_model_invents_is_null(invented: str) -> None:
    properties = {"mood": {"type": "string", "description": "how the cashier feels today"}}
    told = result(properties, Says({"mood": cell(invented, "p1.01")}))
    assert told["answers"] == {"mood": None}
    assert told["answer_details"]["/mood"]["reason"] == "not_on_page"


def test_an_invented_value_does_not_replace_the_readers_and_is_shown_beside_it() -> None:
    told = result({"total": {"type": "number"}}, Says({"total": cell("77.00", "p1.08")}))
    assert told["answers"] == {"total": 9.0}
    assert [other["value"] for other in told["answer_details"]["/total"]["alternatives"]] == ["77.00"]


def test_a_value_that_a_model_leaves_out_is_the_readers_if_that_is_sure() -> None:
    assert result({"total": {"type": "number"}}, Says({}))["answers"] == {"total": 9.0}


def test_what_a_model_concludes_from_other_words_is_flagged_and_what_the_words_say_is_not() -> None:
    properties = {"paid": {"enum": ["cash", "card"]}, "member": {"type": "boolean"}, "open": {"type": "boolean"}}
    said = {
        "paid": cell("cash", "p1.09", printed="CASH"),
        "member": cell("true", "p1.05", printed="yes"),
        "open": cell("false", "p1.10", printed="CHANGE"),
    }
    told = result(properties, Says(said))
    assert told["answers"] == {"paid": "cash", "member": True, "open": False}
    warned = {where: "inferred" in detail["warnings"] for where, detail in told["answer_details"].items()}
    assert warned == {"/paid": False, "/member": False, "/open": True}


def test_rows_are_one_readers_and_those_that_stand_nowhere_are_left_out() -> None:
    rows = [{"name": cell("PEN", "p1.06"), "amount": cell("3.00", "p1.06")}, {"name": cell("Car"), "amount": cell("")}]
    more = {"name": cell("INK", "p1.07"), "amount": cell("6.00", "p1.07")}
    told = result({"items": ITEMS}, Says({"items": [*rows, more]}))
    assert told["answers"]["items"] == [{"name": "PEN", "amount": 3.0}, {"name": "INK", "amount": 6.0}]
    assert set(told["answer_details"]) == {f"/items/{n}/{name}" for n in (0, 1) for name in ("name", "amount")}


@pytest.mark.parametrize("said", [[], {"total": None}, {"total": 9}, {"total": ["9"]}, {"items": {"name": 1}}])
def test_a_model_that_keeps_to_no_shape_is_understood_or_told_why_not(said: Any) -> None:
    fields = asked_fields({"type": "object", "properties": {"total": {"type": "number"}, "items": ITEMS}})
    with suppress(AnswerError):
        parsed(json.dumps({**ANSWER, "answers": said}), with_answers(DocumentShape, fields))


NAMES = st.sampled_from(["total", "date", "Member", "items", "name", "a/b~c", "schema", "model_config", "Größe", "0"])
PLAIN = st.one_of(
    st.builds(lambda kind: {"type": kind}, st.sampled_from(["string", "number", "integer", "boolean"])),
    st.builds(lambda form: {"type": ["string", "null"], "format": form}, st.sampled_from(["date", "email", "uri"])),
    st.builds(
        lambda low, high: {"type": "number", "minimum": low, "maximum": high}, st.integers(-5, 5), st.integers(5, 20)
    ),
    st.builds(lambda most: {"type": "string", "maxLength": most}, st.integers(0, 8)),
    st.builds(
        lambda choices: {"enum": choices}, st.lists(st.sampled_from(["B-77", "yes", "no"]), min_size=1, unique=True)
    ),
)
ROWS = st.builds(
    lambda inside: {"type": "array", "items": {"type": "object", "properties": inside}},
    st.dictionaries(NAMES, PLAIN, min_size=1, max_size=3),
)
LISTS = st.builds(lambda item: {"type": "array", "items": item}, PLAIN)
ANY = st.recursive(
    st.one_of(PLAIN, ROWS, LISTS),
    lambda inside: st.builds(
        lambda given: {"type": "object", "properties": given, "required": list(given), "additionalProperties": False},
        st.dictionaries(NAMES, inside, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


def nullable(node: Any) -> Any:
    """The same schema, in which everything but an object of properties may be null, too."""
    if node.get("properties"):
        inside = {name: nullable(part) for name, part in node["properties"].items()}
        return {**node, "properties": inside}
    if "items" in node:
        node = {**node, "items": nullable(node["items"])}
    return {"anyOf": [node, {"type": "null"}]}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, ANY, min_size=1, max_size=4), st.permutations(LINES), st.booleans())
def test_whatever_schema_is_served_its_answers_are_valid_by_it(
    properties: dict[str, Any], lines: list[str], asked_too: bool
) -> None:
    whole = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    jsonschema.Draft202012Validator.check_schema(whole)
    try:
        plain_schema(whole)
    except InvalidSchema:
        return
    model = Says({name: cell("9.00") for name in properties}) if asked_too else None
    told = result(properties, model, *lines)
    checks = jsonschema.FormatChecker()
    jsonschema.validate(told["answers"], nullable(whole), jsonschema.Draft202012Validator, format_checker=checks)
    for where, detail in told["answer_details"].items():
        assert (detail["value"] is None) == (detail["reason"] is not None), where
        assert detail["value"] is None or detail["page"] == 1

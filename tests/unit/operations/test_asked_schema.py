"""Which schemas are served, and what is said of those that are not."""

from decimal import Decimal
from typing import Any

import pytest

from docusnap.domain.errors import InvalidSchema
from docusnap.operations.asked_schema import MOST_BYTES, MOST_FIELDS, asked_fields, plain_schema


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def nested(depth: int) -> dict[str, Any]:
    return {"type": "string"} if depth == 0 else of(a=nested(depth - 1))


def test_a_schema_is_read_into_the_fields_that_it_asks_for() -> None:
    total, items = asked_fields(
        plain_schema(
            of(
                total={"type": ["number", "null"], "minimum": Decimal("0.5"), "description": "what is to be paid"},
                items={"items": of(name={"type": "string"}), "title": "Items"},
            )
        )
    )
    assert (total.name, total.type, total.bounds, total.description) == (
        *("total", "number", {"minimum": 0.5}),
        "what is to be paid",
    )
    assert items.type == "array"
    assert items.item is not None
    assert [field.name for field in items.item.fields] == ["name"]


def test_what_pydantic_writes_for_an_optional_field_is_served() -> None:
    day = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "default": None, "title": "Day"}
    schema = {"title": "Invoice", "required": [], "additionalProperties": False, **of(day=day)}
    (field,) = asked_fields(plain_schema(schema))
    assert (field.type, field.format, field.title) == ("string", "date", "Day")


@pytest.mark.parametrize(
    ("schema", "where", "why"),
    [
        ("text", "", "JSON object"),
        ({"type": "object", "properties": object()}, "", "not JSON"),
        ({"type": "object", "properties": {"a": float("nan")}}, "", "not JSON"),
        ({"type": "string"}, "/type", "must be of an object"),
        (of(), "/properties", "asks for nothing"),
        (of(a=1), "/properties/a", "JSON object"),
        (of(a={}), "/properties/a/type", "Name a type"),
        (of(a={"type": "text"}), "/properties/a/type", "Name a type"),
        (of(a={"type": ["string", "number"]}), "/properties/a/type", "one type"),
        (of(a={"anyOf": [{"type": "string"}, {"type": "number"}]}), "/properties/a/anyOf", "one type"),
        (of(a={"$ref": "#/$defs/A"}), "/properties/a/$ref", "not followed"),
        ({**of(a={"type": "string"}), "$defs": {}}, "/$defs", "not followed"),
        (of(a={"type": "string", "pattern": "^a"}), "/properties/a/pattern", "minLength"),
        (of(a={"type": "number", "minLength": 1}), "/properties/a/minLength", "not served"),
        (of(a={"type": "string", "format": "ipv4"}), "/properties/a/format", "date-time"),
        (of(a={"type": "string", "default": "x"}), "/properties/a/default", "leave it out"),
        (of(a={"type": "string", "enum": []}), "/properties/a/enum", "values of the type string"),
        (of(a={"type": "integer", "enum": [1, True]}), "/properties/a/enum", "values of the type integer"),
        (of(a={"type": "string", "enum": ["a"], "format": "date"}), "/properties/a/enum", "leave these out"),
        (of(a={"type": "number", "minimum": "1"}), "/properties/a/minimum", "number"),
        (of(a={"type": "string", "title": 5}), "/properties/a/title", "text"),
        ({**of(a={"type": "string"}), "required": ["b"]}, "/required", "names of properties"),
        ({**of(a={"type": "string"}), "additionalProperties": {}}, "/additionalProperties", "true or false"),
        (of(a={"type": "array"}), "/properties/a/items", "JSON object"),
        (of(a={"type": "array", "items": of(b=of(c={"type": "string"}))}), "/properties/a/items", "nothing is nested"),
        (of(**{"a/~b": {"type": "null"}}), "/properties/a~1~0b/type", "Name a type"),
        (of(**{"a\nb": {"type": "string"}}), "/properties/a\nb", "printable"),
        (of(**{f"f{n}": {"type": "string"} for n in range(MOST_FIELDS + 1)}), "/properties", "are more than"),
        (of(a={"type": "string", "title": "x" * MOST_BYTES}), "", "20 kB"),
        (nested(5), "/properties/a/properties/a/properties/a/properties/a/properties/a", "nested deeper"),
    ],
)
def test_a_schema_that_cannot_be_served_is_refused_with_its_place_and_the_reason(
    schema: object, where: str, why: str
) -> None:
    with pytest.raises(InvalidSchema, match=why) as refused:
        plain_schema(schema)
    assert refused.value.field == f"schema{where}"
    assert refused.value.code == "invalid_schema"


def test_a_schema_that_is_endless_or_bottomless_is_refused() -> None:
    endless: dict[str, Any] = {"type": "object"}
    endless["properties"] = endless
    deep: Any = {}
    for _ in range(5_000):
        deep = [deep]
    for schema in (endless, of(a=deep)):
        with pytest.raises(InvalidSchema):
            plain_schema(schema)

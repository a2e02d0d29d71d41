"""A caller's JSON Schema read into the fields that it asks for; what cannot be served is refused with the reason."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from docusnap.domain.asked import AskedField, FieldType, Scalar
from docusnap.domain.asked_values import FORMATS
from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.errors import InvalidSchema

MOST_BYTES: Final = 20_000
MOST_FIELDS: Final = 200
DEEPEST: Final = 4
_LONGEST_NAME, _LONGEST_TEXT, _MOST_CHOICES = 100, 1_000, 200
_PLAIN: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_ANYWHERE = {"type", "title", "description", "examples", "default", "$comment"}
_BOUNDS = {
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "string": ("minLength", "maxLength"),
}
_BOUNDS["integer"] = _BOUNDS["number"]
_KEYWORDS: Mapping[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items"},
    "string": {"enum", "format", *_BOUNDS["string"]},
    "number": {"enum", *_BOUNDS["number"]},
    "integer": {"enum", *_BOUNDS["number"]},
    "boolean": set(),
}
_AT_ROOT = {"$schema", "$id"}
_TELLING = {"properties": "object", "items": "array", "enum": "string"}
"""Keywords that tell the type where none is named."""
_NO_DEFAULT = "What is not on the page is null: no default is put in its place; leave it out."


class _Refused(Exception):  # noqa: N818 - carries a fault to where all are told
    def __init__(self, where: str, why: str) -> None:
        super().__init__(why)
        self.where, self.why = where, why


def plain_schema(schema: object) -> dict[str, Any]:
    """The schema as plain JSON, checked. Raises InvalidSchema with the place, the fault and what to do."""
    try:
        text = json.dumps(schema, default=_number, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise InvalidSchema("It is not JSON; send a JSON Schema as an object.", where="") from None
    if len(text) > MOST_BYTES:
        raise InvalidSchema(
            f"It has more than {readable_size(MOST_BYTES)}; ask for fewer fields, or in two tasks.", where=""
        )
    plain = json.loads(text)
    asked_fields(plain)
    return dict(plain)


def asked_fields(schema: Mapping[str, Any]) -> tuple[AskedField, ...]:
    """What the schema asks for. Raises InvalidSchema."""
    try:
        root = _field("", _object(schema, ""), "", 0, at_root=True)
        if root.type != "object":
            raise _Refused("/type", 'The schema must be of an object: `{"type": "object", "properties": …}`.')
        if (count := sum(1 for _ in _all(root))) > MOST_FIELDS:
            raise _Refused("/properties", f"{count} fields are more than the {MOST_FIELDS} of one schema.")
    except _Refused as refused:
        raise InvalidSchema(refused.why, where=refused.where) from None
    return root.fields


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 1e18 else float(value)
    raise TypeError


def _all(field: AskedField) -> Iterator[AskedField]:
    for inside in (*field.fields, *((field.item,) if field.item else ())):
        yield inside
        yield from _all(inside)


def _field(name: str, node: Mapping[str, Any], where: str, depth: int, *, at_root: bool = False) -> AskedField:
    if depth > DEEPEST:
        raise _Refused(where, f"It is nested deeper than {DEEPEST} levels; ask for its fields further up.")
    node = _without_null(node, where)
    kind = _type(node, where)
    for keyword in node:
        if keyword not in _ANYWHERE | _KEYWORDS[kind] | (_AT_ROOT if at_root else set()):
            raise _Refused(f"{where}/{keyword}", _unknown(keyword, kind))
    if node.get("default") is not None:
        raise _Refused(f"{where}/default", _NO_DEFAULT)
    return AskedField(
        name,
        kind,
        _text(node, "title", where),
        _text(node, "description", where),
        _format(node, where),
        _choices(node, kind, where),
        tuple(_properties(node, where, depth)) if kind == "object" else (),
        _item(node, where, depth) if kind == "array" else None,
        {keyword: _bound(node, keyword, where) for keyword in _BOUNDS.get(kind, ()) if keyword in node},
    )


def _without_null(node: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Every field may be null, so "or null" is left out: of a list of types, and of `anyOf` with one other schema."""
    if isinstance(node.get("type"), list):
        kinds = [kind for kind in node["type"] if kind != "null"]
        if len(kinds) != 1:
            raise _Refused(f"{where}/type", 'Name one type, or one and "null".')
        return {**node, "type": kinds[0]}
    if isinstance(node.get("anyOf"), list):
        others = [one for one in node["anyOf"] if one != {"type": "null"}]
        if len(others) != 1 or not isinstance(others[0], dict):
            raise _Refused(f"{where}/anyOf", "Only one schema or null can be told apart here; name one type.")
        return others[0] | {keyword: value for keyword, value in node.items() if keyword != "anyOf"}
    return node


def _type(node: Mapping[str, Any], where: str) -> FieldType:
    told: object = node.get("type")
    if told is None:
        told = next((kind for keyword, kind in _TELLING.items() if keyword in node), None)
    for kind in ("string", "number", "integer", "boolean", "object", "array"):
        if told == kind:
            return kind
    if "$ref" in node:
        raise _Refused(f"{where}/$ref", _unknown("$ref", "object"))
    raise _Refused(f"{where}/type", f"Name a type: {', '.join(_KEYWORDS)}.")


def _unknown(keyword: str, kind: str) -> str:
    if keyword in ("$ref", "$defs", "definitions"):
        return "References are not followed; write the schema where it is used."
    served = ", ".join(sorted(_ANYWHERE | _KEYWORDS[kind]))
    return f"This keyword is not served here; of the type {kind} these are: {served}."


def _properties(node: Mapping[str, Any], where: str, depth: int) -> Iterator[AskedField]:
    given = _object(node.get("properties"), f"{where}/properties")
    if not given:
        raise _Refused(f"{where}/properties", "An object without properties asks for nothing; name its properties.")
    required = node.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) and name in given for name in required):
        raise _Refused(f"{where}/required", "Give a list of names of properties.")
    if not isinstance(node.get("additionalProperties", False), bool):
        raise _Refused(f"{where}/additionalProperties", "Only true or false are served here.")
    for name, inside in given.items():
        place = f"{where}/properties/{name.replace('~', '~0').replace('/', '~1')[:_LONGEST_NAME]}"
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise _Refused(place, f"A name must have 1 to {_LONGEST_NAME} printable characters.")
        yield _field(name, _object(inside, place), place, depth + 1)


def _item(node: Mapping[str, Any], where: str, depth: int) -> AskedField:
    place = f"{where}/items"
    item = _field("", _object(node.get("items"), place), place, depth + 1)
    if item.type == "array" or any(field.type in ("array", "object") for field in item.fields):
        raise _Refused(place, "A list can hold plain values, or objects of plain values; nothing is nested further.")
    return item


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Refused(where, "Send a JSON object here.")
    return value


def _text(node: Mapping[str, Any], keyword: str, where: str) -> str:
    text = node.get(keyword, "")
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise _Refused(f"{where}/{keyword}", f"Send text of at most {_LONGEST_TEXT} characters.")
    return text


def _format(node: Mapping[str, Any], where: str) -> str:
    told = node.get("format", "")
    if told and told not in FORMATS:
        raise _Refused(f"{where}/format", f"This format is not served; known are {', '.join(FORMATS)}.")
    return str(told)


def _choices(node: Mapping[str, Any], kind: FieldType, where: str) -> tuple[Scalar, ...]:
    if "enum" not in node:
        return ()
    given = node["enum"]
    choices = [one for one in given if one is not None] if isinstance(given, list) else []
    of_kind = all(isinstance(one, _PLAIN[kind]) and isinstance(one, bool) == (kind == "boolean") for one in choices)
    texts = [str(one) for one in choices]
    if not (0 < len(choices) <= _MOST_CHOICES and of_kind and all(0 < len(text) <= _LONGEST_NAME for text in texts)):
        raise _Refused(f"{where}/enum", f"Send 1 to {_MOST_CHOICES} values of the type {kind}, none of them long.")
    if node.get("format") or any(keyword in node for keyword in _BOUNDS.get(kind, ())):
        raise _Refused(f"{where}/enum", "Choices need neither format nor bounds; leave these out.")
    return tuple(dict.fromkeys(choices))


def _bound(node: Mapping[str, Any], keyword: str, where: str) -> float:
    bound = node[keyword]
    if isinstance(bound, bool) or not isinstance(bound, int | float) or (keyword.endswith("Length") and bound < 0):
        raise _Refused(f"{where}/{keyword}", "Send a number.")
    if keyword.endswith("Length") and not isinstance(bound, int):
        raise _Refused(f"{where}/{keyword}", "Send a whole number.")
    return bound

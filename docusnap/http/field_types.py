"""Types of the fields that requests at several doors have: how each is checked, and shown in the OpenAPI document."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from docusnap.domain.base64_text import decoded, is_web_address
from docusnap.domain.key_values import flatten

LONGEST_ADDRESS = 4_000
"""Characters of a web address."""

TASK_ID, OBJECT, LIST = "(task id)", "(object)", "(list)"
ALTERNATIVES = frozenset({TASK_ID, OBJECT, LIST})
"""Tags of a field's alternative shapes: part of where pydantic says an error is, but not of the client's JSON."""


def not_boolean(value: object) -> object:
    """Refuses true and false, which Python would take for the numbers 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("number", "Send a number.")
    return value


def _picture(value: object) -> bytes | str:
    if isinstance(value, str) and is_web_address(value):
        if len(value) > LONGEST_ADDRESS:
            raise PydanticCustomError("address_too_long", "The address is too long.")
        return value
    if isinstance(value, bytes):
        if not value:
            raise PydanticCustomError("empty_file", "The file is empty.")
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("base64", "Send the file as base64 text.")
    try:
        return decoded(value)
    except ValueError as error:
        raise PydanticCustomError("base64", str(error)) from error


def _key_values(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise PydanticCustomError("dict_type", "Input should be an object.")
    found = dict(flatten(value))
    if any("\0" in text for pair in found.items() for text in pair):
        raise PydanticCustomError("nul", "Keys and values cannot hold the character U+0000.")
    return found


Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""Any text without the character U+0000."""

WholeNumber = Annotated[int, BeforeValidator(not_boolean)]

Picture = Annotated[
    bytes | str,
    PlainValidator(_picture),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "description": "Base64, or a base64 `data:` URL, or where this server fetches them an `https://` address.",
        }
    ),
]
"""The bytes of a file, uploaded or sent as base64; or, as text, the web address from which it is fetched later."""

KeyValues = Annotated[
    dict[str, str],
    BeforeValidator(_key_values),
    WithJsonSchema({"type": "object", "description": "Nested keys are joined with dots, list items numbered from 1."}),
]
"""Flat key-values, see `docusnap.domain.key_values`."""

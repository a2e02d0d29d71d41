"""Types of fields that requests have in common: how each is checked, and shown in the OpenAPI document."""

from typing import Annotated

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from docusnap.domain.base64_text import decoded, is_web_address

LONGEST_ADDRESS = 4_000
"""Characters of a web address."""


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

"""How settings are written as text: lists, sizes, origins, seconds by name."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode


def _split(value: object) -> object:
    return tuple(v.strip() for v in value.split(",") if v.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Given as text with commas between."""

_ORIGIN = re.compile(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]+)?")


def _origin(value: str) -> str:
    if not _ORIGIN.fullmatch(value):
        raise PydanticCustomError(
            "origin",
            "`{value}` is no origin. Write scheme, host and, if need be, port, as in `https://app.example.com` or "
            "`http://localhost:3000`, with no path; or `*` for every site",
            {"value": value},
        )
    return value


Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_split)]
"""Of web pages, given as text with commas between; or `*`."""


def _bytes(value: object) -> object:
    try:
        return int(_SIZE.validate_python(value))
    except ValidationError:
        text = "`{value}` is no size; give bytes, or a size such as `20MB` or `1.5GB`"
        raise PydanticCustomError("size", text, {"value": str(value)}) from None


_SIZE = TypeAdapter(ByteSize)

Bytes = Annotated[int, BeforeValidator(_bytes)]
"""A number of bytes; given as that, or as text such as `20MB` (millions) or `20MiB` (of 1,048,576)."""


def _pairs(value: object) -> object:
    if not isinstance(value, str):
        return value
    return {name.strip(): seconds for name, _, seconds in (item.partition("=") for item in value.split(",") if item)}


Deadlines = Annotated[Mapping[str, Annotated[float, Field(gt=0)]], NoDecode, BeforeValidator(_pairs)]
"""Given as text: `name=seconds`, with commas between."""

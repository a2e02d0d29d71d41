"""The caller's own fields: what a schema asks for, and what is answered to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from docusnap.domain.answer import Value

FieldType = Literal["string", "number", "integer", "boolean", "object", "array"]
Scalar = str | int | float | bool
Reason = Literal["not_on_page", "unsure", "wrong_type", "not_a_choice", "out_of_bounds"]
"""Why a field is null: nothing answers it; what may answer it is too doubtful; what stands there is not of its type,
none of its choices, or beyond its bounds."""

LEAST = 0.35
"""The chance below which a value answers nothing, but is shown as one that may."""


@dataclass(frozen=True, slots=True)
class AskedField:
    """One property of a schema.

    `fields`: the properties of an object. `item`: what a list is made of, a plain value or an object of plain values.
    `choices`: the values that it may have, any if empty. `bounds`: limits by their keyword in JSON Schema ("minimum").
    """

    name: str
    type: FieldType
    title: str = ""
    description: str = ""
    format: str = ""
    choices: tuple[Scalar, ...] = ()
    fields: tuple["AskedField", ...] = ()
    item: "AskedField | None" = None
    bounds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedValue:
    """A value that may answer a field, as it is read on the page.

    `choice`: what it says in the words of the schema ("true", one of the choices), where the page has other words.
    """

    value: Value
    choice: str = ""


AskedValues = Mapping[str, AskedValue]
"""Values by the JSON pointer of what they answer: "/total", "/items/0/name"."""


def pointer(*parts: str | int) -> str:
    """The JSON pointer (RFC 6901) of the property that these names and numbers lead to."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def leaves(fields: Sequence[AskedField], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], AskedField]]:
    """Every field that is no object, each with the names that lead to it."""
    for asked in fields:
        path = (*above, asked.name)
        if asked.type == "object":
            yield from leaves(asked.fields, path)
        else:
            yield path, asked

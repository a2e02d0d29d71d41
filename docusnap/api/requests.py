"""What clients send: how it is validated, and how the OpenAPI document shows it."""

from functools import cache
from typing import Annotated, Literal, TypeVar, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from docusnap.http.field_types import LONGEST_ADDRESS, Picture, WholeNumber, not_boolean
from docusnap.operations.auto import AUTO
from docusnap.operations.declaration import Declaration
from docusnap.operations.parameters import Given, Parameters, Text

_EXAMPLE_PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAFElEQVR42mP8"
    "zwABTAyjjFEGyQwAzx8Bf7QK4E8AAAAASUVORK5CYII="
)

DEFAULT_OPERATION = "document"
"""What is done with a kept document where the request names no operation."""

CallbackUrl = Annotated[
    str, Field(min_length=1, max_length=LONGEST_ADDRESS, description="Where a webhook is sent when the task ends.")
]
CallbackEvent = Literal["task.completed", "task.error", "task.cancelled"]


class SubmitRequest(Given):
    """Pictures to work on; `request_for` adds what the operation takes beside them."""

    model_config = ConfigDict(extra="forbid")

    images: list[Picture] = Field(
        default_factory=list, min_length=1, fail_fast=True, description="The pages, in order."
    )
    tag: Text | None = Field(None, max_length=200, description="Any text; it is given back with the task.")
    callback_url: CallbackUrl | None = None
    callback_events: list[CallbackEvent] = Field(
        default_factory=lambda: list(get_args(CallbackEvent)),
        min_length=1,
        max_length=10,
        description="Only these are told.",
    )


Priority = Annotated[
    WholeNumber, Field(ge=-100, le=100, description="Higher goes first; a step is worth 5 minutes of waiting.")
]
OperationName = Annotated[str, Field(min_length=1, max_length=100, description="What to do with it.")]


class NamedRequest(SubmitRequest):
    """Pictures, and what to do with them."""

    operation: OperationName = AUTO
    priority: Priority = 0


class KeepRequest(NamedRequest):
    """A document to keep, and what to do with it."""

    operation: OperationName = DEFAULT_OPERATION


class ReprocessRequest(Given):
    """What to do with the document now."""

    model_config = ConfigDict(extra="forbid")

    operation: OperationName = DEFAULT_OPERATION
    priority: Priority = 0
    tag: Text | None = Field(None, max_length=200, description="Any text; it is given back with the task.")


RightValue = Annotated[Text, Field(max_length=10_000)] | None


class BulkRequest(NamedRequest):
    """Papers of one file each, and what to do with each of them."""


class CorrectionRequest(BaseModel):
    """What is right, by the field: its label in `kv`, its `key` in `values`, or the id of a form's field."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"values": {"Total": "9.50"}}]})

    values: dict[Annotated[Text, Field(min_length=1, max_length=500)], RightValue] = Field(
        min_length=1, max_length=1000, description="null: there is no such value."
    )


class SealedRequest(BaseModel):
    """A request that only the server can read: see the phone app's protocol in the documentation."""

    model_config = ConfigDict(extra="forbid")

    encrypted_data: str = Field(min_length=1, description="Base64 of IV and AES-CBC (PKCS#7) of the request's JSON.")
    encrypted_key: str = Field(
        min_length=1, max_length=10_000, description="Base64 of RSA-OAEP of the AES key, which has 16 or 32 bytes."
    )
    signature: str = Field(pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the request's JSON, in hex.")


class DrainRequest(Given):
    """How much to work off."""

    model_config = ConfigDict(extra="forbid")

    limit: WholeNumber = Field(1000, ge=0, le=1_000_000, description="Most jobs.")
    deadline: Annotated[float, BeforeValidator(not_boolean)] = Field(
        50.0, ge=0, le=86_400, allow_inf_nan=False, description="Seconds after which nothing more is begun."
    )


Request = TypeVar("Request", bound=Given)


@cache
def request_for(declaration: Declaration, base: type[Request]) -> type[Request]:
    """The base with what the operation takes beside images, named after both."""
    images: JsonDict = {
        "required": ["images"],
        "properties": {"images": {"type": "array", "items": {"type": "string"}}},
    }
    extra: JsonDict = {"examples": [{"images": [_EXAMPLE_PICTURE]}], "required": ["images"]}
    if (instead := declaration.instead_of_images) is not None:
        extra = {
            "examples": _examples(declaration.parameters),
            "oneOf": [{"required": [instead], "properties": {instead: {"type": ["object", "string"]}}}, images],
        }
    config = ConfigDict(extra="forbid", json_schema_extra=extra if "images" in base.model_fields else {})
    name = base.__name__.replace("Request", declaration.name.title().replace("_", "") + "Request")
    members = {"__doc__": base.__doc__, "__module__": __name__, "model_config": config}
    return type(name, (declaration.parameters, base), members)


def _examples(parameters: type[Parameters]) -> list[JsonValue]:
    extra = parameters.model_config.get("json_schema_extra")
    return cast(list[JsonValue], extra.get("examples", [])) if isinstance(extra, dict) else []


class PriorityRequest(BaseModel):
    """A job's new priority."""

    model_config = ConfigDict(extra="forbid")

    priority: Priority

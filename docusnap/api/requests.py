"""What clients send: how it is validated, and how the OpenAPI document shows it."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from docusnap.http.field_types import (
    LIST,
    LONGEST_ADDRESS,
    OBJECT,
    TASK_ID,
    KeyValues,
    Picture,
    Text,
    WholeNumber,
    not_boolean,
)

_EXAMPLE_PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAFElEQVR42mP8"
    "zwABTAyjjFEGyQwAzx8Bf7QK4E8AAAAASUVORK5CYII="
)

TaskId = Annotated[str, Field(description="The id of a finished task of this client's.", min_length=1, max_length=64)]
CallbackUrl = Annotated[
    str, Field(min_length=1, max_length=LONGEST_ADDRESS, description="Told by a webhook when the task ends.")
]
CallbackEvent = Literal["task.completed", "task.error", "task.cancelled"]


class _Given(BaseModel):
    """What clients send: null is the same as absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: object) -> object:
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, Mapping) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shown = handler(core)
        model = handler.resolve_ref_schema(shown)
        optional = model["properties"].keys() - set(model.get("required", ()))
        for name in optional:
            value = model["properties"][name]
            if "type" in value:
                value["type"] = [value["type"], "null"]
            elif "oneOf" in value:
                value["oneOf"] = [*value["oneOf"], {"type": "null"}]
        return shown


class Entry(_Given):
    """A document or form that the client already knows. Keys not listed here are ignored."""

    type: Literal["doc", "form"] | None = Field(None, description='Where the list does not tell: "doc" if absent.')
    id: Text = Field(min_length=1, validation_alias=AliasChoices("id", "resource_id"), description="Or `resource_id`.")
    title: Text = ""
    tags: list[Text] = Field(default_factory=list)
    description: Text = ""
    kv: KeyValues = Field(default_factory=dict)


class Form(_Given):
    """A form, as the result of `form` describes it. Keys not listed here are ignored."""

    fields: list[Text] = Field(description="The blanks to fill.")
    title: Text = ""
    tags: list[Text] = Field(default_factory=list)
    description: Text = ""
    kv: KeyValues = Field(default_factory=dict)


_by_task_id = Discriminator(lambda value: TASK_ID if isinstance(value, str) else OBJECT)
_by_list = Discriminator(lambda value: LIST if isinstance(value, list) else OBJECT)

Known = Annotated[Annotated[Entry, Tag(OBJECT)] | Annotated[TaskId, Tag(TASK_ID)], _by_task_id]
KnownItems = Annotated[list[Known], Field(fail_fast=True, max_length=10_000)]
FormOrTask = Annotated[Annotated[Form, Tag(OBJECT)] | Annotated[TaskId, Tag(TASK_ID)], _by_task_id]


class Library(_Given):
    """What the client already knows: entries, or ids of the client's own finished tasks."""

    model_config = ConfigDict(extra="forbid")

    docs: KnownItems = Field(
        default_factory=list,
        validation_alias=AliasChoices("docs", "doc", "documents"),
        description="Or `doc`, or `documents`.",
    )
    forms: KnownItems = Field(
        default_factory=list, validation_alias=AliasChoices("forms", "form"), description="Or `form`."
    )


LibraryOrList = Annotated[Annotated[Library, Tag(OBJECT)] | Annotated[KnownItems, Tag(LIST)], _by_list]


class SubmitRequest(_Given):
    """Pictures to work on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"required": ["images"], "examples": [{"images": [_EXAMPLE_PICTURE]}]}
    )

    images: list[Picture] = Field(
        default_factory=list, min_length=1, fail_fast=True, description="The pages, in order."
    )
    library: LibraryOrList = Field(
        default_factory=Library,
        description="What the client already knows; in a plain list, forms say that they are.",
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


class DocumentRequest(SubmitRequest):
    """A document to keep, and what to do with it."""

    operation: OperationName = "document"
    priority: Priority = 0


class ReprocessRequest(_Given):
    """What to do with the document now."""

    model_config = ConfigDict(extra="forbid")

    operation: OperationName = "document"
    priority: Priority = 0
    library: LibraryOrList = Field(default_factory=Library, description="What the client already knows.")
    tag: Text | None = Field(None, max_length=200, description="Any text; it is given back with the task.")


class SealedRequest(BaseModel):
    """A request that only the server can read: see the phone app's protocol in the documentation."""

    model_config = ConfigDict(extra="forbid")

    encrypted_data: str = Field(min_length=1, description="Base64 of IV and AES-CBC (PKCS#7) of the request's JSON.")
    encrypted_key: str = Field(
        min_length=1, max_length=10_000, description="Base64 of RSA-OAEP of the AES key, which has 16 or 32 bytes."
    )
    signature: str = Field(pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the request's JSON, in hex.")


class DrainRequest(_Given):
    """How much to work off."""

    model_config = ConfigDict(extra="forbid")

    limit: WholeNumber = Field(1000, ge=0, le=1_000_000, description="Most jobs.")
    deadline: Annotated[float, BeforeValidator(not_boolean)] = Field(
        50.0, ge=0, le=86_400, allow_inf_nan=False, description="Seconds after which nothing more is begun."
    )


class FillingRequest(SubmitRequest):
    """A form to fill, as `form` or as `images` of it, and the library to fill it from."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "oneOf": [
                {"required": ["form"], "properties": {"form": {"type": ["object", "string"]}}},
                {"required": ["images"], "properties": {"images": {"type": "array"}}},
            ],
            "examples": [
                {
                    "form": {"fields": ["Last name", "Date of birth"]},
                    "library": {"docs": [{"id": "7", "title": "Passport", "kv": {"Surname": "Tan"}}]},
                }
            ],
        },
    )

    form: FormOrTask | None = Field(None, description="The result of `form`, or the id of such a task.")

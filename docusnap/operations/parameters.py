"""What a client may send to an operation beside images: how it is checked, and shown in the OpenAPI document."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from docusnap.domain.answer import BlankType
from docusnap.domain.key_values import KeyValueLimit, KeyValueLimitError, flatten
from docusnap.operations.asked_schema import plain_schema

TASK_ID, OBJECT, LIST = "(task id)", "(object)", "(list)"
ALTERNATIVES = frozenset({TASK_ID, OBJECT, LIST})
"""Tags of a field's alternative shapes: part of where pydantic says an error is, but not of the client's JSON."""


_STORED_SIZE = 100_000_000
"""Bytes that a stored result may have, whose key-values were limited when it was made."""
_TOO_MANY = "Nested keys are repeated for each value, and these become too large; send fewer values under shorter keys."


def _key_values(value: object, info: ValidationInfo) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise PydanticCustomError("dict_type", "Input should be an object.")
    limit = info.context if isinstance(info.context, KeyValueLimit) else KeyValueLimit(_STORED_SIZE)
    try:
        found = dict(flatten(value, limit))
    except KeyValueLimitError:
        raise PydanticCustomError("too_many", _TOO_MANY) from None
    if any("\0" in text for pair in found.items() for text in pair):
        raise PydanticCustomError("nul", "Keys and values cannot hold the character U+0000.")
    return found


Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""Any text without the character U+0000."""

KeyValues = Annotated[
    dict[str, str],
    BeforeValidator(_key_values),
    WithJsonSchema({"type": "object", "description": "Nested keys are joined with dots, list items numbered from 1."}),
]
"""Flat key-values, see `docusnap.domain.key_values`."""


def _where_read(value: object) -> dict[str, Any]:
    """Of evidence as results hold it, what is told again; what has another shape is left out."""
    if not isinstance(value, Mapping):
        return {}
    return {
        key: {name: told[name] for name in _OF_EVIDENCE if name in told}
        for key, told in value.items()
        if isinstance(key, str) and isinstance(told, Mapping)
    }


def _coded(value: object) -> list[Any]:
    """Of warnings as results hold them, the keys and codes; what has another shape is left out."""
    told = value if isinstance(value, list) else []
    pairs = [(w.get("key"), w.get("code")) for w in told if isinstance(w, Mapping)]
    return [{"key": k, "code": c} for k, c in pairs if isinstance(k, str) and isinstance(c, str)]


_OF_EVIDENCE = ("page", "box", "polygon", "text", "confidence")
SourceEvidence = Annotated[
    dict[str, dict[str, Any]],
    BeforeValidator(_where_read),
    WithJsonSchema({"type": "object", "description": "Where each value was read, as results of tasks tell it."}),
]
SourceWarnings = Annotated[
    list[dict[str, str]],
    BeforeValidator(_coded),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "object"},
            "description": "What is doubtful about the values, as results of tasks tell it.",
        }
    ),
]
_Point = tuple[float, float]
_Corners = tuple[float, float, float, float]

TaskId = Annotated[str, Field(description="The id of a finished task of this client's.", min_length=1, max_length=64)]


class Given(BaseModel):
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


class FormChoice(Given):
    """One of the things to tick under a question."""

    label: Text
    box: _Corners


class Entry(Given):
    """A document or form that the client already knows. Keys not listed here are ignored."""

    type: Literal["doc", "form"] | None = Field(None, description='Where the list does not tell: "doc" if absent.')
    id: Text = Field(min_length=1, validation_alias=AliasChoices("id", "resource_id"), description="Or `resource_id`.")
    title: Text = ""
    tags: list[Text] = Field(default_factory=list)
    description: Text = ""
    kv: KeyValues = Field(default_factory=dict)
    evidence: SourceEvidence = Field(default_factory=dict)
    warnings: SourceWarnings = Field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """As it is kept in a job's parameters; without evidence and warnings where there are none."""
        return self.model_dump(exclude={name for name in ("evidence", "warnings") if not getattr(self, name)})


class FormField(Given):
    """What is known of one blank, as `field_boxes` of a result tells it. Keys not listed here are ignored."""

    label: Text
    id: Text = ""
    type: BlankType = "text"
    page: int | None = None
    box: _Corners | None = None
    polygon: tuple[_Point, _Point, _Point, _Point] | None = None
    section: Text = ""
    line: Text = ""
    row: Text = ""
    part_of: Text = ""
    column: Text = ""
    max_length: int | None = None
    choices: list[FormChoice] = Field(default_factory=list)


class Form(Given):
    """A form, as the result of `form` describes it. Keys not listed here are ignored."""

    fields: list[Text] = Field(description="The blanks to fill.")
    field_boxes: list[FormField] = Field(
        default_factory=list, description="Where they are and what is printed around them, which tells what they ask."
    )
    title: Text = ""
    tags: list[Text] = Field(default_factory=list)
    description: Text = ""
    kv: KeyValues = Field(default_factory=dict)


_by_task_id = Discriminator(lambda value: TASK_ID if isinstance(value, str) else OBJECT)
_by_list = Discriminator(lambda value: LIST if isinstance(value, list) else OBJECT)

Known = Annotated[Annotated[Entry, Tag(OBJECT)] | Annotated[TaskId, Tag(TASK_ID)], _by_task_id]
KnownItems = Annotated[list[Known], Field(fail_fast=True, max_length=10_000)]
FormOrTask = Annotated[Annotated[Form, Tag(OBJECT)] | Annotated[TaskId, Tag(TASK_ID)], _by_task_id]


class Library(Given):
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


class Parameters(Given):
    """What every operation takes."""

    model_config = ConfigDict(extra="forbid")

    library: LibraryOrList = Field(
        default_factory=Library,
        description="What the client already knows; in a plain list, forms say that they are.",
    )

    @classmethod
    def names(cls) -> dict[str, str]:
        """Each field of this model by the name that clients and operations call it by."""
        return {field.alias or name: name for name, field in cls.model_fields.items()}

    @classmethod
    def check(cls, given: Mapping[str, Any]) -> None:
        """Raises BadRequest where an operation cannot be called with these parameters, whichever way they came."""


def _schema(value: object) -> object:
    return None if value is None else plain_schema(value)


Schema = Annotated[
    dict[str, JsonValue],
    BeforeValidator(_schema),
    WithJsonSchema(
        {
            "type": "object",
            "description": "A JSON Schema of your own fields: an object with `properties`; answered in `answers`.",
            "examples": [
                {
                    "type": "object",
                    "properties": {
                        "invoice_number": {"type": "string"},
                        "due_date": {"type": "string", "format": "date"},
                        "total": {"type": "number", "description": "what is to be paid"},
                    },
                }
            ],
        }
    ),
]
"""The caller's own fields, see `asked_schema`."""


class ReadingParameters(Parameters):
    """What is known, and what is to be found."""

    asked: Schema | None = Field(None, alias="schema")

    @classmethod
    def check(cls, given: Mapping[str, Any]) -> None:
        """See `Parameters`. Raises InvalidSchema."""
        if given.get("schema") is not None:
            plain_schema(given["schema"])


class FillingParameters(Parameters):
    """A form to fill, and the library to fill it from."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "form": {"fields": ["Last name", "Date of birth"]},
                    "library": {"docs": [{"id": "7", "title": "Passport", "kv": {"Surname": "Tan"}}]},
                }
            ]
        }
    )

    form: FormOrTask | None = Field(None, description="The result of `form`, or the id of such a task.")

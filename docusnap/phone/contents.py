"""What is in an envelope: pictures or a form, what the client knows already, and what is known about the user."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from docusnap.api.schemas import Entry, KeyValues, Text, picture_bytes
from docusnap.domain.compact_json import compact_json
from docusnap.domain.errors import MissingInput, NotOpened, UnreadableFile
from docusnap.operations.sealed import Opener, Unsealed
from docusnap.sealing.envelope import opened, sealed
from docusnap.sealing.key_pair import KeyPair

USER_DATA = "user_data"
"""The id of the library entry that stands for what is known about the user."""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _field_names(value: object) -> object:
    return list(value) if isinstance(value, Mapping) else value


def _single(value: object) -> object:
    """A form alone in a list is that form."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping) else value


def _given(value: object) -> object:
    """Without what is the same as absent, and without types, as its list tells an entry's; ids as text."""
    if not isinstance(value, Mapping):
        return value
    kept = {k: v for k, v in value.items() if v is not None and k != "type" and (v or k not in ("kv", "tags"))}
    return {k: _text(v) if k in ("id", "resource_id") else v for k, v in kept.items()}


class _Form(BaseModel):
    """A form to fill; keys of no interest here are ignored."""

    fields: Annotated[list[Text], BeforeValidator(_field_names)]
    title: Text = ""
    tags: list[Text] = Field(default_factory=list)
    description: Text = ""
    kv: KeyValues = Field(default_factory=dict)


KnownEntry = Annotated[Entry, BeforeValidator(_given)]
FormToFill = Annotated[_Form, BeforeValidator(_given)]


class _Library(BaseModel):
    docs: list[KnownEntry] = Field(default_factory=list, validation_alias=AliasChoices("docs", "doc"))
    forms: list[KnownEntry] = Field(default_factory=list, validation_alias=AliasChoices("forms", "form"))


class _Inside(BaseModel):
    to_process: Annotated[list[str] | FormToFill, BeforeValidator(_single)] = Field(
        validation_alias=AliasChoices("to_process", "images")
    )
    file_lib: Annotated[_Library, BeforeValidator(_given)] = Field(default_factory=_Library)
    user_data: KeyValues = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inside:
    """Pictures in page order, and the operation's parameters."""

    pictures: tuple[bytes, ...]
    parameters: Mapping[str, Any]


def read_inside(value: Mapping[str, Any], operation: str) -> Inside:
    """What the opened JSON asks the operation for.

    Raises NotOpened when it is not of the shape that it should be (told as any other failure to open it), MissingInput
    without pictures or form, UnreadableFile where a picture is not base64.
    """
    try:
        given = _Inside.model_validate(_given(value))
    except ValidationError:
        raise NotOpened from None
    library = [entry.model_dump() | {"type": "doc"} for entry in given.file_lib.docs]
    library += [entry.model_dump() | {"type": "form"} for entry in given.file_lib.forms]
    if given.user_data:
        library.append({"type": "doc", "id": USER_DATA, "title": "User data", "kv": given.user_data})
    if isinstance(given.to_process, _Form):
        if operation != "form_filling":
            raise MissingInput
        return Inside((), {"library": library, "form": given.to_process.model_dump()})
    if not given.to_process:
        raise MissingInput
    return Inside(tuple(_picture(n, text) for n, text in enumerate(given.to_process, 1)), {"library": library})


def _picture(number: int, text: str) -> bytes:
    try:
        picture = picture_bytes(text)
    except PydanticCustomError:
        picture = ""
    if isinstance(picture, str):  # a web address: what is sealed must not be fetched from where all can see it
        raise UnreadableFile(f"Picture {number} is not base64.")
    return picture


def opener(keys: KeyPair, operation: str) -> Opener:
    """How the workers open the envelopes of an operation."""

    def unseal(content: bytes, encrypted_key: str) -> Unsealed:
        key = keys.unwrapped(encrypted_key)
        inside = read_inside(opened(content, key).value, operation)
        return Unsealed(inside.pictures, inside.parameters, lambda result: sealed(compact_json(result).encode(), key))

    return unseal

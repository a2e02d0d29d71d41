"""What a sealed request asks for: pictures or a form, what the client knows already, and values about the user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docusnap.domain.base64_text import decoded, is_web_address
from docusnap.domain.errors import MissingInput, NotOpened, UnreadableFile
from docusnap.domain.key_values import KeyValueLimit
from docusnap.sealing.library import key_values, names, read_form, read_library

USER_DATA = "user_data"
"""The id of the library entry that stands for what is known about the user."""


@dataclass(frozen=True, slots=True)
class SealedRequest:
    """The pictures in page order, as bytes, and the parameters of the operation; its `repr` shows neither."""

    pictures: tuple[bytes, ...] = field(repr=False)
    parameters: Mapping[str, Any] = field(repr=False)


def read_request(value: Mapping[str, Any], *, takes_form: bool, size: int) -> SealedRequest:
    """What the opened JSON object, of `size` bytes, asks of an operation, which may take a form in place of pictures.

    The others take a `schema` of the caller's own fields, which is not checked here. Whatever cannot be read in the
    library is left out. Raises NotOpened when all else is not of its shape (told as any other failure to open it),
    MissingInput without pictures or form, UnreadableFile where a picture is not base64.
    """
    limit = KeyValueLimit(size)
    given = value.get("to_process")
    work = _single_form(value.get("images") if given is None else given)
    if isinstance(work, Mapping):
        return _filling(work, value, limit, takes_form=takes_form)
    if not isinstance(work, list) or not all(isinstance(picture, str) for picture in work):
        raise NotOpened
    library = _library(value, limit)
    if not work:
        raise MissingInput
    asked = {} if takes_form or value.get("schema") is None else {"schema": value["schema"]}
    return SealedRequest(tuple(_picture(n, text) for n, text in enumerate(work, 1)), {"library": library, **asked})


def _filling(
    work: Mapping[str, Any], value: Mapping[str, Any], limit: KeyValueLimit, *, takes_form: bool
) -> SealedRequest:
    if not (blanks := names(work.get("fields"))) and work.get("fields") != []:
        raise NotOpened
    library = _library(value, limit, blanks=blanks, own_id=work.get("id") or work.get("resource_id"))
    if not takes_form:
        raise MissingInput
    return SealedRequest((), {"library": library, "form": read_form(work, blanks, limit)})


def _single_form(work: object) -> object:
    """The form where it came alone in a list; else the same."""
    return work[0] if isinstance(work, list) and len(work) == 1 and isinstance(work[0], Mapping) else work


def _library(
    value: Mapping[str, Any], limit: KeyValueLimit, *, blanks: Sequence[str] = (), own_id: object = None
) -> list[dict[str, Any]]:
    given, user_data = value.get("file_lib"), value.get("user_data")
    if not isinstance(given, Mapping | None) or not isinstance(user_data, Mapping | None):
        raise NotOpened
    library = read_library(given or {}, limit, blanks=blanks, own_id=own_id)
    if user_data and (known := key_values(user_data, limit)):
        library.append({"type": "doc", "id": USER_DATA, "title": "User data", "kv": known})
    return library


def _picture(number: int, text: str) -> bytes:
    try:
        if is_web_address(text):
            raise ValueError("What is sealed must not be fetched from where all can see it.")
        return decoded(text)
    except ValueError:
        raise UnreadableFile(f"Picture {number} is not base64.") from None

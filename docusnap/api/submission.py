"""A request body, multipart or JSON, read into what the delegator takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

import jiter
from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from docusnap.api.answers import FieldProblem
from docusnap.api.known import entries, form_to_fill
from docusnap.api.problem import InvalidRequest, UnsupportedBody
from docusnap.api.schemas import SHAPES, DocumentRequest, FillingRequest, SubmitRequest
from docusnap.delegation.commands import Webhook
from docusnap.domain.errors import BadRequest, MissingInput, TooLarge, TooManyPages
from docusnap.domain.task import Task
from docusnap.settings import LimitSettings

Options = TypeVar("Options", bound=BaseModel)

_UTF8_MARK = b"\xef\xbb\xbf"
_MOST_TOLD = 20
_LONGEST_KEY = 255
_MOST_OPTIONS = 10_000_000
_OTHER_PARTS = 50
_MOST_VALUES = 1_000_000


@dataclass(frozen=True, slots=True)
class Submission:
    """What one client asks for: the files' bytes or addresses in page order, and the operation's parameters."""

    uploads: tuple[bytes | str, ...]
    parameters: Mapping[str, Any]
    tag: str | None
    webhook: Webhook | None
    operation: str
    priority: int


def read_submission(
    request: Request, model: type[SubmitRequest], limits: LimitSettings, own_task: Callable[[str], Task]
) -> Submission:
    """The request as `model` describes it; `own_task` finds a task of the client's, or raises NotFound.

    Raises BadRequest or one of its kinds, naming the fields that are wrong.
    """
    body = _body(request, limits)
    images = body.get("images")
    if images == []:
        raise _without_images(model)
    if isinstance(images, list) and len(images) > limits.max_pages:
        raise TooManyPages(
            f"{len(images)} images are more than the {limits.max_pages} of one task (DOCUSNAP_MAX_PAGES)."
        )
    given = validated(body, model)
    for number, picture in enumerate(given.images):
        if isinstance(picture, bytes) and len(picture) > limits.max_file_bytes:
            most = f"{limits.max_file_bytes} is the most (DOCUSNAP_MAX_FILE_BYTES)"
            raise TooLarge(f"images[{number}] has {len(picture)} bytes; {most}.")
    webhook = _webhook(given)
    operation, priority = (given.operation, given.priority) if isinstance(given, DocumentRequest) else ("", 0)
    return Submission(
        tuple(given.images), _parameters(given, own_task), given.tag, webhook, operation=operation, priority=priority
    )


def read_options(request: Request, model: type[Options]) -> Options:
    """A JSON body that may be left out. Raises BadRequest or one of its kinds, naming the fields that are wrong."""
    request.max_content_length = _MOST_OPTIONS
    data = request.get_data(cache=False)
    if data and not request.is_json:
        raise UnsupportedBody("Send the body as application/json.")
    body = from_json(data, "The body") if data else {}
    return validated(_object(body), model)


def validated(body: Mapping[str, Any], model: type[Options]) -> Options:
    """The JSON object as `model` describes it. Raises InvalidRequest, naming the fields that are wrong."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise InvalidRequest(_problems(error, model)) from None


def json_object(request: Request) -> dict[str, Any]:
    """The body, which must be a JSON object. Raises UnsupportedBody, BadRequest, TooLarge."""
    if not request.is_json:
        raise UnsupportedBody("Send the body as application/json.")
    return _object(from_json(request.get_data(), "The body"))


def _object(body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


def _webhook(given: SubmitRequest) -> Webhook | None:
    if given.callback_url:
        return Webhook(given.callback_url, given.callback_events)
    if "callback_events" in given.model_fields_set:
        problem = FieldProblem(field="callback_events", message="Send it with `callback_url` only.")
        raise InvalidRequest([problem])
    return None


def idempotency_key(request: Request) -> str | None:
    """What the client calls its request, so that sending it again does nothing more. Raises InvalidRequest."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY):
        problem = f"Send 1 to {_LONGEST_KEY} printable ASCII characters."
        raise InvalidRequest([FieldProblem(field="Idempotency-Key", message=problem)])
    return key


def _parameters(given: SubmitRequest, own_task: Callable[[str], Task]) -> dict[str, Any]:
    form = given.form if isinstance(given, FillingRequest) else None
    if form is None and not given.images:
        raise _without_images(type(given))
    if form is not None and given.images:
        raise InvalidRequest([FieldProblem(field="form", message="Send `form` or `images`, not both.")])
    library = entries(given.library, own_task)
    return {"library": library} if form is None else {"library": library, "form": form_to_fill(form, own_task)}


def _without_images(model: type[SubmitRequest]) -> MissingInput:
    also = " (or a `form`)" if issubclass(model, FillingRequest) else ""
    return MissingInput(f"The request has no images; send at least one as `images`{also}.")


def _body(request: Request, limits: LimitSettings) -> dict[str, Any]:
    request.max_content_length = limits.max_request_bytes
    if request.mimetype == "multipart/form-data":
        return _multipart(request, limits)
    if request.is_json:
        return _object(from_json(request.get_data(cache=False), "The body"))
    if not request.mimetype and not request.get_data(cache=False):
        raise MissingInput
    raise UnsupportedBody


def _multipart(request: Request, limits: LimitSettings) -> dict[str, Any]:
    fields, uploads = parts_of(request, limits)
    body: dict[str, Any] = {}
    for name, texts in fields.lists():
        if name == "images":
            raise InvalidRequest([FieldProblem(field=name, message="Send each image as a file, with a file name.")])
        if len(texts) > 1:
            raise InvalidRequest([FieldProblem(field=_shortened(name), message="This field can be sent once only.")])
        body[name] = texts[0] or None
    for name, files in uploads.lists():
        contents = [file.read() for file in files if file.filename]
        if name == "images":
            body[name] = contents
        elif name in body or len(contents) > 1:
            raise InvalidRequest([FieldProblem(field=_shortened(name), message="This field can be sent once only.")])
        elif contents:
            body[name] = contents[0]
    if library := _bytes(body.get("library")):
        body["library"] = from_json(library, "`library`")
    if events := _bytes(body.get("callback_events")):
        body["callback_events"] = from_json(events, "`callback_events`")
    if form := _bytes(body.get("form")).strip():
        body["form"] = from_json(form, "`form`") if form.startswith((b"{", b'"')) else form.decode("utf-8", "replace")
    return body


def _bytes(field: str | bytes | None) -> bytes:
    return field.encode() if isinstance(field, str) else field or b""


def parts_of(request: Request, limits: LimitSettings) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """The fields and files of a form, in memory: temporary files would only be read back, and others could read them.

    Raises TooLarge, BadRequest.
    """
    most = limits.max_pages + _OTHER_PARTS
    parser = FormDataParser(
        stream_factory=lambda *_, **__: BytesIO(),
        max_form_memory_size=limits.max_request_bytes,
        max_form_parts=most,
        silent=False,
    )
    stream = request.stream
    try:
        _, form, files = parser.parse(stream, request.mimetype, request.content_length, request.mimetype_params)
    except RequestEntityTooLarge:
        raise TooLarge(f"The form is too large: at most {most} parts and {limits.max_request_bytes} bytes.") from None
    except ValueError as error:
        raise BadRequest(f"The body is not multipart/form-data: {error}.") from None
    return form, files


def from_json(data: bytes, name: str) -> Any:
    """JSON, decimals exact; raises BadRequest on anything doubtful: NaN, a key twice, too deep, not UTF-8.

    Raises TooLarge on more values than could be meant: small ones take many times their size in memory.
    """
    if sum(data.count(sign) for sign in (b",", b"[", b"{")) > _MOST_VALUES:
        raise TooLarge(f"{name} has more than {_MOST_VALUES} values.")
    try:
        return jiter.from_json(
            data.removeprefix(_UTF8_MARK), allow_inf_nan=False, catch_duplicate_keys=True, float_mode="decimal"
        )
    except ValueError as error:
        reason = re.sub(r'"[^\n]*" ', "", str(error))
        raise BadRequest(f"{name} is not JSON in UTF-8: {reason}.") from None


def _problems(error: ValidationError, model: type[BaseModel]) -> list[FieldProblem]:
    told = []
    for item in error.errors(include_url=False, include_input=False, include_context=False)[:_MOST_TOLD]:
        message = item["msg"]
        if item["type"] == "extra_forbidden":
            message = "Unknown field"
            if len(item["loc"]) == 1:
                message += f"; this endpoint takes {', '.join(model.model_fields)}"
        told.append(FieldProblem(field=_path(item["loc"]), message=message.rstrip(".") + "."))
    return told


def _path(where: tuple[int | str, ...]) -> str:
    parts = (f"[{p}]" if isinstance(p, int) else f".{_shortened(p)}" for p in where if p not in SHAPES)
    return "".join(parts).lstrip(".")


def _shortened(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"

"""A request body, multipart or JSON, read into what the delegator takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import jiter
from flask import Request
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser
from pydantic import BaseModel, ValidationError

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
    try:
        given = model.model_validate(body)
    except ValidationError as error:
        raise InvalidRequest(_problems(error, model)) from None
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
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise InvalidRequest(_problems(error, model)) from None


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
    if request.mimetype == "multipart/form-data":
        return _multipart(request, limits)
    content = _content(request, limits)
    if request.is_json:
        body = from_json(content, "The body")
        if not isinstance(body, dict):
            raise BadRequest("The body is not a JSON object.")
        return body
    if not request.mimetype and not content:
        raise MissingInput
    raise UnsupportedBody


def _content(request: Request, limits: LimitSettings) -> bytes:
    """The whole body, in one piece where its length is known, as copying costs more than all else that is done here."""
    request.max_content_length = limits.max_request_bytes
    length = request.content_length
    if length is None or length > limits.max_request_bytes:
        return request.get_data(cache=False)
    return request.input_stream.read(length)


def _multipart(request: Request, limits: LimitSettings) -> dict[str, Any]:
    body: dict[str, Any] = {}
    images = []
    for part, content in _parts(request, limits):
        name = part.name or ""
        if part.filename == "":
            continue  # what a browser sends for a field of files in which none was chosen
        if name != "images":
            if name in body:
                raise InvalidRequest(
                    [FieldProblem(field=_shortened(name), message="This field can be sent once only.")]
                )
            body[name] = content if part.filename else content or None
        elif part.filename:
            images.append(content)
        else:
            raise InvalidRequest([FieldProblem(field=name, message="Send each image as a file, with a file name.")])
    if images:
        body["images"] = images
    for name, title in (("library", "`library`"), ("callback_events", "`callback_events`")):
        if body.get(name):
            body[name] = from_json(body[name], title)
    if form := (body.get("form") or b"").strip():
        body["form"] = from_json(form, "`form`") if form.startswith((b"{", b'"')) else form.decode("utf-8", "replace")
    return body


def _parts(request: Request, limits: LimitSettings) -> list[tuple[MultipartSegment, bytes]]:
    """In memory: the bytes go on as they are, so temporary files would only be read back."""
    most = limits.max_pages + _OTHER_PARTS
    boundary = request.mimetype_params.get("boundary", "")
    found, chunks = [], list[bytes]()
    try:
        with PushMultipartParser(boundary, max_segment_count=most) as parser:
            for event in parser.parse(_content(request, limits)):
                if isinstance(event, MultipartSegment):
                    part, chunks = event, []
                elif event is None:
                    found.append((part, b"".join(chunks)))
                else:
                    chunks.append(event)
    except ParserLimitReached as error:
        raise TooLarge(f"The form is too large ({error}); it can have {most} parts.") from None
    except MultipartError as error:
        raise BadRequest(f"The body is not multipart/form-data ({error.args[0]}).") from None
    if any(content.startswith(b"--" + boundary.encode()) for _, content in found):
        raise BadRequest("The body is not multipart/form-data (a part has no body).")
    return found


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

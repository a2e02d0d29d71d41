"""A request body, multipart or JSON, read into what the delegator takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request

from docusnap.api.library import entries, form_to_fill
from docusnap.api.requests import DocumentRequest, FillingRequest, SubmitRequest
from docusnap.delegation.commands import Webhook
from docusnap.domain.errors import MissingInput, TooLarge, TooManyPages
from docusnap.domain.task import Task
from docusnap.http.bodies import as_object, from_json, shortened, validated
from docusnap.http.form_data import Part, parts_of
from docusnap.http.problem import FieldProblem, InvalidRequest, UnsupportedBody
from docusnap.settings.groups import LimitSettings

_LONGEST_KEY = 255
_ONCE = "This field can be sent once only."
_AS_FILE = "Send each image as a file, with a file name."


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
        return _form(parts_of(request, limits))
    if request.is_json:
        return as_object(from_json(request.get_data(cache=False), "The body"))
    if not request.mimetype and not request.get_data(cache=False):
        raise MissingInput
    raise UnsupportedBody


def _form(parts: Iterable[Part]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    images = []
    for part in parts:
        if part.filename == "":
            continue
        if part.name != "images":
            if part.name in body:
                raise InvalidRequest([FieldProblem(field=shortened(part.name), message=_ONCE)])
            body[part.name] = part.content if part.filename else part.content or None
        elif part.filename:
            images.append(part.content)
        else:
            raise InvalidRequest([FieldProblem(field="images", message=_AS_FILE)])
    if images:
        body["images"] = images
    for name, title in (("library", "`library`"), ("callback_events", "`callback_events`")):
        if body.get(name):
            body[name] = from_json(body[name], title)
    if form := (body.get("form") or b"").strip():
        body["form"] = from_json(form, "`form`") if form.startswith((b"{", b'"')) else form.decode("utf-8", "replace")
    return body

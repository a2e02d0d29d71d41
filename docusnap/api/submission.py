"""A request body, multipart or JSON, read into a request for a task."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Request

from docusnap.api.library import entries, form_to_fill
from docusnap.api.requests import DocumentRequest, FillingRequest, SubmitRequest
from docusnap.delegation.tasks import Tasks
from docusnap.domain.errors import MissingInput, TooManyPages
from docusnap.domain.request import TaskRequest, Webhook
from docusnap.domain.task import Task
from docusnap.http.authentication import charged_to, client_of
from docusnap.http.bodies import as_object, from_json, shortened, validated
from docusnap.http.form_data import Part, parts_of
from docusnap.http.problem import FieldProblem, InvalidRequest, UnsupportedBody
from docusnap.settings.groups import LimitSettings

_LONGEST_KEY = 255
_ONCE = "This field can be sent once only."
_AS_FILE = "Send each image as a file, with a file name."


def read_submission(
    request: Request, model: type[SubmitRequest], limits: LimitSettings, tasks: Tasks, *, operation: str = ""
) -> TaskRequest:
    """What the client asks for, its body as `model` describes it; `operation`: the one of the route, if it has one.

    A `DocumentRequest` names its operation itself, and its images are kept as a document. Raises BadRequest or one of
    its kinds, naming the fields that are wrong.
    """
    client_id = client_of(request)
    body = _body(request, limits)
    images = body.get("images")
    if images == []:
        raise _without_images(model)
    if isinstance(images, list) and len(images) > limits.max_pages:  # before each of them is decoded
        raise TooManyPages(
            f"{len(images)} images are more than the {limits.max_pages} of one task (DOCUSNAP_MAX_PAGES)."
        )
    given = validated(body, model)
    document = given if isinstance(given, DocumentRequest) else None
    return TaskRequest(
        document.operation if document else operation,
        client_id=client_id,
        priority=document.priority if document else 0,
        keep_document=document is not None,
        uploads=tuple(given.images),
        parameters=_parameters(given, lambda task_id: tasks.task(task_id, client_id=client_id)),
        tag=given.tag,
        webhook=_webhook(given),
        idempotency_key=idempotency_key(request),
        charged_to=charged_to(request),
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

"""A request body, multipart or JSON, read into a request for a task."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Request

from docusnap.api.library import as_named, form_task, parameters_of
from docusnap.api.requests import KeepRequest, NamedRequest, ReprocessRequest, SubmitRequest, request_for
from docusnap.delegation.tasks import Tasks
from docusnap.delegation.uploads import SEALED
from docusnap.domain.errors import BadRequest, InvalidSchema, MissingInput, TooManyPages
from docusnap.domain.request import TaskRequest, Webhook
from docusnap.domain.task import StoredFile, Task
from docusnap.http.authentication import charged_to, client_of, overtakes, share_of
from docusnap.http.bodies import as_object, from_json, optional_object, shortened, validated
from docusnap.http.form_data import Part, parts_of
from docusnap.http.problem import FieldProblem, InvalidRequest, UnsupportedBody
from docusnap.operations.declaration import Declaration
from docusnap.settings.groups import LimitSettings

_LONGEST_KEY = 255
_ALWAYS_JSON = ("library", "callback_events")
_ONCE = "This field can be sent once only."
_AS_FILE = "Send each image as a file, with a file name."


def read_submission(request: Request, declaration: Declaration, limits: LimitSettings, tasks: Tasks) -> TaskRequest:
    """What the client asks of the operation.

    Raises BadRequest or one of its kinds, naming the fields that are wrong.
    """
    return _read(request, _body(request, limits), declaration, SubmitRequest, limits, tasks)


def read_named(
    request: Request,
    base: type[NamedRequest],
    operations: Mapping[str, Declaration],
    limits: LimitSettings,
    tasks: Tasks,
) -> TaskRequest:
    """The same where the body, of the shape `base`, names the operation. Raises as `read_submission`."""
    body = _body(request, limits)
    return _read(request, body, named_in(body, operations, base), base, limits, tasks)


def named_in(
    body: Mapping[str, Any], operations: Mapping[str, Declaration], base: type[NamedRequest | ReprocessRequest]
) -> Declaration:
    """What the operation that the body names declares, or that of `base` where it names none.

    Raises InvalidRequest, which lists the known ones.
    """
    name = body.get("operation")
    name = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    if not isinstance(name, str):  # absent, or refused when the body is validated
        name = base.model_fields["operation"].default
    if name not in operations:
        raise InvalidRequest([FieldProblem(field="operation", message=f"Send one of {', '.join(operations)}.")])
    return operations[name]


def read_again(request: Request, operations: Mapping[str, Declaration], tasks: Tasks) -> TaskRequest:
    """What the client asks for anew of files that are here; which, the address says. Raises as `read_submission`."""
    client_id = client_of(request)
    body = optional_object(request)
    declaration = named_in(body, operations, ReprocessRequest)
    given = validated(body, request_for(declaration, ReprocessRequest))
    return TaskRequest(
        declaration.name,
        client_id=client_id,
        parameters=parameters_of(given, declaration, lambda task_id: tasks.task(task_id, client_id=client_id)),
        tag=given.tag,
        priority=given.priority,
        fresh=True,
        idempotency_key=idempotency_key(request),
        charged_to=charged_to(request),
        share=share_of(request),
        overtakes=overtakes(request),
    )


def _read(
    request: Request,
    body: dict[str, Any],
    declaration: Declaration,
    base: type[SubmitRequest],
    limits: LimitSettings,
    tasks: Tasks,
) -> TaskRequest:
    client_id = client_of(request)
    _decode_parameters(body, declaration)
    images = body.get("images")
    if images == []:
        raise _without_images(declaration)
    if isinstance(images, list) and len(images) > limits.max_pages:  # before each of them is decoded
        raise TooManyPages(
            f"{len(images)} images are more than the {limits.max_pages} of one task (DOCUSNAP_MAX_PAGES)."
        )
    given = validated(body, request_for(declaration, base))
    _check_images(given, declaration)
    form = form_task(given, declaration)
    return TaskRequest(
        declaration.name,
        client_id=client_id,
        priority=given.priority if isinstance(given, NamedRequest) else 0,
        keep_document=isinstance(given, KeepRequest),
        uploads=tuple(given.images),
        parameters=parameters_of(given, declaration, lambda task_id: tasks.task(task_id, client_id=client_id)),
        named=as_named(given, declaration),
        files=_pictures_of(tasks.task(form, client_id=client_id)) if form else (),
        tag=given.tag,
        webhook=_webhook(given),
        idempotency_key=idempotency_key(request),
        charged_to=charged_to(request),
        share=share_of(request),
        overtakes=overtakes(request),
    )


def _pictures_of(form: Task) -> tuple[StoredFile, ...]:
    """The files of a form, so that it can be shown filled; of one that came sealed none."""
    return tuple(file for file in form.files if file.media_type != SEALED)


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


def _check_images(given: SubmitRequest, declaration: Declaration) -> None:
    name = declaration.instead_of_images
    instead = getattr(given, name) if name else None
    if instead is None and not given.images:
        raise _without_images(declaration)
    if instead is not None and given.images:
        raise InvalidRequest([FieldProblem(field=str(name), message=f"Send `{name}` or `images`, not both.")])


def _without_images(declaration: Declaration) -> MissingInput:
    also = f" (or a `{declaration.instead_of_images}`)" if declaration.instead_of_images else ""
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
    return body


def _decode_parameters(body: dict[str, Any], declaration: Declaration) -> None:
    """Reads what came as parts of a form: lists and objects are JSON, the rest is text."""
    for name in (*declaration.parameters.names(), "callback_events"):
        content = body.get(name)
        if not isinstance(content, bytes) or not content.strip():
            continue
        if name == "schema":
            body[name] = _schema(content)
        elif name in _ALWAYS_JSON or content.lstrip().startswith((b"{", b"[", b'"')):
            body[name] = from_json(content, f"`{name}`")
        else:
            body[name] = content.strip().decode("utf-8", "replace")


def _schema(content: bytes) -> Any:
    try:
        return from_json(content, "It")
    except BadRequest as error:
        raise InvalidSchema(f"{error} Send a JSON Schema as an object.", where="") from None

"""`/process`, `/clear`, `/check_status` and `/public_key`: the phone app's own protocol."""

import json
import logging
import math
import re
from typing import Any

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import HTTPException

from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.domain.errors import BadRequest, DocusnapError, QuotaExceeded, RateLimited, StorageFailure, TooManyWaiting
from docusnap.domain.request import SealedUpload, TaskRequest, Upload
from docusnap.domain.task import SealedName, Status, Task
from docusnap.http import problem
from docusnap.http.authentication import Access, charged_to, phone_client_of, requires, share_of
from docusnap.http.bodies import as_object, from_json, json_answer
from docusnap.http.openapi import described
from docusnap.phone import openapi as notes
from docusnap.phone.answers import Cleared, ClearError, Completed, PhoneError, Processing, ServerStatus
from docusnap.phone.error_codes import Code, ErrorReply, reply_to
from docusnap.sealing.envelope import Envelope, Opener
from docusnap.sealing.key_pair import KeyPair

log = logging.getLogger(__name__)

_OPERATIONS = {"doc": "document", "form": "form", "fill": "form_filling"}
_LONGEST_FIELD = 255
_LONGEST_KEY = 10_000
_LONGEST_POLL = 4_000
_ADDRESSES = re.compile(r"(/api)?(/v[0-9]+)?/(process|clear|check_status|public_key)/?")
"""Where phones look for these routes, also on servers that have them elsewhere."""


class ProtocolError(Exception):
    """The request is not one of the protocol's."""

    def __init__(self, code: Code) -> None:
        """`code` is answered, with 400."""
        super().__init__(code)
        self.reply = ErrorReply(code, 400)


def blueprint(intake: Intake, tasks: Tasks, keys: KeyPair, opener: Opener) -> Blueprint:
    """`/process`, `/clear`, `/check_status` and `/public_key`; every error there has the protocol's shape."""
    routes = Blueprint("phone", __name__)
    routes.register_error_handler(StorageFailure, _failed)  # raised by authentication, too
    routes.after_app_request(_in_protocol)
    _add_process(routes, intake, tasks, opener)

    @routes.post("/clear")
    @requires(Access.PHONE)
    @described(notes.CLEAR)
    def clear() -> Response:
        try:
            body = _body(request)
            client_id = phone_client_of(request, _text(body, "client_id"))
        except ProtocolError:
            return json_answer(ClearError(), 400)
        sha256, kind = body.get("SHA256"), body.get("type")
        if not isinstance(sha256, str | None) or not isinstance(kind, str | None):
            return json_answer(ClearError(error="SHA256 and type must be text"), 400)
        tasks.delete_sealed(client_id, sha256 and sha256.lower(), kind)
        log.info("deleted tasks of client %s", client_id, extra={"action": "tasks_deleted"})
        return json_answer(Cleared())

    @routes.get("/check_status")
    @requires(Access.ANYONE)
    @described(notes.CHECK_STATUS)
    def check_status() -> Response:
        return json_answer(ServerStatus())

    @routes.get("/public_key")
    @requires(Access.ANYONE)
    @described(notes.PUBLIC_KEY)
    def public_key() -> Response:
        return Response(keys.public_pem, mimetype="text/plain")

    return routes


def _add_process(routes: Blueprint, intake: Intake, tasks: Tasks, opener: Opener) -> None:
    @routes.post("/process")
    @requires(Access.PHONE, too_often=_answer_poll)
    @described(notes.PROCESS)
    def process() -> Response:
        try:
            return _answered(_body(request), intake, tasks, opener)
        except ProtocolError as error:
            return _error(error.reply)
        except (QuotaExceeded, TooManyWaiting):
            raise
        except Exception as error:  # noqa: BLE001 - what fails here is logged whole
            return _failed(error)


def _answered(body: dict[str, Any], intake: Intake, tasks: Tasks, opener: Opener) -> Response:
    name = _name(body)
    content = body.get("content") if body["has_content"] else ""
    if not isinstance(content, str) or (body["has_content"] and not content):
        raise ProtocolError("MISSING_CONTENT")
    task = tasks.by_sealed_name(name)
    if task is None and not content:
        raise ProtocolError("TASK_NOT_FOUND")
    return _state(task or _submitted(name, content, body.get("aes_key"), intake, opener), name.type)


def _answer_poll(refused: RateLimited) -> Response | None:
    """A phone that polls too often goes on polling: any refusal would make it give its task up."""
    if not 0 < (request.content_length or 0) <= _LONGEST_POLL:
        return None
    try:
        if _body(request).get("has_content") is not False:
            return None
    except ProtocolError:
        return None
    answer = json_answer(Processing(), 202)
    answer.headers["Retry-After"] = str(math.ceil(refused.retry_after or 1))
    return answer


def _in_protocol(answer: Response) -> Response:
    """Adds to a problem that answers a phone what phones read: `status` and `error_detail`."""
    asked_here = request.blueprint == "phone" or (request.routing_exception and _ADDRESSES.fullmatch(request.path))
    if answer.mimetype == problem.MEDIA_TYPE and asked_here:
        told = answer.get_json()
        error = PhoneError(error_detail=reply_to(told["code"]).code)
        answer.set_data(json.dumps(told | error.model_dump()))
        answer.mimetype = "application/json"
    return answer


def _name(body: dict[str, Any]) -> SealedName:
    """Which task is meant, from the fields that every request has."""
    client_id, kind, sha256 = _text(body, "client_id"), body.get("type"), _text(body, "SHA256")
    if kind is None or not isinstance(body.get("has_content"), bool):
        raise ProtocolError("MISSING_REQUIRED_FIELD")
    if not isinstance(kind, str) or kind not in _OPERATIONS:
        raise ProtocolError("INVALID_TYPE")
    return SealedName(phone_client_of(request, client_id), sha256.lower(), kind)


def _text(body: dict[str, Any], field: str) -> str:
    """A field that must be there, and be a text that can be kept."""
    text = body.get(field)
    if not (isinstance(text, str) and 0 < len(text) <= _LONGEST_FIELD and text.isprintable()):
        raise ProtocolError("MISSING_REQUIRED_FIELD")
    return text


def _submitted(name: SealedName, content: str, aes_key: object, intake: Intake, opener: Opener) -> Task:
    """The task for that content, opened to see that it can be worked on."""
    if not isinstance(aes_key, str) or not 0 < len(aes_key) <= _LONGEST_KEY:
        raise ProtocolError("MISSING_REQUIRED_FIELD")
    upload, operation = Upload(content.encode()), _OPERATIONS[name.type]
    if upload.sha256 != name.sha256:
        raise ProtocolError("SHA256_MISMATCH")
    takes_form = intake.operations[operation].instead_of_images is not None
    with opener.accepting(Envelope(upload.content, aes_key)) as opened:
        sealed = SealedUpload(upload, aes_key, opened.request(takes_form=takes_form).pictures, name)
        return intake.submit(
            TaskRequest(
                operation,
                client_id=name.client_id,
                sealed=sealed,
                charged_to=charged_to(request),
                share=share_of(request),
            )
        )


def _state(task: Task, kind: str) -> Response:
    if task.status is Status.COMPLETED:
        assert task.result is not None
        return json_answer(Completed(result=task.result["encrypted_data"]))
    if task.status.ended:
        return _error(reply_to(task.failure.code if task.failure else task.status, kind))
    return json_answer(Processing(), 202)


def _failed(error: Exception) -> Response:
    reply = reply_to(error.code if isinstance(error, DocusnapError) else DocusnapError.code)
    if reply.status == 500:
        log.error("a phone's request failed: %s", error, exc_info=error, extra={"action": "request_failed"})
    return _error(reply)


def _error(reply: ErrorReply) -> Response:
    return json_answer(PhoneError(error_detail=reply.code), reply.status)


def _body(request: Request) -> dict[str, Any]:
    try:
        return as_object(from_json(request.get_data(cache=False), "The body"))
    except (BadRequest, HTTPException):
        raise ProtocolError("INVALID_JSON") from None

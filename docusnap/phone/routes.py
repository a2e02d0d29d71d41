"""`/process`, `/clear`, `/check_status` and `/public_key`: what the phone app speaks."""

import logging
from typing import Any

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import HTTPException

from docusnap.delegation.sealed import SealedWork
from docusnap.domain.errors import BadRequest, DocusnapError, QuotaExceeded, StorageFailure, TooManyWaiting
from docusnap.domain.task import SealedName, Status, Task
from docusnap.files.base import sha256_of
from docusnap.http.authentication import Access, charged_to, phone_client_of, requires
from docusnap.http.bodies import from_json, json_answer
from docusnap.http.openapi import described
from docusnap.phone import openapi as notes
from docusnap.phone.bodies import Cleared, ClearError, Completed, PhoneError, Processing, ServerStatus
from docusnap.phone.error_codes import Code, Told, told_of
from docusnap.sealing.envelope import Envelope, Opener
from docusnap.sealing.key_pair import KeyPair

log = logging.getLogger(__name__)

_OPERATIONS = {"doc": "document", "form": "form", "fill": "form_filling"}
_LONGEST_FIELD = 255
_LONGEST_KEY = 10_000


class Refused(Exception):  # noqa: N818 - one of the protocol's answers
    """The request is not one of the protocol's."""

    def __init__(self, code: Code) -> None:
        """What the phone is told, with 400."""
        super().__init__(code)
        self.told = Told(code, 400)


def blueprint(work: SealedWork, keys: KeyPair, opener: Opener) -> Blueprint:
    """The phone app's own routes."""
    routes = Blueprint("snap", __name__)
    routes.register_error_handler(StorageFailure, _failed)  # also of the guard before these doors
    _add_process(routes, work, opener)

    @routes.post("/clear")
    @requires(Access.PHONE)
    @described(notes.CLEAR)
    def clear() -> Response:
        try:
            body = _asked(request)
            client_id = phone_client_of(request, _text(body, "client_id"))
        except Refused:
            return json_answer(ClearError(), 400)
        sha256, kind = body.get("SHA256"), body.get("type")
        if not isinstance(sha256, str | None) or not isinstance(kind, str | None):
            return json_answer(ClearError(error="SHA256 and type must be text"), 400)
        work.forget(client_id, sha256 and sha256.lower(), kind)
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


def _add_process(routes: Blueprint, work: SealedWork, opener: Opener) -> None:
    @routes.post("/process")
    @requires(Access.PHONE)
    @described(notes.PROCESS)
    def process() -> Response:
        try:
            return _answered(_asked(request), work, opener)
        except Refused as error:
            return _error(error.told)
        except (QuotaExceeded, TooManyWaiting):
            raise
        except Exception as error:  # noqa: BLE001 - what fails here is logged whole
            return _failed(error)


def _answered(body: dict[str, Any], work: SealedWork, opener: Opener) -> Response:
    name = _name(body)
    content = body.get("content") if body["has_content"] else ""
    if not isinstance(content, str) or (body["has_content"] and not content):
        raise Refused("MISSING_CONTENT")
    task = work.known(name)
    if task is None and not content:
        raise Refused("TASK_NOT_FOUND")
    return _state(task or _accepted(name, content, body.get("aes_key"), work, opener), name.type)


def _name(body: dict[str, Any]) -> SealedName:
    """Which task is meant, from the fields that every request has."""
    client_id, kind, sha256 = _text(body, "client_id"), body.get("type"), _text(body, "SHA256")
    if kind is None or not isinstance(body.get("has_content"), bool):
        raise Refused("MISSING_REQUIRED_FIELD")
    if not isinstance(kind, str) or kind not in _OPERATIONS:
        raise Refused("INVALID_TYPE")
    return SealedName(phone_client_of(request, client_id), sha256.lower(), kind)


def _text(body: dict[str, Any], field: str) -> str:
    """A field that must be there, and be a text that can be kept."""
    text = body.get(field)
    if not (isinstance(text, str) and 0 < len(text) <= _LONGEST_FIELD and text.isprintable()):
        raise Refused("MISSING_REQUIRED_FIELD")
    return text


def _accepted(name: SealedName, content: str, aes_key: object, work: SealedWork, opener: Opener) -> Task:
    """The task on that content, opened to see that it can be worked on."""
    if not isinstance(aes_key, str) or not 0 < len(aes_key) <= _LONGEST_KEY:
        raise Refused("MISSING_REQUIRED_FIELD")
    sent, operation = content.encode(), _OPERATIONS[name.type]
    if sha256_of(sent) != name.sha256:
        raise Refused("SHA256_MISMATCH")
    asked = opener.open(Envelope(sent, aes_key)).request(operation)
    return work.submit(
        operation,
        sent,
        aes_key,
        asked.pictures,
        client_id=name.client_id,
        known_as=name,
        charged_to=charged_to(request),
    )


def _state(task: Task, kind: str) -> Response:
    if task.status is Status.COMPLETED:
        assert task.result is not None
        return json_answer(Completed(result=task.result["encrypted_data"]))
    if task.status.ended:
        return _error(told_of(task.failure.code if task.failure else task.status, kind))
    return json_answer(Processing(), 202)


def _failed(error: Exception) -> Response:
    told = told_of(error.code if isinstance(error, DocusnapError) else DocusnapError.code)
    if told.status == 500:
        log.error("a phone's request failed: %s", error, exc_info=error, extra={"action": "request_failed"})
    return _error(told)


def _error(told: Told) -> Response:
    return json_answer(PhoneError(error_detail=told.code), told.status)


def _asked(request: Request) -> dict[str, Any]:
    try:
        body = from_json(request.get_data(cache=False), "The body")
    except (BadRequest, HTTPException):
        raise Refused("INVALID_JSON") from None
    if not isinstance(body, dict):
        raise Refused("INVALID_JSON")
    return body

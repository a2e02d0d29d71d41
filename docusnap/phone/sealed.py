"""Sealed requests on the API's own routes, and `/task_status`: the envelope around the same work."""

import hashlib
import json
from hmac import compare_digest
from typing import Any

from flask import Blueprint, Response, request

from docusnap.api.answers import SealedAnswer
from docusnap.api.route_notes import SEALABLE
from docusnap.api.schemas import SealedRequest
from docusnap.api.submission import json_object, validated
from docusnap.api.tasks import json_answer
from docusnap.delegation.delegator import Delegator
from docusnap.delegation.sealed import SealedWork
from docusnap.domain.compact_json import compact_json
from docusnap.domain.errors import NotFound, NotOpened
from docusnap.domain.task import Task
from docusnap.http.guard import charged_to, client_of
from docusnap.http.openapi import described
from docusnap.operations.sealed import wordless
from docusnap.phone import notes
from docusnap.phone.contents import read_inside
from docusnap.sealing.envelope import Opened, opened, sealed
from docusnap.sealing.key_pair import KeyPair

_MARK = b'"encrypted_data"'


class SealedRequests:
    """Opens what came sealed, has it done, and seals the answer with the same key."""

    def __init__(self, work: SealedWork, delegator: Delegator, keys: KeyPair) -> None:
        """`keys`: for which clients seal."""
        self._work = work
        self._delegator = delegator
        self._keys = keys

    def blueprint(self) -> Blueprint:
        """`POST /task_status`."""
        routes = Blueprint("sealed", __name__)

        @routes.post("/task_status")
        @described(notes.TASK_STATUS)
        def task_status() -> Response:
            asked, key = self._opened(validated(json_object(request), SealedRequest))
            task_id = asked.value.get("task_id")
            if not isinstance(task_id, str):
                raise NotFound("There is no task with this id.")
            return self._told(self._delegator.task(task_id, client_id=client_of(request)), key)

        return routes

    def answer(self, operation: str) -> Response | None:
        """The answer to the current request for the operation; None when it is not a sealed one."""
        if operation not in SEALABLE or not request.is_json or _MARK not in request.get_data():
            return None
        body = json_object(request)
        if "encrypted_data" not in body:
            return None
        given = validated(body, SealedRequest)
        asked, key = self._opened(given)
        with wordless():
            inside = read_inside(asked.value, operation)
        task = self._work.submit(
            operation,
            given.encrypted_data.encode(),
            given.encrypted_key,
            inside.pictures,
            client_id=client_of(request),
            uri=f"sealed:{self._keys.name_of(asked.plain)}",
            charged_to=charged_to(request),
        )
        return self._told(task, key)

    def _opened(self, given: SealedRequest) -> tuple[Opened, bytes]:
        key = self._keys.unwrapped(given.encrypted_key)
        found = opened(given.encrypted_data.encode(), key)
        if not compare_digest(_signature(found.plain), given.signature.lower()):
            raise NotOpened
        return found, key

    def _told(self, task: Task, key: bytes) -> Response:
        """How the task stands, its result's own keys beside its id and status."""
        body: dict[str, Any] = {"task_id": task.id}
        if task.status.ended:
            body = self._result(task) | body | {"status": task.status}
            if task.failure:
                body["error"] = {"code": task.failure.code, "detail": task.failure.detail}
        plain = compact_json(body).encode()
        answer = SealedAnswer(encrypted_data=sealed(plain, key), signature=_signature(plain))
        return json_answer(answer, 200 if task.status.ended else 202)

    def _result(self, task: Task) -> dict[str, Any]:
        """Opened, where it is sealed: whoever asked first for the same work may have had another key."""
        result = dict(task.result or {})
        if "encrypted_key" not in result:
            return result
        content = result["encrypted_data"].encode()
        found: dict[str, Any] = json.loads(opened(content, self._keys.unwrapped(result["encrypted_key"])).plain)
        return found


def _signature(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()

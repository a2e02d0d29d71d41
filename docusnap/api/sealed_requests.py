"""Sealed requests on the API's own routes, and `/task_status`: the envelope around the same work."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, request

from docusnap.api.requests import SealedRequest
from docusnap.api.task_answers import SealedAnswer
from docusnap.api.task_openapi import TASK_STATUS
from docusnap.api.waiting import Waiting
from docusnap.delegation.intake import Intake
from docusnap.domain.errors import NotFound
from docusnap.domain.request import SealedUpload, TaskRequest, Upload
from docusnap.domain.task import Task
from docusnap.http.authentication import Access, charged_to, client_of, requires, share_of
from docusnap.http.bodies import json_answer, json_object, validated
from docusnap.http.openapi import described
from docusnap.operations.asked_schema import plain_schema
from docusnap.sealing.envelope import Envelope, OpenedEnvelope, Opener

_MARK = b'"encrypted_data"'


class SealedRequests:
    """Opens what came sealed, has it done, and seals the answer with the same key."""

    def __init__(self, intake: Intake, opener: Opener, waiting: Waiting) -> None:
        """`opener` opens the envelopes that come."""
        self._intake = intake
        self._opener = opener
        self._waiting = waiting

    def blueprint(self) -> Blueprint:
        """`POST /task_status`."""
        routes = Blueprint("sealed", __name__)

        @routes.post("/task_status")
        @requires(Access.READ)
        @described(TASK_STATUS)
        def task_status() -> Response:
            with self._opened(validated(json_object(request), SealedRequest)) as opened:
                task_id = opened.value.get("task_id")
            if not isinstance(task_id, str):
                raise NotFound("There is no task with this id.")
            return self._answer(self._waiting.wait(request, task_id, self._waiting.seconds(request)), opened)

        return routes

    def answer(self, operation: str) -> Response | None:
        """The answer to the current request for the operation; None when it is not a sealed one."""
        declared = self._intake.operations[operation]
        if not declared.sealable or not request.is_json or _MARK not in request.get_data():
            return None
        body = json_object(request)
        if "encrypted_data" not in body:
            return None
        given = validated(body, SealedRequest)
        takes_form = declared.instead_of_images is not None
        upload = Upload(given.encrypted_data.encode())
        seconds = self._waiting.seconds(request)
        with self._opened(given) as opened:
            sealed = opened.request(takes_form=takes_form)
            if "schema" in sealed.parameters:
                plain_schema(sealed.parameters["schema"])
            asked = TaskRequest(
                operation,
                self._opener.uri(opened),
                client_id=client_of(request),
                sealed=SealedUpload(upload, given.encrypted_key, sealed.pictures),
                charged_to=charged_to(request),
                share=share_of(request),
            )
            task = self._intake.submit(asked)
        return self._answer(self._waiting.wait(request, task.id, seconds) if seconds else task, opened)

    @contextmanager
    def _opened(self, given: SealedRequest) -> Iterator[OpenedEnvelope]:
        with self._opener.accepting(Envelope(given.encrypted_data.encode(), given.encrypted_key)) as opened:
            opened.verify(given.signature)
            yield opened

    def _answer(self, task: Task, opened: OpenedEnvelope) -> Response:
        """How the task stands, its result's own keys beside its id and status."""
        body: dict[str, Any] = {"task_id": task.id}
        if task.status.ended:
            body = self.result(task) | body | {"status": task.status}
            if task.failure:
                body["error"] = {"code": task.failure.code, "detail": task.failure.detail}
        sealed = opened.seal(body)
        answer = SealedAnswer(encrypted_data=sealed.content, signature=sealed.signature)
        return json_answer(answer, 200 if task.status.ended else 202)

    def result(self, task: Task) -> dict[str, Any]:
        """Of the task, opened where it is sealed: whoever asked first for the same work may have had another key."""
        result = dict(task.result or {})
        if "encrypted_key" not in result:
            return result
        envelope = Envelope(result["encrypted_data"].encode(), result["encrypted_key"])
        found: dict[str, Any] = json.loads(self._opener.open(envelope).plain)
        return found

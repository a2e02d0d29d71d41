"""Documents that are kept: upload one, see what is known of it, work on it again, delete it."""

import logging
from dataclasses import replace

from flask import Blueprint, Response, request

from docusnap.api import document_openapi as notes
from docusnap.api.document_answers import AcceptedDocument, DocumentTaskBody, StoredDocument
from docusnap.api.requests import DEFAULT_OPERATION, KeepRequest
from docusnap.api.submission import read_again, read_named
from docusnap.api.task_answers import TaskBody
from docusnap.api.tasks import address_of, located
from docusnap.api.waiting import Waiting
from docusnap.delegation.documents import Documents
from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Task
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer
from docusnap.http.openapi import described
from docusnap.settings.groups import LimitSettings

log = logging.getLogger(__name__)


def blueprint(intake: Intake, tasks: Tasks, documents: Documents, limits: LimitSettings, waiting: Waiting) -> Blueprint:
    """`POST /documents`, `GET` and `DELETE /documents/<id>`, and `POST /documents/<id>/reprocess`."""
    routes = Blueprint("documents", __name__, url_prefix="/documents")

    @routes.post("")
    @requires(Access.SUBMIT)
    @described(notes.adding(intake.operations[DEFAULT_OPERATION]))
    def add_document() -> Response:
        return submitted(read_named(request, KeepRequest, intake.operations, limits, tasks))

    @routes.get("/<document_id>")
    @requires(Access.READ)
    @described(notes.DOCUMENT)
    def document(document_id: str) -> Response:
        client = client_of(request)
        found = documents.document(document_id, client_id=client)
        return json_answer(StoredDocument.of(found, documents.tasks(document_id, client_id=client)))

    @routes.delete("/<document_id>")
    @requires(Access.SUBMIT)
    @described(notes.FORGET_DOCUMENT)
    def forget_document(document_id: str) -> Response:
        client = client_of(request)
        documents.delete(document_id, client_id=client)
        log.info("client %s deleted document %s", client, document_id, extra={"action": "document_deleted"})
        return Response(status=204)

    @routes.post("/<document_id>/reprocess")
    @requires(Access.SUBMIT)
    @described(notes.reprocessing(intake.operations[DEFAULT_OPERATION]))
    def reprocess(document_id: str) -> Response:
        return submitted(replace(read_again(request, intake.operations, tasks), document_id=document_id))

    def submitted(asked: TaskRequest) -> Response:
        seconds = waiting.seconds(request)
        task = intake.submit(asked)
        return _answer(waiting.wait(request, task.id, seconds) if seconds else task)

    return routes


def _answer(task: Task) -> Response:
    assert task.document_id is not None
    if task.status.ended and "wait" in request.args:
        body = DocumentTaskBody(document_id=task.document_id, **dict(TaskBody.of(task)))
        return located(json_answer(body), task)
    accepted = AcceptedDocument(
        document_id=task.document_id, task_id=task.id, status=task.status, status_url=address_of(task)
    )
    return located(json_answer(accepted, 202), task)

"""The routes of documents in the OpenAPI document."""

from docusnap.api.document_answers import AcceptedDocument, DocumentTaskBody, StoredDocument
from docusnap.api.requests import KeepRequest, ReprocessRequest, request_for
from docusnap.api.task_openapi import BODY_PROBLEMS, IDEMPOTENCY_KEY, RETRY_HEADER, WAIT, in_path
from docusnap.domain import errors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody
from docusnap.operations.declaration import Declaration

_DOCUMENT_ID = in_path("document_id", type="string")
_ACCEPTED = {
    200: Answer(
        "The task has ended while the request waited.",
        DocumentTaskBody,
        headers={"Location": "Where to ask for the task."},
    ),
    202: Answer(
        "Accepted: the document and the task are on disk.",
        AcceptedDocument,
        headers={"Location": "Where to ask for the task.", **RETRY_HEADER},
        links={"task": {"operationId": "task", "parameters": {"task_id": "$response.body#/task_id"}}},
    ),
}

DOCUMENT = Description(
    "A document: its files and its tasks",
    answers={200: Answer("The document.", StoredDocument)},
    problems=(errors.NotFound, errors.Deleted, errors.StorageFailure),
    parameters=(_DOCUMENT_ID,),
    tag="documents",
)

FORGET_DOCUMENT = Description(
    "Delete a document with its files and its tasks; cancel those that have not ended",
    answers={204: Answer("It is deleted: asking for it answers `deleted`.")},
    problems=(errors.NotFound, errors.StorageFailure),
    parameters=(_DOCUMENT_ID,),
    tag="documents",
)


def adding(declaration: Declaration) -> Description:
    """Of `POST /documents`, with the operation that is done where none is named."""
    return Description(
        "Keep a document, and do an operation on it",
        answers=_ACCEPTED,
        problems=BODY_PROBLEMS,
        parameters=(IDEMPOTENCY_KEY, WAIT),
        body=request_for(declaration, KeepRequest),
        tag="documents",
    )


def reprocessing(declaration: Declaration) -> Description:
    """Of `POST /documents/<id>/reprocess`, with the operation that is done where none is named."""
    return Description(
        "Do an operation on a document anew: a result that is there does not count, the words read do",
        answers=_ACCEPTED,
        problems=(
            errors.BadRequest,
            InvalidRequest,
            UnsupportedBody,
            errors.IdempotencyMismatch,
            errors.NotFound,
            errors.Deleted,
            errors.StorageFailure,
        ),
        parameters=(_DOCUMENT_ID, IDEMPOTENCY_KEY, WAIT),
        options=ReprocessRequest,
        tag="documents",
    )

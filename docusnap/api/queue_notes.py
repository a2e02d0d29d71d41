"""What the routes of `documents` and `queue` say of themselves in the OpenAPI document."""

from docusnap.api.queue_answers import (
    AcceptedDocument,
    DrainedBody,
    ItemBody,
    ItemsBody,
    QueueBody,
    StoredDocument,
)
from docusnap.api.route_notes import BODY_PROBLEMS, IDEMPOTENCY_KEY, RETRY_HEADER, in_path
from docusnap.api.schemas import DocumentRequest, DrainRequest, ReprocessRequest
from docusnap.domain import errors
from docusnap.domain.task import Status
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody, WrongState

_DOCUMENT_ID = in_path("document_id", type="string")
_JOB_ID = in_path("job_id", type="string")
_ACCEPTED = {
    202: Answer(
        "Accepted: the document and the task are on disk.",
        AcceptedDocument,
        headers={"Location": "Where to ask for the task.", **RETRY_HEADER},
        links={"task": {"operationId": "task", "parameters": {"task_id": "$response.body#/task_id"}}},
    )
}

ADD_DOCUMENT = Description(
    "Keep a document, and do an operation on it",
    answers=_ACCEPTED,
    problems=BODY_PROBLEMS,
    parameters=(IDEMPOTENCY_KEY,),
    body=DocumentRequest,
    tag="documents",
)

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

REPROCESS = Description(
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
    parameters=(_DOCUMENT_ID, IDEMPOTENCY_KEY),
    options=ReprocessRequest,
    tag="documents",
)

STATS = Description(
    "How the queue stands",
    answers={200: Answer("Counts, and how long the oldest has waited.", QueueBody)},
    problems=(errors.StorageFailure,),
    tag="queue",
)

ITEMS = Description(
    "The jobs, newest first, a page at a time",
    answers={200: Answer("A page of jobs.", ItemsBody)},
    problems=(InvalidRequest, errors.StorageFailure),
    parameters=(
        {"name": "status", "in": "query", "schema": {"type": "string", "enum": list(Status)}},
        {"name": "operation", "in": "query", "schema": {"type": "string"}},
        {"name": "cursor", "in": "query", "description": "`next` of the page before.", "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}},
    ),
    tag="queue",
)

RETRY = Description(
    "Try a quarantined or cancelled job afresh",
    answers={200: Answer("The job, pending again.", ItemBody)},
    problems=(InvalidRequest, errors.IdempotencyMismatch, errors.NotFound, WrongState, errors.StorageFailure),
    parameters=(_JOB_ID, IDEMPOTENCY_KEY),
    tag="queue",
)

CANCEL = Description(
    "Cancel a job: at once while it is pending, at its next checkpoint while it runs",
    answers={200: Answer("The job as it stands.", ItemBody)},
    problems=(InvalidRequest, errors.IdempotencyMismatch, errors.NotFound, WrongState, errors.StorageFailure),
    parameters=(_JOB_ID, IDEMPOTENCY_KEY),
    tag="queue",
)

PROCESS = Description(
    "Work off what is due, here and now: for cron",
    answers={200: Answer("What was done.", DrainedBody)},
    problems=(errors.BadRequest, InvalidRequest, UnsupportedBody, errors.StorageFailure),
    options=DrainRequest,
    tag="queue",
)

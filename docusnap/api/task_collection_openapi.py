"""The routes of a client's tasks as a collection in the OpenAPI document."""

from typing import Any

from docusnap.api.requests import BulkRequest, NamedRequest, ReprocessRequest, request_for
from docusnap.api.task_answers import BulkBody, TasksBody
from docusnap.api.task_openapi import BODY_PROBLEMS, IDEMPOTENCY_KEY, TASK_ID, WAIT, accepted_answers
from docusnap.domain import errors
from docusnap.domain.kinds import KINDS
from docusnap.domain.task import Status
from docusnap.http import cursors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody, WrongState
from docusnap.operations.declaration import Declaration


def _in_query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **schema}}


LISTING = Description(
    "The client's tasks, newest first, a page at a time; without their results",
    answers={200: Answer("A page of tasks.", TasksBody)},
    problems=(InvalidRequest, errors.StorageFailure),
    parameters=(
        _in_query("status", "Only those with this status.", enum=list(Status)),
        _in_query("operation", "Only those of this operation."),
        _in_query("tag", "Only those with this tag."),
        _in_query("kind", "Only those that were found to be this kind of paper.", enum=list(KINDS)),
        _in_query("text", "Only those whose paper holds all these words, or words that begin so.", maxLength=500),
        _in_query("since", "Only those made at this time (ISO 8601; UTC unless it says otherwise) or later."),
        _in_query("until", "Only those made before this time."),
        *cursors.PARAMETERS,
    ),
)


def adding(declaration: Declaration) -> Description:
    """Of `POST /tasks`, with the operation that is done where none is named."""
    return Description(
        "Do an operation on pictures of a paper; where none is named, the one that fits the paper",
        answers=accepted_answers(),
        problems=BODY_PROBLEMS,
        parameters=(IDEMPOTENCY_KEY, WAIT),
        body=request_for(declaration, NamedRequest),
    )


def adding_many(declaration: Declaration) -> Description:
    """Of `POST /tasks/bulk`, with the operation that is done where none is named."""
    return Description(
        "Do an operation on each of the files, as a task of its own",
        answers={202: Answer("What became of each file; one at least was accepted.", BulkBody)},
        problems=BODY_PROBLEMS,
        parameters=(IDEMPOTENCY_KEY,),
        body=request_for(declaration, BulkRequest),
    )


def reprocessing(declaration: Declaration) -> Description:
    """Of `POST /task/<id>/reprocess`."""
    return Description(
        "Do an operation on the files of a task, as a new task: a known result does not count, the words read do",
        answers=accepted_answers(),
        problems=(
            errors.BadRequest,
            InvalidRequest,
            UnsupportedBody,
            errors.IdempotencyMismatch,
            errors.NotFound,
            errors.Deleted,
            WrongState,
            errors.StorageFailure,
        ),
        parameters=(TASK_ID, IDEMPOTENCY_KEY, WAIT),
        options=request_for(declaration, ReprocessRequest),
    )

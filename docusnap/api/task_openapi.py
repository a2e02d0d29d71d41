"""The routes of tasks in the OpenAPI document."""

from typing import Any

from docusnap.api.requests import CorrectionRequest, SealedRequest, SubmitRequest, request_for
from docusnap.api.task_answers import Accepted, DeliveriesBody, PageBody, SealedAnswer, TaskBody
from docusnap.domain import errors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody
from docusnap.operations.declaration import Declaration

_ETAG = {"ETag": "Changes when the answer does."}
_SAME = Answer("Not changed since the `ETag` given.", headers=_ETAG)
RETRY_HEADER = {"Retry-After": "Seconds after which to ask again, until the task has ended."}
BODY_PROBLEMS = (
    errors.BadRequest,
    InvalidRequest,
    errors.MissingInput,
    errors.InvalidSchema,
    errors.UnsupportedFile,
    errors.UnreadableFile,
    errors.TooLarge,
    errors.TooManyPages,
    UnsupportedBody,
    errors.CallbacksOff,
    errors.AddressRefused,
    errors.FetchingOff,
    errors.FetchFailed,
    errors.IdempotencyMismatch,
    errors.Busy,
    errors.StorageFailure,
    errors.StorageFull,
)


def in_path(name: str, **schema: Any) -> dict[str, Any]:
    """A parameter in the path, with its JSON schema."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


TASK_ID = in_path("task_id", type="string")
_NUMBER = in_path("number", type="integer", minimum=1, maximum=9999)
WAIT = {
    "name": "wait",
    "in": "query",
    "description": "Seconds to wait for the end of the task; the server may answer earlier.",
    "schema": {"type": "number", "minimum": 0},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Your name for this request: sent again within a day, it is not done again but gives the same task.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_KNOWN = {"name": "If-None-Match", "in": "header", "description": "The `ETag` known.", "schema": {"type": "string"}}


def submitting(declaration: Declaration) -> Description:
    """Of `POST /process_<operation>`."""
    sealed = declaration.sealable
    through = f"; its progress goes through {', '.join(declaration.stages)}" if declaration.stages else ""
    return Description(
        f"Do the operation `{declaration.name}`{through}",
        answers=accepted_answers(sealed=sealed),
        problems=BODY_PROBLEMS,
        parameters=(IDEMPOTENCY_KEY, WAIT),
        body=request_for(declaration, SubmitRequest),
        sealed=SealedRequest if sealed else None,
    )


def accepted_answers(*, sealed: bool = False) -> dict[int, Answer]:
    """How submissions are answered."""
    also = SealedAnswer if sealed else None
    where = {"Location": "Where to ask for the task."}
    ended = "while the request waited or, of a sealed one, before" if sealed else "while the request waited"
    return {
        200: Answer(f"The task has ended: {ended}.", TaskBody, sealed=also, headers=where),
        202: Answer(
            "Accepted: the files and the task are on disk.",
            Accepted,
            sealed=also,
            headers={**where, **RETRY_HEADER},
            links={"task": {"operationId": "task", "parameters": {"task_id": "$response.body#/task_id"}}},
        ),
    }


POLLING = Description(
    "A task as it stands, with its result once it is completed",
    answers={200: Answer("The task.", TaskBody, headers=_ETAG | RETRY_HEADER), 304: _SAME},
    problems=(InvalidRequest, errors.NotFound, errors.Deleted, errors.StorageFailure),
    parameters=(TASK_ID, WAIT, _KNOWN),
)

CORRECTING = Description(
    "Set values of a result right: kept beside what was read, with who said so and when",
    answers={200: Answer("The task with its corrections.", TaskBody)},
    problems=(
        errors.BadRequest,
        InvalidRequest,
        UnsupportedBody,
        errors.NotFound,
        errors.Deleted,
        errors.NotReady,
        errors.StorageFailure,
    ),
    parameters=(TASK_ID,),
    json_body=CorrectionRequest,
)

DELIVERIES = Description(
    "Every attempt to send a webhook that the task ended",
    answers={200: Answer("The attempts, oldest first.", DeliveriesBody)},
    problems=(errors.NotFound, errors.Deleted, errors.StorageFailure),
    parameters=(TASK_ID,),
)

FORGETTING = Description(
    "Delete a task, with all content that nobody else has a task of; cancel it when it has not ended",
    answers={
        200: Answer("It is cancelled, and goes on saying so, without content.", TaskBody),
        204: Answer("It is deleted: asking for it answers `deleted`."),
    },
    problems=(errors.NotFound, errors.StorageFailure),
    parameters=(TASK_ID,),
)

PAGE_IMAGE = Description(
    "The upright picture of a page, to which all boxes refer",
    answers={200: Answer("The picture.", media_type="image/jpeg", headers=_ETAG), 304: _SAME},
    problems=(errors.NotFound, errors.Deleted, errors.NotReady, errors.Busy, errors.StorageFailure),
    parameters=(TASK_ID, _NUMBER, _KNOWN),
)

PAGE_WORDS = Description(
    "The words of a page, with their boxes, and its lines",
    answers={200: Answer("What was read.", PageBody, headers=_ETAG), 304: _SAME},
    problems=(errors.NotFound, errors.Deleted, errors.NotReady, errors.StorageFailure),
    parameters=(TASK_ID, _NUMBER, _KNOWN),
)

TASK_STATUS = Description(
    "A task as it stands, asked and told sealed",
    answers={
        200: Answer("The task has ended.", SealedAnswer),
        202: Answer("The task will be done.", SealedAnswer),
    },
    problems=(
        errors.BadRequest,
        InvalidRequest,
        errors.KeyNotOpened,
        errors.NotOpened,
        UnsupportedBody,
        errors.TooLarge,
        errors.NotFound,
        errors.StorageFailure,
    ),
    parameters=(WAIT,),
    json_body=SealedRequest,
    tag="phone",
)

"""The routes of the queue in the OpenAPI document."""

from docusnap.api.queue_answers import DrainedBody, ItemBody, ItemReport, ItemsBody, QueueBody
from docusnap.api.requests import DrainRequest, PriorityRequest
from docusnap.api.task_openapi import IDEMPOTENCY_KEY, in_path
from docusnap.domain import errors
from docusnap.domain.task import Status
from docusnap.http import cursors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody, WrongState

_JOB_ID = in_path("job_id", type="string")
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
        {"name": "error", "in": "query", "description": "Their error code.", "schema": {"type": "string"}},
        *cursors.PARAMETERS,
    ),
    tag="queue",
)

ITEM = Description(
    "A job with what it was called with, and why its attempts failed",
    answers={200: Answer("The job, and its last failed attempts.", ItemReport)},
    problems=(errors.NotFound, errors.StorageFailure),
    parameters=(_JOB_ID,),
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

PRIORITY = Description(
    "Move a pending job forward or back in line",
    answers={200: Answer("The job, with its new priority.", ItemBody)},
    problems=(errors.BadRequest, InvalidRequest, UnsupportedBody, errors.NotFound, WrongState, errors.StorageFailure),
    parameters=(_JOB_ID,),
    json_body=PriorityRequest,
    tag="queue",
)

PROCESS = Description(
    "Work off what is due, here and now: for cron",
    answers={200: Answer("What was done.", DrainedBody)},
    problems=(errors.BadRequest, InvalidRequest, UnsupportedBody, errors.StorageFailure),
    options=DrainRequest,
    tag="queue",
)

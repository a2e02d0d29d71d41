"""The administrator's routes in the OpenAPI document: many jobs at once, the queue's past, webhooks and keys."""

from docusnap.api import administration_answers as bodies
from docusnap.api.queue_answers import QueueBody
from docusnap.api.task_openapi import in_path
from docusnap.domain import errors
from docusnap.domain.administration import WebhookState
from docusnap.http import cursors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody, WrongState

_BODY = (errors.BadRequest, InvalidRequest, UnsupportedBody)

PAUSE = Description(
    "Begin nothing more of an operation, or of any, until it is resumed",
    answers={200: Answer("How the queue stands.", QueueBody)},
    problems=(*_BODY, errors.NotFound, errors.StorageFailure),
    options=bodies.OperationRequest,
    tag="queue",
)

RESUME = Description(
    "Go on with an operation, or with the whole queue",
    answers={200: Answer("How the queue stands.", QueueBody)},
    problems=(*_BODY, errors.NotFound, errors.StorageFailure),
    options=bodies.OperationRequest,
    tag="queue",
)

RETRY_MANY = Description(
    "Try all quarantined jobs afresh, or those of one error",
    answers={200: Answer("How many start afresh.", bodies.RetriedBody)},
    problems=(*_BODY, errors.StorageFailure),
    options=bodies.RetryManyRequest,
    tag="queue",
)

PURGE = Description(
    "Count ended jobs, then delete them, with their tasks and results",
    answers={200: Answer("How many fit, and were deleted.", bodies.PurgedBody)},
    problems=(*_BODY, WrongState, errors.StorageFailure),
    json_body=bodies.PurgeRequest,
    tag="queue",
)

HISTORY = Description(
    "What the queue did in the last day",
    answers={200: Answer("Hour by hour, and how long stages took.", bodies.HistoryBody)},
    problems=(errors.StorageFailure,),
    tag="queue",
)

ERRORS = Description(
    "Why jobs were quarantined",
    answers={200: Answer("How many of each error.", bodies.ErrorsBody)},
    problems=(errors.StorageFailure,),
    tag="queue",
)

WEBHOOKS = Description(
    "The webhooks of all tasks, newest first, a page at a time",
    answers={200: Answer("A page of webhooks.", bodies.WebhooksBody)},
    problems=(InvalidRequest, errors.StorageFailure),
    parameters=(
        {"name": "state", "in": "query", "schema": {"type": "string", "enum": list(WebhookState)}},
        {"name": "task_id", "in": "query", "schema": {"type": "string"}},
        *cursors.PARAMETERS,
    ),
    tag="webhooks",
)

SEND_AGAIN = Description(
    "Send a webhook once more",
    answers={202: Answer("It is being sent.")},
    problems=(WrongState, errors.StorageFailure),
    parameters=(in_path("webhook_id", type="string"),),
    tag="webhooks",
)

KEYS = Description(
    "The API keys, oldest first, without their texts",
    answers={200: Answer("All keys.", bodies.KeysBody)},
    problems=(errors.StorageFailure,),
    tag="keys",
)

NEW_KEY = Description(
    "Make an API key; its text is shown this once",
    answers={201: Answer("The key, with its text.", bodies.NewKeyBody)},
    problems=(*_BODY, errors.StorageFailure),
    json_body=bodies.KeyRequest,
    tag="keys",
)

REVOKE_KEY = Description(
    "End an API key for good, at once",
    answers={204: Answer("It is ended.")},
    problems=(errors.NotFound, errors.StorageFailure),
    parameters=(in_path("key_id", type="string"),),
    tag="keys",
)

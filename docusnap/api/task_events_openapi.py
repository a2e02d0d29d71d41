"""The route of a task's events in the OpenAPI document."""

from docusnap.api.task_openapi import TASK_ID
from docusnap.domain import errors
from docusnap.http.openapi import Answer, Description

EVENT_STREAM = "text/event-stream"

EVENTS = Description(
    "What happens to a task, as server-sent events: `status`, `page`, `preliminary` (a value that is seen on a page by "
    "itself, before the paper is understood), `value` (of the result), and `end`, after which there is no more",
    answers={
        200: Answer("The events so far and, for a while, those to come.", media_type=EVENT_STREAM),
        204: Answer("The `Last-Event-ID` was that of `end`: there is nothing more to come."),
    },
    problems=(errors.NotFound, errors.Deleted, errors.StorageFailure),
    parameters=(
        TASK_ID,
        {
            "name": "Last-Event-ID",
            "in": "header",
            "description": "The `id` of the last event seen: pages told before are not told again.",
            "schema": {"type": "string", "maxLength": 20},
        },
    ),
)

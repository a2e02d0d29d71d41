"""The routes of exports in the OpenAPI document."""

from typing import get_args

from docusnap.api.task_openapi import TASK_ID
from docusnap.delegation.exports import ExportFormat
from docusnap.domain import errors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest

_PROBLEMS = (
    errors.BadRequest,
    InvalidRequest,
    errors.NotFound,
    errors.Deleted,
    errors.NotReady,
    errors.Busy,
    errors.StorageFailure,
)

EXPORT = Description(
    "The result as a file: JSON, CSV, XLSX, Markdown, plain text, or the pages as a PDF that can be searched",
    answers={200: Answer("The file; `format` says of what type.", media_type="application/octet-stream")},
    problems=_PROBLEMS,
    parameters=(
        TASK_ID,
        {
            "name": "format",
            "in": "query",
            "schema": {"type": "string", "enum": list(get_args(ExportFormat)), "default": "json"},
        },
    ),
)

FILLED_PDF = Description(
    "The form of a task of `form_filling` with its values written in",
    answers={
        200: Answer("All pages; on a last one the values that have no place on them.", media_type="application/pdf")
    },
    problems=_PROBLEMS,
    parameters=(TASK_ID,),
)

FILLED_PNG = Description(
    "One page of it as a picture",
    answers={200: Answer("The page.", media_type="image/png")},
    problems=_PROBLEMS,
    parameters=(
        TASK_ID,
        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9999, "default": 1}},
    ),
)

"""The routes of a client's library in the OpenAPI document."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from docusnap.api.paper_answers import DeletedBody, LibraryBody, PaperReport, PapersBody
from docusnap.api.task_openapi import TASK_ID
from docusnap.domain import errors
from docusnap.domain.kinds import KINDS
from docusnap.http import cursors
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody


class DeletePapersRequest(BaseModel):
    """The tasks whose papers are to be deleted, with all that was sent for them."""

    model_config = ConfigDict(extra="forbid")

    task_ids: list[str] = Field(min_length=1, max_length=1000)


def _in_query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **schema}}


_FILTERS = (
    _in_query("text", "Only those with all these words, or words that begin so, in values, tags or on their pages."),
    _in_query("kind", "Only those of this kind of paper.", enum=list(KINDS)),
    _in_query("tag", "Only those with this tag: the task's own, or one of its result."),
    _in_query("since", "Only those received at this time (ISO 8601; UTC unless it says otherwise) or later."),
    _in_query("until", "Only those received before this time."),
)

LISTING = Description(
    "The client's papers: what its finished tasks found, newest first, a page at a time",
    answers={200: Answer("A page of papers.", PapersBody)},
    problems=(InvalidRequest, errors.StorageFailure),
    parameters=(*_FILTERS, *cursors.PARAMETERS),
    tag="library",
)

CONTENTS = Description(
    "What kinds of papers and which tags the client's library holds",
    answers={200: Answer("Kinds and tags, the commonest first.", LibraryBody)},
    problems=(errors.StorageFailure,),
    tag="library",
)

PAPER = Description(
    "A paper, with those that seem to be the same one, and those that belong with it",
    answers={200: Answer("The paper.", PaperReport)},
    problems=(errors.NotFound, errors.StorageFailure),
    parameters=(TASK_ID,),
    tag="library",
)

EXPORT = Description(
    "The papers as a table, a row for each, with all their values",
    answers={200: Answer("The table; `format=xlsx` gives a workbook.", media_type="text/csv")},
    problems=(InvalidRequest, errors.StorageFailure),
    parameters=(_in_query("format", "`csv` or `xlsx`.", enum=["csv", "xlsx"], default="csv"), *_FILTERS),
    tag="library",
)

DELETING = Description(
    "Delete papers, with all that was sent for them",
    answers={200: Answer("How many were deleted.", DeletedBody)},
    problems=(errors.BadRequest, InvalidRequest, UnsupportedBody, errors.StorageFailure),
    json_body=DeletePapersRequest,
    tag="library",
)

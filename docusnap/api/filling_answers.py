"""What clients get of a form that was filled: each field with its value and source, or why it stays empty."""

from pydantic import BaseModel, Field

from docusnap.api.result_answers import FieldBox, PolygonBody, Source, UsageBody, Warn
from docusnap.domain.answer import EmptyCode


class SourceEvidenceBody(BaseModel):
    """Where a value stands in the document that it was read from."""

    page: int | None = None
    box: tuple[int, int, int, int] | None = None
    polygon: PolygonBody | None = None
    text: str | None = None
    confidence: float | None = None


class FillSource(Source):
    """The entry that a value comes from, and where in it the value stands."""

    keys: list[str] = Field(default_factory=list, description="The keys of the entry that hold the value or its parts.")
    evidence: SourceEvidenceBody | None = Field(None, description="Where the entry's document says so, if it is known.")
    further: list[SourceEvidenceBody] = Field(
        default_factory=list, description="Of a value put together from several keys: where the others stand."
    )


class FilledBody(BaseModel):
    """A value for a field, and the entry that it comes from."""

    value: str
    source: FillSource


class EmptyBody(BaseModel):
    """Why a field stays empty, and the values that could have answered it."""

    code: EmptyCode
    detail: str
    candidates: list[FilledBody]


class FieldAnswerBody(FieldBox):
    """A field of the form with its value, or with the reason why it stays empty."""

    owner: str = Field(description="Whose it is: empty if of the form's own person; else `spouse`, `child 2` and such.")
    value: str | None
    source: FillSource | None
    reason: EmptyBody | None


class FillingBody(BaseModel):
    """The result of `form_filling`. Results made by older versions have no `fields`."""

    filled: dict[str, FilledBody]
    missing: list[str]
    fields: list[FieldAnswerBody] | None = None
    warnings: list[Warn]
    model: str
    usage: UsageBody | None = None

"""The OCR server's requests and answers, and its routes in the OpenAPI document."""

from typing import Self

from pydantic import BaseModel, Field

from docusnap.domain import errors
from docusnap.domain.page import Segment
from docusnap.http.field_types import Picture
from docusnap.http.openapi import Answer, Description
from docusnap.http.problem import InvalidRequest, UnsupportedBody


class OcrLine(BaseModel):
    """A line on the picture, its corners from the top left one clockwise, in pixels, and how sure the engine is."""

    text: str
    score: float
    position: list[tuple[float, float]] = Field(min_length=4, max_length=4)

    @classmethod
    def of(cls, segment: Segment) -> Self:
        """As CnOCR tells it."""
        x0, y0, x1, y1 = segment.box
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        return cls(text=segment.text, score=round(segment.confidence, 3), position=corners)


class OcrAnswer(BaseModel):
    """What was read on a picture."""

    status_code: int = Field(default=200, ge=200, le=200)
    results: list[OcrLine]


class ExtractRequest(BaseModel):
    """A picture to read."""

    image_data: Picture


class Extracted(BaseModel):
    """The text on a picture, line by line."""

    text: str


_READING_PROBLEMS = (
    errors.BadRequest,
    InvalidRequest,
    errors.MissingInput,
    errors.UnsupportedFile,
    errors.UnreadableFile,
    errors.FileTooCostly,
    errors.TooLarge,
    errors.TooManyPages,
    UnsupportedBody,
    errors.Busy,
    errors.Stopping,
    errors.OcrFailure,
    errors.OcrUnavailable,
    errors.StorageFailure,
)

OCR = Description(
    "What is written on a picture, with the place of each line, as CnOCR serves it",
    answers={200: Answer("What was read, in reading order.", OcrAnswer)},
    problems=_READING_PROBLEMS,
    form_file="image",
    tag="ocr",
)

EXTRACT = Description(
    "The text on a picture",
    answers={200: Answer("What was read, in reading order.", Extracted)},
    problems=_READING_PROBLEMS,
    json_body=ExtractRequest,
    tag="ocr",
)

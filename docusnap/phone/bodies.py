"""What the phone app gets, and how the OpenAPI document shows it and what it sends."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from docusnap.api.schemas import Picture
from docusnap.domain.page import Segment
from docusnap.phone.codes import Code


class ProcessRequest(BaseModel):
    """A task to do, or to ask for."""

    client_id: str = Field(min_length=1, max_length=255, description="Who asks: a UUID that the client made.")
    type: Literal["doc", "form", "fill"] = Field(description="The operation: `document`, `form` or `form_filling`.")
    SHA256: str = Field(description="SHA-256 of the text `content`, in hex.")
    has_content: bool = Field(description="Whether the content comes with it; without, this asks how the task stands.")
    content: str | None = Field(None, description="Base64 of IV and AES-CBC (PKCS#7) of the inner JSON.")
    aes_key: str | None = Field(None, description="Base64 of RSA-OAEP of the AES key, which has 16 or 32 bytes.")


class Processing(BaseModel):
    """The task is on disk and not done yet."""

    status: Literal["processing"] = "processing"


class Completed(BaseModel):
    """The task is done."""

    status: Literal["completed"] = "completed"
    result: str = Field(description="Base64 of IV and AES-CBC of the result's JSON, with the AES key that was sent.")


class PhoneError(BaseModel):
    """The request was wrong, or the task failed."""

    status: Literal["error"] = "error"
    error_detail: Code


class ServerStatus(BaseModel):
    """The server is alive."""

    server_status: Literal["ok"] = "ok"


class ClearRequest(BaseModel):
    """Whose tasks to forget: all, or those that match every key given."""

    client_id: str = Field(min_length=1, max_length=255)
    SHA256: str | None = None
    type: str | None = None


class Cleared(BaseModel):
    """They are gone."""

    status: Literal["ok"] = "ok"


class ClearError(BaseModel):
    """The request does not say whose tasks, or not which."""

    error: Literal["Missing client_id", "SHA256 and type must be text"] = "Missing client_id"


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

    status_code: Literal[200] = 200
    results: list[OcrLine]


class ExtractRequest(BaseModel):
    """A picture to read."""

    image_data: Picture


class Extracted(BaseModel):
    """The text on a picture, line by line."""

    text: str

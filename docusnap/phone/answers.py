"""What the phone app gets, and how the OpenAPI document shows it and what it sends."""

from typing import Literal

from pydantic import BaseModel, Field

from docusnap.phone.error_codes import Code


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

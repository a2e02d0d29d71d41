"""An OCR server over HTTP that answers as CnOCR's `POST /ocr` does."""

import io
from typing import Annotated
from urllib.parse import urlsplit

import requests
from PIL import Image as Pillow
from pydantic import BaseModel, Field, ValidationError

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.domain.page import Segment
from docusnap.ocr.engine import Image, Turn
from docusnap.ocr.words import segment

_CHECK_SECONDS = 5.0
_TRY_LATER = {408, 425, 429}


class _Line(BaseModel, allow_inf_nan=False):
    text: str
    score: float
    position: Annotated[list[tuple[float, float]], Field(min_length=4, max_length=4)]


class _Answer(BaseModel):
    status_code: int = 200
    results: list[_Line]


class RemoteEngine:
    """Sends each page as PNG in the form field `image`; words are placed along the lines that come back."""

    name = "remote"

    def __init__(self, *, url: str, key: str = "", timeout: float = 60.0) -> None:
        """`url`: of the server, with or without `/ocr`; `key`: sent as a bearer token, unless it is empty.

        `timeout`: seconds to connect, and between two bytes.

        Raises Misconfigured when it is not an http(s) address.
        """
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise Misconfigured(f"DOCUSNAP_OCR_URL: {url!r} is not an address; write it like http://ocr.example:8501.")
        self._url = url if url.rstrip("/").endswith("/ocr") else url.rstrip("/") + "/ocr"
        self._address = urlsplit(url).netloc.rpartition("@")[2]
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._timeout = timeout

    @property
    def recipe(self) -> str:
        """The address: what answers there is not ours to know."""
        return f"remote {self._url}"

    def read(self, image: Image) -> list[Segment]:
        """The lines that the server read.

        Raises OcrUnavailable when it cannot be reached, is overloaded or broken, OcrFailure for any other refusal
        and for an answer that is none.
        """
        try:
            files = {"image": ("page.png", _png(image), "image/png")}
            response = requests.post(self._url, files=files, headers=self._headers, timeout=self._timeout)
        except requests.RequestException as error:
            raise self._silent(error) from error
        _check_status(response.status_code, response)
        try:
            answer = _Answer.model_validate_json(response.content)
        except ValidationError as error:
            reason = error.errors(include_input=False)[0]["type"]
            raise OcrFailure(
                f"The OCR server's answer is not one of CnOCR's ({reason})."
            ) from None  # it quotes the page
        _check_status(answer.status_code, response)
        size = (image.shape[1], image.shape[0])
        return [s for line in answer.results if (s := _segment(line, size))]

    def check(self) -> None:
        """Asks whether the server answers HTTP, with no page and no key. Raises OcrUnavailable."""
        try:
            with requests.get(self._url, timeout=_CHECK_SECONDS, stream=True, allow_redirects=False) as response:
                if response.status_code >= 500:
                    raise OcrUnavailable(f"The OCR server at {self._address} answered {response.status_code}.")
        except requests.RequestException as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> OcrUnavailable:
        return OcrUnavailable(f"The OCR server at {self._address} does not answer ({type(error).__name__}).")

    def turn(self, image: Image) -> Turn:
        """Always 0: the protocol has no such question."""
        return 0

    def close(self) -> None:
        """Holds nothing between calls."""


def _check_status(status: int, response: requests.Response) -> None:
    if status in _TRY_LATER or status >= 500:
        raise OcrUnavailable(f"The OCR server answered {status}.", retry_after=_retry_after(response))
    if status != 200:
        raise OcrFailure(f"The OCR server refused the page: {status}.")


def _retry_after(response: requests.Response) -> float | None:
    seconds = response.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else None


def _segment(line: _Line, size: tuple[int, int]) -> Segment | None:
    a, b, c, d = line.position
    return segment(line.text, (a, b, c, d), size, [line.score] * len(line.text))


def _png(image: Image) -> bytes:
    out = io.BytesIO()
    Pillow.fromarray(image).save(out, "PNG", compress_level=1)
    return out.getvalue()

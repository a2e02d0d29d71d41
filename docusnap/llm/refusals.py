"""What a server's "no" means: an option to do without, a reason to try later, or the end."""

import math
import re
from email.utils import parsedate_to_datetime
from typing import Literal

import httpx2

from docusnap.domain.errors import LlmFailure, LlmUnavailable

Option = Literal["response_format", "max_tokens", "temperature"]

_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_LATER = {408, 409, 425, 429}
_OPTIONS: dict[Option, re.Pattern[str]] = {
    "response_format": re.compile(
        r"response.?format|json.?(?:schema|object|mode|validate)|structured.?output|grammar", re.I
    ),
    "max_tokens": re.compile(r"max_completion_tokens"),
    "temperature": re.compile(r"temperature"),
}
_NO_PICTURES = re.compile(
    r"image|vision|multi-?modal|mmproj|content.{0,60}(?:must be|should be|expected|not).{0,20}(?:a |valid )?str", re.I
)
_REFUSE_PICTURES = {400, 404, 413, 415, 422, 500, 501}


def refused_options(status: int, told: str) -> list[Option]:
    """The options that the server says it cannot take; servers have no common code for it, only their words."""
    return [option for option, words in _OPTIONS.items() if words.search(told)] if status in (400, 404, 422) else []


def refused_pictures(status: int, told: str) -> bool:
    """Whether the server says that it takes no pictures; some say so with a status of their own failure."""
    return status in _REFUSE_PICTURES and (status in (413, 415) or _NO_PICTURES.search(told) is not None)


def failure(status: int, said: str, *, model: str, address: str, retry_after: float | None = None) -> LlmFailure:
    """The domain's error for an HTTP status and what the server at `address` said, which must not hold the key.

    Its message has the status alone: a provider may quote what it was sent.
    """
    said = " ".join(said.split())[:300]
    if status in _LATER or status >= 500:
        told = f"The language model's server at {address} answered {status}."
        return LlmUnavailable(told, retry_after=retry_after, said=said)
    if status in (401, 403):
        return LlmFailure(f"The language model's server refused our key ({status}); check the LLM API key.")
    if status == 404:
        return LlmFailure(f"The server has no model {model!r}, or is no OpenAI-compatible server (404).", said=said)
    return LlmFailure(f"The language model's server refused the request ({status}).", said=said)


def unreachable(error: Exception, *, address: str) -> LlmUnavailable:
    """The domain's error where there was no answer at all, or not all of one."""
    cause = error.__cause__ or error
    if isinstance(cause, httpx2.TimeoutException):
        return LlmUnavailable(f"The language model's server at {address} did not answer in time.")
    reason = _ERRNO.sub("", str(cause)).strip()[:300] or "the connection broke"
    return LlmUnavailable(f"The language model's server at {address} cannot be reached: {reason}")


def seconds(retry_after: str | None, now: float) -> float | None:
    """The seconds that a `Retry-After` header asks for, as a number or an HTTP date; None where it is not readable.

    `now` is the time since the epoch.
    """
    if retry_after is None:
        return None
    try:
        wait = float(retry_after)
    except ValueError:
        try:
            wait = parsedate_to_datetime(retry_after).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return max(wait, 0.0) if math.isfinite(wait) else None

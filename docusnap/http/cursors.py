"""What lists are asked for: the entries of one status, so many at a time, after the last one seen."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from flask import Request
from pydantic import Field, TypeAdapter

from docusnap.domain.task import Status
from docusnap.http.problem import FieldProblem, InvalidRequest

Choice = TypeVar("Choice", bound=str)
Entry = TypeVar("Entry")

MOST = 1000
ENTRIES = 50
"""On a page, where the request does not say."""

_CURSOR = TypeAdapter(
    tuple[
        Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)],
        Annotated[str, Field(max_length=64, pattern="^[!-~]+$")],
    ]
)

PARAMETERS = (
    {
        "name": "limit",
        "in": "query",
        "description": "How many.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": ENTRIES},
    },
    {
        "name": "cursor",
        "in": "query",
        "description": "`next` of the page before.",
        "schema": {"type": "string", "maxLength": 200},
    },
)
"""As OpenAPI describes them."""


def limit_of(request: Request) -> int:
    """How many entries the request wants. Raises InvalidRequest."""
    text = request.args.get("limit")
    if text is None:
        return ENTRIES
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise wrong("limit", f"Send a number from 1 to {MOST}.")
    return int(text)


def cursor(created_at: float, id_: str) -> str:
    """Leads to what stands after that entry."""
    return urlsafe_b64encode(json.dumps([created_at, id_]).encode()).decode()


def page_of(
    found: Sequence[Entry], limit: int, place: Callable[[Entry], tuple[float, str]]
) -> tuple[Sequence[Entry], str | None]:
    """Of entries asked for with one more than `limit`: those to show, and the cursor to the rest, if there is one.

    `place`: when an entry was made, and its id.
    """
    shown = found[:limit]
    return shown, cursor(*place(shown[-1])) if len(found) > limit else None


def place_of(request: Request) -> tuple[float, str] | None:
    """When the last entry seen was made, and its id; None on the first page. Raises InvalidRequest."""
    text = request.args.get("cursor")
    if not text:
        return None
    try:
        created_at, id_ = _CURSOR.validate_json(urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError):
        raise wrong("cursor", "Send `next` of the page before, as it is.") from None
    return created_at, id_


def status_of(request: Request) -> Status | None:
    """The status that the request asks for, if any. Raises InvalidRequest."""
    text = request.args.get("status")
    return one_of("status", text, Status) if text else None


def one_of(field: str, text: str, choices: Iterable[Choice]) -> Choice:
    """The choice that the text names. Raises InvalidRequest, naming all of them."""
    known = list(choices)
    for choice in known:
        if choice == text:
            return choice
    raise wrong(field, f"Send one of {', '.join(known)}.")


def time_of(request: Request, name: str) -> float | None:
    """The parameter as Unix seconds, if it is given. Raises InvalidRequest."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(name, "Send a time such as `2026-03-14T09:30:00Z`, or a date.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def wrong(field: str, message: str) -> InvalidRequest:
    """The refusal of a parameter."""
    return InvalidRequest([FieldProblem(field=field, message=message)])

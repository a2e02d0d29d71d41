"""Errors -> HTTP, the only place: RFC 9457 problem details with a stable `code`."""

import logging
import math
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Self

from flask import Flask, Response, current_app, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException

from docusnap.domain import errors
from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.errors import BadRequest, DocusnapError, NotFound
from docusnap.logs import REQUEST_ID

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)
_FAILED = {"action": "request_failed"}


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; `request_id` stands in the `X-Request-ID` header and the log too."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem] | None = None

    @classmethod
    def of(
        cls, status: int, *, code: str, detail: str, request_id: str, errors: Sequence[FieldProblem] | None = None
    ) -> Self:
        """The problem with the title of its HTTP status."""
        return cls(
            type="about:blank",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            code=code,
            request_id=request_id,
            errors=None if errors is None else list(errors),
        )


class InvalidRequest(BadRequest):
    """Some fields of the request are wrong; correct them and send it again."""

    code = "invalid_request"

    def __init__(self, fields: Iterable[FieldProblem]) -> None:
        """`fields`: what is wrong, and where; never what was sent."""
        self.fields = tuple(fields)
        super().__init__(" ".join(f"{f.field}: {f.message}" for f in self.fields[:3]))


class UnsupportedBody(BadRequest):
    """The body is of a kind that this call does not read; send it as multipart/form-data or application/json."""

    code = "unsupported_media_type"


class Unauthorized(BadRequest):
    """This needs a key, sent as `Authorization: Bearer …` or `X-API-Key: …`; ask whoever runs the server for one."""

    code = "unauthorized"


class Forbidden(BadRequest):
    """Without keys, only this machine may ask, and no proxy or page of another site; see `docusnap keys create`."""

    code = "forbidden"


class WrongState(BadRequest):
    """That cannot be done with a job in this state; look at it again."""

    code = "wrong_state"


class UnknownOperation(NotFound):
    """There is no such operation; name one that this server has."""

    code = "unknown_operation"


STATUS: dict[type[DocusnapError], int] = {
    DocusnapError: 500,
    BadRequest: 400,
    UnsupportedBody: 415,
    Unauthorized: 401,
    Forbidden: 403,
    WrongState: 409,
    errors.TooLarge: 413,
    errors.TooManyPages: 413,
    errors.IdempotencyMismatch: 422,
    errors.FetchFailed: 422,
    errors.RateLimited: 429,
    errors.QuotaExceeded: 429,
    errors.TooManyWaiting: 429,
    errors.Busy: 503,
    errors.Unreachable: 503,
    errors.CallbackFailed: 503,
    NotFound: 404,
    errors.Deleted: 410,
    errors.NotReady: 409,
    errors.OcrFailure: 502,
    errors.OcrUnavailable: 503,
    errors.LlmFailure: 502,
    errors.LlmUnavailable: 503,
    errors.ProcessingTimeout: 504,
    errors.Stopping: 503,
    errors.NoWorkers: 503,
    errors.StorageFailure: 503,
}
"""An error has the status of its nearest ancestor here."""

RETRY_AFTER: dict[str, float] = {errors.NotReady.code: 1, errors.TooManyWaiting.code: 30, errors.StorageFull.code: 60}
"""Seconds after which to try again, where the error itself does not say; 5 for every other 503."""

HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    431: "headers_too_large",
    501: "not_implemented",
}
"""The codes of errors that Flask and the connections raise, by their HTTP status."""


def status_of(kind: type[DocusnapError]) -> int:
    """The HTTP status of this kind of error."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def install(app: Flask) -> None:
    """Has the app answer every error with a problem; unexpected ones are logged whole and answered as `internal`."""
    app.register_error_handler(Exception, answer_to)


def answer_to(error: Exception) -> Response | HTTPException:
    """The problem that tells the error, which is logged as it deserves; a redirect as it is."""
    if isinstance(error, DocusnapError):
        return _domain_error(error)
    return _http_error(error) if isinstance(error, HTTPException) else _unexpected_error(error)


def _domain_error(error: DocusnapError) -> Response:
    status = status_of(type(error))
    if status == 500:
        return _unexpected_error(error)
    if isinstance(error, errors.Busy | errors.StorageFull):
        _log.warning("%r was refused: %s", request.path, error, extra=_FAILED)
    elif status > 500:
        _log.error("%r failed: %s", request.path, error, exc_info=error, extra=_FAILED)
    fields = error.fields if isinstance(error, InvalidRequest) else _of_schema(error)
    answer = _problem(status, error.code, str(error), fields)
    if isinstance(error, Unauthorized):
        answer.headers["WWW-Authenticate"] = "Bearer"
    wait = RETRY_AFTER.get(error.code, 5 if status == 503 else None) if error.retry_after is None else error.retry_after
    if wait is not None:
        answer.headers["Retry-After"] = str(math.ceil(wait))
    return answer


def _of_schema(error: DocusnapError) -> tuple[FieldProblem, ...] | None:
    return (FieldProblem(field=error.field, message=error.why),) if isinstance(error, errors.InvalidSchema) else None


def _http_error(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    code = HTTP_CODES.get(status, "bad_request" if status < 500 else DocusnapError.code)
    answer = _problem(status, code, _detail(error))
    answer.headers.extend((k, v) for k, v in error.get_headers() if k not in ("Content-Type", "Content-Length"))
    return answer


def _unexpected_error(error: Exception) -> Response:
    _log.error("%r failed.", request.path, exc_info=error, extra=_FAILED)
    return _problem(500, DocusnapError.code, str(DocusnapError()))


def _detail(error: HTTPException) -> str:
    if error.code == 404:
        return "There is nothing at this address."
    if error.code == 405:
        return f"This address does not take {request.method}."
    if error.code == 413:
        most = request.max_content_length or 0
        setting = " (DOCUSNAP_MAX_REQUEST_BYTES)" if most == current_app.config["MAX_CONTENT_LENGTH"] else ""
        return f"The request is larger than this server takes: at most {readable_size(most)}{setting}."
    return error.description or error.name


def _problem(status: int, code: str, detail: str, fields: tuple[FieldProblem, ...] | None = None) -> Response:
    if status < 500:
        asked = f"{request.method!r} {request.url_rule or 'no address of ours'}"
        named = {"action": "refused", "code": code}
        _log.info("refused %s: %s: %d %s", request.remote_addr, asked, status, code, extra=named)
    body = Problem.of(status, code=code, detail=detail, request_id=REQUEST_ID.get(), errors=fields)
    return Response(body.model_dump_json(exclude_none=True), status, mimetype=MEDIA_TYPE)

"""JSON bodies: read with limits, checked against a model, and answered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args

import flask
import jiter
from flask import Request, Response
from pydantic import BaseModel, ValidationError

from docusnap.domain.errors import BadRequest, TooLarge
from docusnap.domain.json_limits import has_too_many_values, most_values
from docusnap.domain.key_values import KeyValueLimit
from docusnap.http.problem import FieldProblem, InvalidRequest, UnsupportedBody
from docusnap.http.suggestions import unknown_name
from docusnap.operations.parameters import ALTERNATIVES

Model = TypeVar("Model", bound=BaseModel)

_UTF8_MARK = b"\xef\xbb\xbf"
_MOST_TOLD = 20
_MOST_OPTIONS = 10_000_000


def optional_json(request: Request, model: type[Model]) -> Model:
    """A JSON body that may be left out. Raises BadRequest or one of its kinds, naming the fields that are wrong."""
    return validated(optional_object(request), model)


def optional_object(request: Request) -> dict[str, Any]:
    """A JSON object as body, empty where the body is left out. Raises BadRequest or one of its kinds."""
    request.max_content_length = _MOST_OPTIONS
    data = request.get_data(cache=False)
    if data and not request.is_json:
        raise UnsupportedBody("Send the body as application/json.")
    return as_object(from_json(data, "The body") if data else {})


def validated(body: Mapping[str, Any], model: type[Model]) -> Model:
    """The body of the current request as `model` describes it. Raises InvalidRequest, naming the wrong fields."""
    try:
        return model.model_validate(body, context=KeyValueLimit(flask.request.content_length or 0))
    except ValidationError as error:
        raise InvalidRequest(_problems(error, model)) from None


def json_object(request: Request) -> dict[str, Any]:
    """The body, which must be a JSON object. Raises UnsupportedBody, BadRequest, TooLarge."""
    if not request.is_json:
        raise UnsupportedBody("Send the body as application/json.")
    return as_object(from_json(request.get_data(), "The body"))


def as_object(body: object) -> dict[str, Any]:
    """The JSON value, which must be an object. Raises BadRequest."""
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


def from_json(data: bytes, name: str) -> Any:
    """JSON, decimals exact; raises BadRequest on anything doubtful: NaN, a key twice, too deep, not UTF-8.

    Raises TooLarge on more values than could be meant: small ones take many times their size in memory.
    """
    if has_too_many_values(data):
        raise TooLarge(f"{name} has more than {most_values(len(data))} values.")
    try:
        return jiter.from_json(
            data.removeprefix(_UTF8_MARK), allow_inf_nan=False, catch_duplicate_keys=True, float_mode="decimal"
        )
    except ValueError as error:
        reason = re.sub(r'"[^\n]*" ', "", str(error))
        raise BadRequest(f"{name} is not JSON in UTF-8: {reason}.") from None


def _problems(error: ValidationError, model: type[BaseModel]) -> list[FieldProblem]:
    told = []
    for item in error.errors(include_url=False, include_input=False, include_context=False)[:_MOST_TOLD]:
        message = item["msg"].rstrip(".") + "."
        if item["type"] == "extra_forbidden":
            *path, name = item["loc"]
            message = unknown_name("field", str(name), _fields_at(model, path))
        told.append(FieldProblem(field=_path(item["loc"]), message=message))
    return told


def _fields_at(model: type[BaseModel], path: Sequence[int | str]) -> Sequence[str]:
    """The names of the fields of the object at that place in a body."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models_in(model.model_fields[part].annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _path(where: tuple[int | str, ...]) -> str:
    parts = (f"[{p}]" if isinstance(p, int) else f".{shortened(p)}" for p in where if p not in ALTERNATIVES)
    return "".join(parts).lstrip(".")


def shortened(name: str) -> str:
    """The name of a field as an error quotes it."""
    return name if len(name) <= 60 else name[:59] + "…"


def json_answer(body: BaseModel, status: int = 200) -> Response:
    """The body as JSON."""
    return Response(body.model_dump_json(), status, mimetype="application/json")


def file_answer(content: bytes, name: str, media_type: str) -> Response:
    """A file to be kept under that name, which must be plain ASCII without quotes."""
    disposition = f'attachment; filename="{name}"'
    return Response(content, mimetype=media_type, headers={"Content-Disposition": disposition})

"""Structured output: the JSON schema of an answer's shape, and a model's text read into that shape."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from docusnap.domain.json_limits import has_too_many_values
from docusnap.domain.key_values import KeyValueLimit

Shape = TypeVar("Shape", bound=BaseModel)


class AnswerError(ValueError):
    """The model's text is no answer; the message tells the model why."""


class _Strict(GenerateJsonSchema):
    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of an answer within what strict servers take: all keys required, none added, no defaults."""
    return shape.model_json_schema(mode="serialization", schema_generator=_Strict)


def parsed(text: str, shape: type[Shape]) -> Shape:
    """The answer in a model's text, past its thinking, code fences and talk.

    Raises AnswerError, and nothing else, for any text.
    """
    size = len(text.encode("utf-8", "replace"))
    try:
        return shape.model_validate(_first_object(text), context=KeyValueLimit(size))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors(include_url=False)]
        more = [f"and {len(faults) - 5} faults more"] if len(faults) > 5 else []
        raise AnswerError("; ".join(faults[:5] + more)) from error


def _first_object(text: str) -> object:
    """The first JSON object; numbers stay as they are written (9.00 is not 9.0)."""
    text = text.lstrip()
    if not text.startswith("{"):
        text = text.rpartition("</think>")[2]
        if text.lstrip().startswith("<think>"):
            raise AnswerError("there is no JSON object after the thinking")
    start = text.find("{")
    if start < 0:
        raise AnswerError("there is no JSON object in it")
    if has_too_many_values(text.encode("utf-8", "replace")):
        raise AnswerError("it has more values than any real answer")
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)
    try:
        found, _ = decoder.raw_decode(text, start)
    except RecursionError as error:
        raise AnswerError("the JSON is nested too deeply") from error
    except ValueError as error:
        raise AnswerError(f"it is not JSON: {error}") from error
    return found

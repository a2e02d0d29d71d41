"""What is told of a setting that cannot be taken: its variable, what was given, what is wrong, and an example."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings

_WRONG = {
    "bool_parsing": "is neither `true` nor `false`",
    "bool_type": "is neither `true` nor `false`",
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "float_parsing": "is no number",
    "finite_number": "is no number",
    "greater_than": "is too little: more than {gt:g} is needed",
    "greater_than_equal": "is too little: at least {ge:g} is needed",
    "less_than_equal": "is too much: {le:g} is the most",
    "literal_error": "is none of {expected}",
}
"""By the type of pydantic's error."""

_LONGEST = 60


def problems_of(model: type[BaseSettings], error: ValidationError) -> str:
    """A sentence for each wrong setting of the group. No setting that is secret can be wrong, so none is shown."""
    return " ".join(_problem(model, dict(item)) for item in error.errors(include_url=False))


def _problem(model: type[BaseSettings], item: Mapping[str, Any]) -> str:
    place = [str(part) for part in item["loc"]] or [""]
    prefix = model.model_config.get("env_prefix", "")
    variable = place[0] if place[0].isupper() else f"{prefix}{place[0]}".upper()
    if item["type"] not in _WRONG:  # those of our own validators are whole sentences
        return f"{variable}: {item['msg']}."
    wrong = _WRONG[item["type"]].format(**item.get("ctx", {}))
    shown = f"{item['input']}"[:_LONGEST]
    of = f" ({place[1]})" if len(place) > 1 else ""
    example = _example(model, place[0].removeprefix(prefix).lower())
    hint = f"; for example {variable}={example}" if example and item["type"] != "literal_error" else ""
    return f"{variable}{of}: `{shown}` {wrong}{hint}."


def _example(model: type[BaseSettings], name: str) -> str:
    """The first of the field's examples, or its default."""
    field = model.model_fields.get(name)
    if field is None:
        return ""
    if field.examples:
        return str(field.examples[0])
    default = field.get_default(call_default_factory=True, validated_data={})
    return str(default).lower() if isinstance(default, bool) else str(default or "")

"""What shapes of answers are made of: fields that take what models write in place of what they were asked for.

Not every server can hold a model to a schema, so texts may come as numbers, lists as maps, and the reverse.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo, WithJsonSchema

from docusnap.domain.key_values import KeyValueLimit, KeyValueLimitError
from docusnap.llm.structured import AnswerError

MAX_PAIRS = 2000
_MAX_KEY, _MAX_TEXT, _MAX_DEPTH = 500, 10_000, 20
_ASKED_TAGS, _ASKED_RELATED, _ASKED_LINES = 6, 5, 10
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters without a shape, which turn what is shown around or say what nobody sees."""


def _as_text(value: object) -> object:
    """Numbers as text; what a database or UTF-8 cannot hold replaced, and left out what nobody can see."""
    if isinstance(value, bool | int | float):
        value = json.dumps(value)
    if isinstance(value, str):
        return _CONTROL.sub(" ", _UNSEEN.sub("", value.encode("utf-8", "replace").decode())).strip()
    return "" if value is None else value


def _at_most(limit: int) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > limit:
            raise ValueError(f"longer than {limit} characters")
        return value

    return AfterValidator(check)


def flattened(value: object, limit: KeyValueLimit, key: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Nested values as pairs: keys joined with dots, items of lists numbered from 1; null and empty text left out.

    Raises AnswerError when nested deeper than any real answer, or when more would come of it than `limit` allows.
    """
    if depth > _MAX_DEPTH:
        raise AnswerError("the values are nested too deeply")
    match value:
        case Mapping():
            inner: Iterable[tuple[object, object]] = value.items()
        case list():
            inner = enumerate(value, 1)
        case _:
            if text := _as_text(value):
                limit.count(key, str(text))
                yield key, str(text)
            return
    for name, part in inner:
        inside = f"{key}.{_as_text(name)}" if key else str(_as_text(name))
        if len(inside) > _MAX_KEY:
            raise AnswerError(f"a key is longer than {_MAX_KEY} characters")
        yield from flattened(part, limit, inside, depth + 1)


def _pairs(value: object, info: ValidationInfo) -> object:
    """A list of pairs from either form: [{"key", "value", …}, …], or {key: value | {"value", "lines"} | nested}."""
    if isinstance(value, Mapping):
        value = [
            part | {"key": key} if isinstance(part, dict) and "value" in part else {"key": key, "value": part}
            for key, part in value.items()
        ]
    if not isinstance(value, list):
        return value
    limit = info.context if isinstance(info.context, KeyValueLimit) else KeyValueLimit(0)
    try:
        pairs = list(islice(_each(value, limit), MAX_PAIRS + 1))
    except KeyValueLimitError:
        raise AnswerError("the nested values repeat their keys too often") from None
    if len(pairs) > MAX_PAIRS:
        raise AnswerError(f"more than {MAX_PAIRS} values")
    return pairs


def _each(items: list[object], limit: KeyValueLimit) -> Iterator[object]:
    for item in items:
        if not isinstance(item, dict):
            yield item
        elif "key" in item:
            for key, text in flattened(item.get("value"), limit, str(_as_text(item["key"]))):
                yield item | {"key": key, "value": text}
        else:
            for key, text in flattened(item, limit):
                yield {"key": key, "value": text}


def _labels(value: object) -> object:
    if isinstance(value, list) and len(value) > MAX_PAIRS:
        raise AnswerError(f"more than {MAX_PAIRS} blanks")
    return [{"label": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


def _ids(value: object) -> object:
    """Ids as a list, also from a bare id or from objects that hold one."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item.get("resource_id", item.get("id")) if isinstance(item, dict) else item for item in items]


def _tags(value: object) -> object:
    return value.split(",") if isinstance(value, str) else [] if value is None else value


Text = Annotated[str, BeforeValidator(_as_text), _at_most(_MAX_TEXT)]
Key = Annotated[str, BeforeValidator(_as_text), _at_most(_MAX_KEY)]
Ids = Annotated[list[Key], BeforeValidator(_ids)]


def _asked(at_most: int, **items: str) -> WithJsonSchema:
    """Asks for so many at most, since small models do not stop by themselves; more are taken all the same."""
    return WithJsonSchema({"type": "array", "items": {"type": "string", **items}, "maxItems": at_most})


Tags = Annotated[list[Key], BeforeValidator(_tags), _asked(_ASKED_TAGS)]
Related = Annotated[Ids, _asked(_ASKED_RELATED, pattern=r"^L[0-9]{1,4}$")]
Lines = Annotated[Ids, _asked(_ASKED_LINES, pattern=r"^p[0-9]{1,4}\.[0-9]{1,4}$")]


class AnswerShape(BaseModel):
    """The base of all shapes: closed objects of which every key is asked for."""

    model_config = ConfigDict(
        json_schema_serialization_defaults_required=True, json_schema_extra={"additionalProperties": False}
    )


class Pair(AnswerShape):
    """A key and its value, with the ids of the lines it was read on."""

    key: Key
    value: Text
    printed: Text = ""
    lines: Lines = []


class Label(AnswerShape):
    """The label of a blank, with the ids of the lines it was read on."""

    label: Key
    lines: Lines = []


Pairs = Annotated[list[Pair], BeforeValidator(_pairs)]
Labels = Annotated[list[Label], BeforeValidator(_labels)]

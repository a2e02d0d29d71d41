"""What a model may answer: read from its text, checked, and brought into the domain's words.

The models ask for one shape (`schema`) and take a few more, since not every server can hold a model to a schema.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from docusnap.domain.answer import Answer, Blank, FillAnswer, Filled, LibraryEntry, Usage, Value
from docusnap.domain.field_labels import numbered
from docusnap.domain.page import Page

MAX_PAIRS = 2000
_MAX_KEY, _MAX_TEXT, _MAX_TAGS, _MAX_RELATED, _MAX_DEPTH = 500, 10_000, 20, 5, 20
_LINE_ID = re.compile(r"\bp(\d{1,6})\.(\d{1,6})\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters without a shape, which turn what is shown around or say what nobody sees."""


class AnswerError(ValueError):
    """The model's text is no answer; the message tells the model why."""


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


def flattened(value: object, key: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Nested values as pairs: keys joined with dots, items of lists numbered from 1; null and empty text left out.

    Raises AnswerError when nested deeper than any real answer.
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
                yield key, str(text)
            return
    for name, part in inner:
        yield from flattened(part, f"{key}.{_as_text(name)}" if key else str(_as_text(name)), depth + 1)


def _pairs(value: object) -> object:
    """A list of pairs from either form: [{"key", "value", …}, …], or {key: value | {"value", "lines"} | nested}."""
    if isinstance(value, Mapping):
        value = [
            part | {"key": key} if isinstance(part, dict) and "value" in part else {"key": key, "value": part}
            for key, part in value.items()
        ]
    if not isinstance(value, list):
        return value
    pairs: list[object] = []
    for item in value:
        if not isinstance(item, dict):
            pairs.append(item)
        elif "key" in item:
            pairs += [
                item | {"key": k, "value": v} for k, v in flattened(item.get("value"), str(_as_text(item["key"])))
            ]
        else:
            pairs += [{"key": k, "value": v} for k, v in flattened(item)]
    if len(pairs) > MAX_PAIRS:
        raise AnswerError(f"more than {MAX_PAIRS} values")
    return pairs


def _labels(value: object) -> object:
    if isinstance(value, list) and len(value) > MAX_PAIRS:
        raise AnswerError(f"more than {MAX_PAIRS} blanks")
    return [{"label": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


def _fillings(value: object) -> object:
    if isinstance(value, Mapping):
        value = [(part if isinstance(part, dict) else {"value": part}) | {"field": key} for key, part in value.items()]
    return value


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


Lines = Annotated[Ids, _asked(10, pattern=r"^p[0-9]{1,4}\.[0-9]{1,4}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(
        json_schema_serialization_defaults_required=True, json_schema_extra={"additionalProperties": False}
    )


class Pair(_Shape):
    """A key and its value, with the ids of the lines it was read on."""

    key: Key
    value: Text
    printed: Text = ""
    lines: Lines = []


class Label(_Shape):
    """The label of a blank, with the ids of the lines it was read on."""

    label: Key
    lines: Lines = []


class Filling(_Shape):
    """A field of a form, its value, and the id of the library entry it comes from."""

    field: Key
    value: Text
    source: Key = ""


class DocumentAnswer(_Shape):
    """The answer about a document."""

    title: Key
    tags: Annotated[list[Key], BeforeValidator(_tags), _asked(6)]
    description: Text
    kv: Annotated[list[Pair], BeforeValidator(_pairs)]
    related: Annotated[Ids, _asked(_MAX_RELATED, pattern=r"^L[0-9]{1,4}$")] = []


class FormAnswer(DocumentAnswer):
    """The answer about a form: the same, and its blanks."""

    blanks: Annotated[list[Label], BeforeValidator(_labels)]


class FillingAnswer(_Shape):
    """The answer to filling a form."""

    filled: Annotated[list[Filling], BeforeValidator(_fillings)]


Shape = TypeVar("Shape", bound=BaseModel)


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
    try:
        return shape.model_validate(_first_object(text))
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
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)
    try:
        found, _ = decoder.raw_decode(text, start)
    except RecursionError as error:
        raise AnswerError("the JSON is nested too deeply") from error
    except ValueError as error:
        raise AnswerError(f"it is not JSON: {error}") from error
    return found


class Cited:
    """The lines that were shown, to tell ids that exist from invented ones."""

    def __init__(self, pages: Sequence[Page]) -> None:
        """All lines of all pages."""
        self._ids = {_numbers(line.id): line.id for page in pages for line in page.lines}

    def __call__(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The ids that exist, however they are written ("[p1.7]"), each once."""
        named = ((int(m[1]), int(m[2])) for text in ids for m in _LINE_ID.finditer(text))
        return tuple(dict.fromkeys(self._ids[n] for n in named if n in self._ids))


def _numbers(line_id: str) -> tuple[int, int]:
    page, _, line = line_id.lstrip("p").partition(".")
    return int(page), int(line)


def to_answer(
    said: DocumentAnswer,
    pages: Sequence[Page],
    library: Mapping[str, LibraryEntry],
    usage: Usage,
    lines_left_out: int = 0,
) -> Answer:
    """The domain's answer: invented line ids and library ids dropped, a key that comes twice numbered ("Phone.2").

    `library` maps the ids that the model was shown to the entries.
    """
    cited = Cited(pages)
    kv: dict[str, Value] = {}
    for pair in said.kv:
        if pair.key and pair.value:
            value = Value(pair.value, cited(pair.lines), "" if pair.printed == pair.value else pair.printed)
            if pair.key not in kv or kv[pair.key].text != value.text:
                kv[_free(pair.key, kv)] = value
    related = dict.fromkeys(library[i].id for i in said.related if i in library)
    return Answer(
        title=said.title,
        tags=tuple(dict.fromkeys(tag for tag in said.tags if tag))[:_MAX_TAGS],
        description=said.description,
        kv=kv,
        blanks=tuple(_blanks(said, cited)),
        related=tuple(related)[:_MAX_RELATED],
        usage=usage,
        lines_left_out=lines_left_out,
    )


def _free(key: str, taken: Mapping[str, object]) -> str:
    """The key itself, or the first of "key.2", "key.3", … that is free."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}.{number}"
    return free


def _blanks(said: DocumentAnswer, cited: Cited) -> Iterator[Blank]:
    """Under labels that are unique, for a form is filled by them."""
    taken: set[str] = set()
    for blank in said.blanks if isinstance(said, FormAnswer) else ():
        if blank.label:
            lines = cited(blank.lines)
            label = numbered(blank.label, taken)
            taken.add(label)
            yield Blank(label, page=_numbers(lines[0])[0] if lines else None)


def to_fill_answer(
    said: FillingAnswer, fields: Sequence[str], library: Mapping[str, LibraryEntry], usage: Usage
) -> FillAnswer:
    """The domain's answer: only fields that were asked for, only from entries that exist; the rest is missing."""
    asked = {" ".join(f.split()).casefold(): f for f in fields}
    filled: dict[str, Filled] = {}
    for one in said.filled:
        field = asked.get(" ".join(one.field.split()).casefold())
        if field and one.value and one.source in library:
            filled.setdefault(field, Filled(one.value, library[one.source]))
    in_order = {f: filled[f] for f in dict.fromkeys(fields) if f in filled}
    return FillAnswer(in_order, tuple(f for f in dict.fromkeys(fields) if f not in filled), usage)

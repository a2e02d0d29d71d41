"""The shape in which a model answers the caller's own fields: that of the schema, each value with its lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model, model_validator

from docusnap.domain.answer import Value
from docusnap.domain.asked import AskedField, AskedValue, pointer
from docusnap.domain.page import Page
from docusnap.llm.citations import CitedLines
from docusnap.llm.shapes import AnswerShape, Lines, Text
from docusnap.llm.structured import Shape

_MOST_ROWS = 200


class Cell(AnswerShape):
    """One value; its text is empty where the pages do not say it."""

    value: Text = ""
    printed: Text = ""
    lines: Lines = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _or_bare(cls, said: object) -> object:
        if not isinstance(said, Mapping):
            return {"value": said}
        return {key: part for key, part in said.items() if part is not None}


class AskedShape(AnswerShape):
    """The base of the answers to a schema; keys that the model leaves out are not answered."""

    model_config = ConfigDict(populate_by_name=False)


def with_answers(shape: type[Shape], fields: Sequence[AskedField]) -> type[Shape]:
    """The shape with `answers`, an object that has the properties of the schema."""
    answers = _object("Answers", fields)
    made: type[Shape] = create_model(
        f"{shape.__name__}WithAnswers", __base__=shape, answers=(answers, Field(default_factory=answers))
    )
    return made


def said_values(said: BaseModel, fields: Sequence[AskedField], pages: Sequence[Page]) -> dict[str, AskedValue]:
    """The values that the model gave, by JSON pointer; ids of lines that do not exist are left out."""
    return dict(_values(getattr(said, "answers", None), fields, (), CitedLines(pages)))


def outlined(fields: Sequence[AskedField]) -> dict[str, Any]:
    """What is asked for, as the model is shown it in words: also where its server takes no schema."""
    return {field.name: _outline(field) for field in fields}


def _outline(field: AskedField) -> Any:
    if field.type == "object":
        return outlined(field.fields)
    if field.type == "array" and field.item:
        return [outlined(field.item.fields) if field.item.type == "object" else _outline(field.item)]
    kind = f"{field.type}, {field.format}" if field.format else field.type
    told = {"type": kind, "title": field.title, "description": field.description, "one of": list(field.choices)}
    return {key: part for key, part in told.items() if part}


def _object(name: str, fields: Sequence[AskedField]) -> type[AskedShape]:
    """Properties may be called anything, so the model's own fields are numbered."""
    members: dict[str, Any] = {}
    for number, field in enumerate(fields):
        kind, empty = _member(f"{name}{number}", field)
        members[f"f{number}"] = (kind, Field(default_factory=empty, alias=field.name, description=field.description))
    made: type[AskedShape] = create_model(name, __base__=AskedShape, **members)
    return made


def _member(name: str, field: AskedField) -> tuple[Any, Any]:
    if field.type == "object":
        inside = _object(name, field.fields)
        return Annotated[inside, BeforeValidator(_or_empty)], inside
    if field.type == "array" and field.item:
        item = _object(name, field.item.fields) if field.item.type == "object" else _cell(name, field.item)
        return Annotated[list[item], BeforeValidator(_listed)], list  # type: ignore[valid-type]
    cell = _cell(name, field)
    return cell, cell


def _cell(name: str, field: AskedField) -> type[Cell]:
    """The cell of a field, whose value is one of its choices if it has any."""
    choices = ["true", "false"] if field.type == "boolean" else [str(choice) for choice in field.choices]
    if not choices:
        return Cell
    listed = Annotated[Text, WithJsonSchema({"type": "string", "enum": [*choices, ""]})]
    return create_model(f"{name}Choice", __base__=Cell, value=(listed, ""))


def _or_empty(said: object) -> object:
    return said if isinstance(said, Mapping) else {}


def _listed(said: object) -> object:
    return said[:_MOST_ROWS] if isinstance(said, list) else [] if said is None else [said]


def _values(
    said: object, fields: Sequence[AskedField], path: tuple[str | int, ...], cited: CitedLines
) -> Iterator[tuple[str, AskedValue]]:
    for number, field in enumerate(fields):
        part, at = getattr(said, f"f{number}", None), (*path, field.name)
        if field.type == "object":
            yield from _values(part, field.fields, at, cited)
        elif field.type == "array" and field.item:
            for row, one in enumerate(part or []):
                if field.item.type == "object":
                    yield from _values(one, field.item.fields, (*at, row), cited)
                else:
                    yield from _value(one, field.item, (*at, row), cited)
        else:
            yield from _value(part, field, at, cited)


def _value(
    cell: object, field: AskedField, path: tuple[str | int, ...], cited: CitedLines
) -> Iterator[tuple[str, AskedValue]]:
    """A choice is looked for on the pages by what is printed in its place."""
    if isinstance(cell, Cell) and cell.value:
        lines, picture = cited(cell.lines), cited.picture(cell.lines)
        if field.choices or field.type == "boolean":
            yield pointer(*path), AskedValue(Value(cell.printed or cell.value, lines, picture=picture), cell.value)
        else:
            printed = "" if cell.printed == cell.value else cell.printed
            yield pointer(*path), AskedValue(Value(cell.value, lines, printed, picture=picture))

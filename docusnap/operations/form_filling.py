"""The operation `form_filling`: a form and a library of known documents to values for its blanks."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from docusnap.domain.answer import FillAnswer, Filled, LibraryEntry
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.llm.prompts import about_fields
from docusnap.llm.shapes import AnswerShape, Key, Text
from docusnap.operations.base import Context, Input
from docusnap.operations.declaration import Declaration, Question
from docusnap.operations.form import FORM_QUESTION, understood_form
from docusnap.operations.library import form_blanks, library_from
from docusnap.operations.parameters import FillingParameters
from docusnap.operations.reading import Reader
from docusnap.operations.reading_warnings import of_the_reading
from docusnap.operations.text_layers import answered_as_shown
from docusnap.operations.understanding import Understanding, combined_recipe


def _fillings(value: object) -> object:
    if isinstance(value, Mapping):
        value = [(part if isinstance(part, dict) else {"value": part}) | {"field": key} for key, part in value.items()]
    return value


class Filling(AnswerShape):
    """A field of a form, its value, and the id of the library entry it comes from."""

    field: Key
    value: Text
    source: Key = ""


class FillingShape(AnswerShape):
    """What a model answers when it fills a form."""

    filled: Annotated[list[Filling], BeforeValidator(_fillings)]


def filling_answer(said: FillingShape, fields: Sequence[str], library: Mapping[str, LibraryEntry]) -> FillAnswer:
    """The answer in our words: only fields that were asked for, only from entries that exist; the rest is missing."""
    asked = {" ".join(f.split()).casefold(): f for f in fields}
    filled: dict[str, Filled] = {}
    for one in said.filled:
        field = asked.get(" ".join(one.field.split()).casefold())
        if field and one.value and one.source in library:
            filled.setdefault(field, Filled(one.value, library[one.source]))
    in_order = {f: filled[f] for f in dict.fromkeys(fields) if f in filled}
    return FillAnswer(in_order, tuple(f for f in dict.fromkeys(fields) if f not in filled))


FILLING_QUESTION = Question("form_filling", FillingShape)


class FormFillingOperation:
    """For each field that the library answers: a value and its source."""

    declaration: ClassVar = Declaration(
        "form_filling",
        parameters=FillingParameters,
        instead_of_images="form",
        sealable=True,
        stages=("reading", "understanding"),
        question=FILLING_QUESTION,
    )

    def __init__(self, reader: Reader, understanding: Understanding) -> None:
        """Shares the reader and what understands with the other operations."""
        self._reader = reader
        self._understanding = understanding

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        recipe_of = self._understanding.recipe_of
        asked = recipe_of(FILLING_QUESTION), recipe_of(FORM_QUESTION)
        return combined_recipe(self.declaration.name, self._reader.recipe, *asked)

    def __call__(
        self,
        uri: str,
        context: Context,
        *,
        files: Sequence[Input],
        library: Sequence[Mapping[str, Any]] = (),
        form: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """See `Operation`. `form` is the result of a `form` task; without it, the form is read from the files."""
        if form is None:
            form = answered_as_shown(self._reader, files, context, partial(self._read_form, context)).as_json()
        elif files:
            self._reader.note([file for file in files if not isinstance(file, bytes)], context)
        context.progress("understanding", 1, 2)
        fields, entries, known = form["fields"], library_from(library), form.get("kv", {})
        blanks = form_blanks(form)
        filled = self._understanding.filled(
            FILLING_QUESTION,
            fields,
            entries,
            offline=lambda reader: reader.fill(blanks, entries, known),
            matter=lambda shown, limit: about_fields(fields, shown, known, limit),
            said=lambda said, shown: filling_answer(said, fields, shown),
        ).as_json()
        return filled | {"warnings": [*filled["warnings"], *of_the_reading(form.get("warnings", ()))]}

    def _read_form(self, context: Context, pages: Sequence[Page]) -> DocumentResult:
        context.progress("understanding", 0, 2)
        return understood_form(self._understanding, pages, (), context)

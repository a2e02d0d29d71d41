"""The operation `auto`: finds out what kind of paper came, and does what fits it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docusnap.domain.kinds import FORMS
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.operations.asked_schema import asked_fields
from docusnap.operations.base import Context, Input
from docusnap.operations.declaration import Declaration
from docusnap.operations.document import DocumentOperation
from docusnap.operations.form import FormOperation
from docusnap.operations.library import library_from
from docusnap.operations.parameters import ReadingParameters
from docusnap.operations.reading import Reader
from docusnap.operations.text_layers import answered_as_shown
from docusnap.operations.understanding import Understanding, combined_recipe

AUTO = "auto"
"""Its name."""
_IS_FORM_FROM = 0.5


class AutoOperation:
    """`form` where the pages are those of one form, else `document`."""

    declaration: ClassVar = Declaration(AUTO, ReadingParameters, stages=("reading", "understanding"))

    def __init__(self, reader: Reader, understanding: Understanding) -> None:
        """Shares the reader and what understands with the other operations."""
        self._reader = reader
        self._understanding = understanding
        self._document = DocumentOperation(reader, understanding)
        self._form = FormOperation(reader, understanding)

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        return combined_recipe(AUTO, self._document.recipe, self._form.recipe)

    def __call__(
        self,
        uri: str,
        context: Context,
        *,
        files: Sequence[Input],
        library: Sequence[Mapping[str, Any]] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """See `Operation`. The result names the operation that was done, and the chance (0..1) that it is right."""
        entries, asked = library_from(library), asked_fields(schema) if schema else ()

        def answer(pages: Sequence[Page]) -> DocumentResult:
            chosen = self._form if self._form_chance(pages) >= _IS_FORM_FROM else self._document
            return chosen.understood(pages, files=files, context=context, library=entries, asked=asked)

        result = answered_as_shown(self._reader, files, context, answer)
        is_form, chance = result.blanks is not None, result.judgement.chance_of(FORMS)
        done = FormOperation.declaration.name if is_form else DocumentOperation.declaration.name
        return {
            **result.as_json(),
            "operation": done,
            "operation_confidence": round(chance if is_form else 1 - chance, 3),
        }

    def _form_chance(self, pages: Sequence[Page]) -> float:
        """0 where the pages are several papers: a form is answered alone."""
        papers = self._understanding.papers(pages)
        return papers[0].judgement.chance_of(FORMS) if len(papers) == 1 else 0.0

"""The operation `auto`: finds out what kind of paper came, and does what fits it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.asked import AskedField
from docusnap.domain.kinds import FORMS
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.operations.base import Context, Input
from docusnap.operations.declaration import Declaration
from docusnap.operations.document import DocumentOperation
from docusnap.operations.form import FormOperation
from docusnap.operations.parameters import ReadingParameters
from docusnap.operations.reading import Reader
from docusnap.operations.reading_operation import ReadingOperation
from docusnap.operations.understanding import Understanding, combined_recipe

AUTO = "auto"
"""Its name."""


class AutoOperation(ReadingOperation):
    """`form` where the pages are those of one form, else `document`."""

    declaration: ClassVar = Declaration(AUTO, ReadingParameters, stages=("reading", "understanding"))

    def __init__(self, reader: Reader, understanding: Understanding) -> None:
        """Shares the reader and what understands with the other operations."""
        super().__init__(reader, understanding)
        self._document = DocumentOperation(reader, understanding)
        self._form = FormOperation(reader, understanding)

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        return combined_recipe(AUTO, self._document.recipe, self._form.recipe)

    def understood(
        self,
        pages: Sequence[Page],
        *,
        files: Sequence[Input],
        context: Context,
        library: Sequence[LibraryEntry],
        asked: tuple[AskedField, ...],
    ) -> DocumentResult:
        """See `ReadingOperation`. A form is answered alone: of several papers, each is a document."""
        papers = self._understanding.papers(pages)
        if len(papers) == 1 and papers[0].judgement.is_form:
            return self._form.understood(pages, files=files, context=context, library=library, asked=asked)
        return self._document.of_papers(papers, pages, files=files, context=context, library=library, asked=asked)

    def _told(self, result: DocumentResult) -> Mapping[str, Any]:
        """The result also names the operation that was done, and the chance (0..1) that it is right."""
        is_form, chance = result.blanks is not None, result.judgement.chance_of(FORMS)
        done = FormOperation.declaration.name if is_form else DocumentOperation.declaration.name
        return {
            **super()._told(result),
            "operation": done,
            "operation_confidence": round(chance if is_form else 1 - chance, 3),
        }

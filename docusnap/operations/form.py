"""The operation `form`: the pages of a form to what it says and what a person must fill."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from docusnap.domain.answer import Answer, Blank, LibraryEntry
from docusnap.domain.asked import AskedField
from docusnap.domain.field_labels import numbered
from docusnap.domain.kinds import FORMS, KINDS
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.extraction.paper.paper import Paper
from docusnap.llm.citations import CitedLines, page_of
from docusnap.llm.shapes import Labels
from docusnap.operations.base import Context, Input
from docusnap.operations.declaration import Declaration, Question
from docusnap.operations.document import DocumentShape, document_answer
from docusnap.operations.parameters import ReadingParameters
from docusnap.operations.reading_operation import ReadingOperation
from docusnap.operations.showing import Pictures, no_pictures
from docusnap.operations.understanding import Understanding, combined_recipe

_NO_FORMS = frozenset(KINDS) - FORMS - {"table"}


class FormShape(DocumentShape):
    """What a model answers about a form: the same as about a document, and its blanks."""

    blanks: Labels


def form_answer(said: FormShape, pages: Sequence[Page], library: Mapping[str, LibraryEntry]) -> Answer:
    """The answer in our words, the blanks under labels that are unique: a form is filled by them."""
    return replace(document_answer(said, pages, library), blanks=tuple(_blanks(said, CitedLines(pages))))


def _blanks(said: FormShape, cited: CitedLines) -> Iterator[Blank]:
    taken: set[str] = set()
    for blank in said.blanks:
        if blank.label:
            lines = cited(blank.lines)
            label = numbered(blank.label, taken)
            taken.add(label)
            yield Blank(label, page=page_of(lines[0]) if lines else None)


FORM_QUESTION = Question("form", FormShape)


def understood_form(
    understanding: Understanding,
    pages: Sequence[Page],
    library: Sequence[LibraryEntry],
    context: Context,
    asked: tuple[AskedField, ...] = (),
    pictures: Pictures = no_pictures,
) -> DocumentResult:
    """What the form says, its blanks, and what is `asked` of it; `pictures` and errors as `Understanding.answered`."""
    paper = Paper(pages)
    return understanding.answered(
        replace(FORM_QUESTION, asked=asked),
        paper,
        library,
        offline=lambda reader: reader.form(paper, library),
        said=lambda said, shown: form_answer(said, paper, shown),
        checkpoint=context.checkpoint,
        unfit=_NO_FORMS,
        blanks=True,
        pictures=pictures,
    )


class FormOperation(ReadingOperation):
    """The same as `document`, and the blanks."""

    declaration: ClassVar = Declaration(
        "form", ReadingParameters, sealable=True, stages=("reading", "understanding"), question=FORM_QUESTION
    )

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        return combined_recipe(self.declaration.name, self._reader.recipe, self._understanding.recipe_of(FORM_QUESTION))

    def understood(
        self,
        pages: Sequence[Page],
        *,
        files: Sequence[Input],
        context: Context,
        library: Sequence[LibraryEntry],
        asked: tuple[AskedField, ...],
    ) -> DocumentResult:
        """See `ReadingOperation`."""
        context.progress("understanding", 0, 1)
        return understood_form(
            *(self._understanding, pages, library, context, asked),
            pictures=lambda some, longest: self._reader.pictures(files, some, longest=longest),
        )

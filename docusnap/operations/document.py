"""The operation `document`: page images to a checked result."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from docusnap.domain.answer import Answer, LibraryEntry, Value
from docusnap.domain.asked import AskedField
from docusnap.domain.field_labels import numbered
from docusnap.domain.kinds import FORMS
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.extraction.paper.paper import Paper
from docusnap.llm.citations import CitedLines
from docusnap.llm.shapes import AnswerShape, Key, Pairs, Related, Tags, Text
from docusnap.operations.base import Context, Input
from docusnap.operations.declaration import Declaration, Question
from docusnap.operations.parameters import ReadingParameters
from docusnap.operations.reading_operation import ReadingOperation
from docusnap.operations.several_papers import as_one
from docusnap.operations.understanding import combined_recipe

_MOST_TAGS, _MOST_RELATED = 20, 5


class DocumentShape(AnswerShape):
    """What a model answers about a document."""

    title: Key
    tags: Tags
    description: Text
    kv: Pairs
    related: Related = Field(default_factory=list)


def document_answer(said: DocumentShape, pages: Sequence[Page], library: Mapping[str, LibraryEntry]) -> Answer:
    """The answer in our words: invented line ids and library ids dropped, a key that comes twice numbered ("Phone.2").

    `library` maps the ids that the model was shown to the entries.
    """
    cited = CitedLines(pages)
    kv: dict[str, Value] = {}
    for pair in said.kv:
        if pair.key and pair.value:
            printed = "" if pair.printed == pair.value else pair.printed
            value = Value(pair.value, cited(pair.lines), printed, picture=cited.picture(pair.lines))
            if pair.key not in kv or kv[pair.key].text != value.text:
                kv[numbered(pair.key, kv, "{}.{}")] = value
    related = dict.fromkeys(library[i].id for i in said.related if i in library)
    return Answer(
        title=said.title,
        tags=tuple(dict.fromkeys(tag for tag in said.tags if tag))[:_MOST_TAGS],
        description=said.description,
        kv=kv,
        related=tuple(related)[:_MOST_RELATED],
    )


DOCUMENT_QUESTION = Question("document", DocumentShape)


class DocumentOperation(ReadingOperation):
    """Title, tags, description, key-values and related documents."""

    declaration: ClassVar = Declaration(
        "document", ReadingParameters, sealable=True, stages=("reading", "understanding"), question=DOCUMENT_QUESTION
    )

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        asked = self._understanding.recipe_of(DOCUMENT_QUESTION)
        return combined_recipe(self.declaration.name, self._reader.recipe, asked)

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
        papers = self._understanding.papers(pages)
        return self.of_papers(papers, pages, files=files, context=context, library=library, asked=asked)

    def of_papers(
        self,
        papers: Sequence[Paper],
        pages: Sequence[Page],
        *,
        files: Sequence[Input],
        context: Context,
        library: Sequence[LibraryEntry],
        asked: tuple[AskedField, ...],
    ) -> DocumentResult:
        """The same, where it is known which papers the pages are."""
        context.progress("understanding", 0, 1)
        question = replace(DOCUMENT_QUESTION, asked=asked)
        return as_one([self._of(question, paper, library, files, context) for paper in papers], pages)

    def _of(
        self,
        question: Question[DocumentShape],
        paper: Paper,
        library: Sequence[LibraryEntry],
        files: Sequence[Input],
        context: Context,
    ) -> DocumentResult:
        return self._understanding.answered(
            question,
            paper,
            library,
            offline=lambda reader: reader.document(paper, library),
            said=lambda said, shown: document_answer(said, paper, shown),
            checkpoint=context.checkpoint,
            unfit=FORMS,
            pictures=lambda pages, longest: self._reader.pictures(files, pages, longest=longest),
        )

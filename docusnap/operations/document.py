"""The operation `document`: page images to a checked result."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

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
from docusnap.operations.asked_schema import asked_fields
from docusnap.operations.base import Context, Input
from docusnap.operations.declaration import Declaration, Question
from docusnap.operations.library import library_from
from docusnap.operations.parameters import ReadingParameters
from docusnap.operations.reading import Reader
from docusnap.operations.text_layers import answered_as_shown
from docusnap.operations.understanding import Understanding, as_one, combined_recipe

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


class DocumentOperation:
    """Title, tags, description, key-values and related documents."""

    declaration: ClassVar = Declaration(
        "document", ReadingParameters, sealable=True, stages=("reading", "understanding"), question=DOCUMENT_QUESTION
    )

    def __init__(self, reader: Reader, understanding: Understanding) -> None:
        """Shares the reader and what understands with the other operations."""
        self._reader = reader
        self._understanding = understanding

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        asked = self._understanding.recipe_of(DOCUMENT_QUESTION)
        return combined_recipe(self.declaration.name, self._reader.recipe, asked)

    def __call__(
        self,
        uri: str,
        context: Context,
        *,
        files: Sequence[Input],
        library: Sequence[Mapping[str, Any]] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """See `Operation`. `schema`: of the caller's own fields, see `asked_schema`."""
        entries, asked = library_from(library), asked_fields(schema) if schema else ()
        answer = partial(self.understood, files=files, context=context, library=entries, asked=asked)
        return answered_as_shown(self._reader, files, context, answer).as_json()

    def understood(
        self,
        pages: Sequence[Page],
        *,
        files: Sequence[Input],
        context: Context,
        library: Sequence[LibraryEntry],
        asked: tuple[AskedField, ...],
    ) -> DocumentResult:
        """What the pages of the files say, and what is `asked` of them. Raises as `Understanding.answered`."""
        context.progress("understanding", 0, 1)
        question = replace(DOCUMENT_QUESTION, asked=asked)
        papers = self._understanding.papers(pages)
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

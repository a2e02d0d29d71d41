"""The step after reading, where the offline reader and the language model meet: pages to a checked result."""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from docusnap.domain.answer import Answer, Blank, FillAnswer, LibraryEntry
from docusnap.domain.asked import AskedField
from docusnap.domain.errors import DocusnapError, PromptFailed
from docusnap.domain.items import ItemList
from docusnap.domain.kinds import PaperKind
from docusnap.domain.page import Page
from docusnap.domain.paper_text import markdown, plain_text
from docusnap.domain.polygons import polygon_in_file
from docusnap.domain.quality import quality_json
from docusnap.domain.result import Caution, DocumentResult, Evidence, FillingResult
from docusnap.evidence.check import check
from docusnap.evidence.filling import check_filling
from docusnap.evidence.missing import missing_values
from docusnap.evidence.typed import typed_values
from docusnap.evidence.typed_tables import typed_tables
from docusnap.extraction.filling.surroundings import with_surroundings
from docusnap.extraction.forms.spaces import with_spaces
from docusnap.extraction.items import read_items
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader
from docusnap.llm.asked_shape import outlined, said_values, with_answers
from docusnap.llm.client import LanguageModel, Prompt, Reply
from docusnap.llm.leaks import with_leaks_doubted
from docusnap.llm.prompts import about_asked, about_pages, instructions, numbered, template
from docusnap.llm.structured import Shape, schema
from docusnap.operations.asking import Asking, Told
from docusnap.operations.combining import Combined, Source, alone, combined
from docusnap.operations.declaration import Question
from docusnap.operations.filling_together import filled_together
from docusnap.operations.reading_warnings import MAY_NOT_FIT, unread
from docusnap.operations.showing import LONGEST_SIDE, MOST_PICTURES, Pictures, named, no_pictures, with_pictures
from docusnap.telemetry.telemetry import Telemetry

_MOST_RELATED = 5
_EVIDENCE = "evidence-9"
_UNFIT_FROM = 0.5
"""The chance of being of an unfit kind from which on a paper is warned of: where `auto` would do another operation."""

Shown = Mapping[str, LibraryEntry]
"""Library entries under the ids that the model is shown."""


class Understanding:
    """Asks the offline reader and, if there is one, the language model, and checks every value that they give."""

    def __init__(
        self,
        offline: OfflineReader,
        model: LanguageModel | None,
        *,
        slots: int,
        day_first: bool,
        max_prompt_chars: int = 60_000,
        pictures: bool = False,
        telemetry: Telemetry | None = None,
        turns: AbstractContextManager[object] | None = None,
    ) -> None:
        """`slots`: calls to the model at the same time, unless `turns` are held for them.

        `day_first`: how 02/03/2024 on a page is read.

        `max_prompt_chars` bounds what the model is shown of the pages and the library; with `pictures` it is shown
        those of the first pages, too.
        """
        self._offline = offline
        self._model = model
        self._slots = turns or threading.BoundedSemaphore(slots)
        self._day_first = day_first
        self._max_prompt_chars = max_prompt_chars
        self._pictures = pictures
        self._telemetry = telemetry or Telemetry()

    def recipe_of(self, question: Question[Shape]) -> str:
        """Changes whenever the answer to the question could: readers, instructions, shape, checks."""
        parts: list[object] = [_EVIDENCE, self._day_first, self._offline.recipe]
        if self._model:
            told = [self._instructions(question), template("answers").template, template("pictures").template]
            parts += [self._model.recipe, told, schema(question.shape), self._max_prompt_chars, self._pictures]
        return combined_recipe(json.dumps(parts, sort_keys=True))

    def close(self) -> None:
        """Closes the model's connections."""
        if self._model:
            self._model.close()

    def papers(self, pages: Sequence[Page]) -> list[Paper]:
        """The pages of each paper, in order; several only where they are clearly different papers."""
        return self._offline.papers(pages)

    def answered(
        self,
        question: Question[Shape],
        pages: Paper,
        library: Sequence[LibraryEntry],
        *,
        offline: Callable[[OfflineReader], Answer],
        said: Callable[[Shape, Shown], Answer],
        checkpoint: Callable[[], None],
        unfit: frozenset[PaperKind],
        blanks: bool = False,
        pictures: Pictures = no_pictures,
    ) -> DocumentResult:
        """What the pages say, each value with its evidence or a warning; with `blanks`, also where to write.

        Pages of a kind that is `unfit` for the operation are answered with a warning. `offline` asks the offline
        reader, `said` puts what the model says into our words, `pictures` makes those of the pages if a model may see
        them. The caller's own fields stand in the question.

        Raises PromptFailed, LlmFailure, LlmUnavailable, and what the checkpoint raises.
        """
        shown, fields = numbered(library), question.asked
        if self._model:
            with _put_together():
                wanted = about_asked(outlined(fields)) if fields else ""
                limit = self._max_prompt_chars - len(wanted)
                matter, left_out = about_pages(pages, shown, limit, marks=blanks)
        read = self._source(self._offline.name, offline(self._offline), pages, checkpoint)
        if self._model is None:
            result = self._result(alone(read), self._offline.name, pages, library, unfit=unfit, blanks=blanks)
            return self._answering(result, fields, pages, read, checkpoint)
        seen = tuple(pictures(pages[:MOST_PICTURES], LONGEST_SIDE)) if self._pictures else ()
        reply = self._asked(self._model, question, wanted + matter + named(pages[: len(seen)]), seen)
        answer = replace(said(reply.answer, shown), usage=reply.usage, lines_left_out=left_out)
        told = self._instructions(question, pictures=reply.saw)
        doubted = with_leaks_doubted(answer, told, pages)
        both = combined(self._source(self._model.name, doubted, pages, checkpoint, saw=reply.saw), read, told)
        result = self._result(both, self._model.name, pages, library, unfit=unfit, blanks=blanks)
        result = with_pictures(result, reply, len(pages)) if seen else result
        own = Told(self._model.name, said_values(reply.answer, fields, pages), reply.saw)
        return self._answering(result, fields, pages, read, checkpoint, said=own, instructions=told + wanted)

    def _answering(
        self,
        result: DocumentResult,
        fields: Sequence[AskedField],
        pages: Paper,
        read: Source,
        checkpoint: Callable[[], None],
        *,
        said: Told | None = None,
        instructions: str = "",
    ) -> DocumentResult:
        """The result with the answers to the caller's own fields and the warnings about them, if any were asked for."""
        if not fields:
            return result
        found = self._offline.asked(fields, pages, read.answer.kv, result.tables, result.items)
        asking = Asking(fields, pages, day_first=self._day_first, checkpoint=checkpoint)
        answers, cautions = asking.answers(Told(self._offline.name, found), said, instructions)
        return replace(result, answers=answers, cautions=(*result.cautions, *cautions))

    def filled(
        self,
        question: Question[Shape],
        fields: Sequence[str],
        library: Sequence[LibraryEntry],
        *,
        offline: Callable[[OfflineReader], FillAnswer],
        matter: Callable[[Shown, int], str],
        said: Callable[[Shape, Shown], FillAnswer],
    ) -> FillingResult:
        """A value and its source for each field that the library answers, and why the others stay empty.

        Values that are not in their source are flagged. The offline reader fills the form anyway, and says what is
        known of each field; `matter` is what the model is shown, given the library and the most characters. It is not
        asked where there is nothing to fill or nothing to fill it from. Raises as `answered`.
        """
        said_so: FillAnswer | None = None
        if self._model and fields and library:
            shown = numbered(library)
            with _put_together():
                text = matter(shown, self._max_prompt_chars)
            reply = self._asked(self._model, question, text)
            said_so = replace(said(reply.answer, shown), usage=reply.usage)
        read = offline(self._offline)
        answer, disputed = filled_together(said_so, read, day_first=self._day_first) if said_so else (read, ())
        name = self._model.name if self._model else self._offline.name
        cautions = (*check_filling(answer, day_first=self._day_first), *disputed)
        return FillingResult(answer, cautions, name)

    def _asked(
        self, model: LanguageModel, question: Question[Shape], matter: str, pictures: tuple[bytes, ...] = ()
    ) -> Reply[Shape]:
        shape = with_answers(question.shape, question.asked) if question.asked else question.shape
        with self._slots:
            told = self._instructions(question, pictures=bool(pictures))
            return self._counted(model, Prompt(question.prompt, told, matter, pictures), shape)

    def _counted(self, model: LanguageModel, prompt: Prompt, shape: type[Shape]) -> Reply[Shape]:
        metrics = self._telemetry.metrics
        with self._telemetry.stage("llm"):
            try:
                reply = model.ask(prompt, shape)
            except DocusnapError:
                metrics.model_failed(model.name)
                raise
        metrics.model_answered(model.name, reply.usage.prompt_tokens, reply.usage.completion_tokens)
        return reply

    def _instructions(self, question: Question[Shape], *, pictures: bool = False) -> str:
        asked = bool(question.asked)
        return instructions(question.prompt, day_first=self._day_first, asked=asked, pictures=pictures)

    def _source(
        self, model: str, answer: Answer, pages: Paper, checkpoint: Callable[[], None], *, saw: bool = False
    ) -> Source:
        with self._telemetry.stage("evidence"):
            checked = check(answer, pages, day_first=self._day_first, checkpoint=checkpoint, pictures=saw)
        return Source(model, answer, checked)

    def _result(
        self,
        both: Combined,
        model: str,
        pages: Paper,
        library: Sequence[LibraryEntry],
        *,
        unfit: frozenset[PaperKind],
        blanks: bool,
    ) -> DocumentResult:
        misfit = pages.judgement.chance_of(unfit) >= _UNFIT_FROM
        answer = both.answer
        known = {entry.id: entry for entry in library}
        related = [known[i] for i in dict.fromkeys(answer.related) if i in known]
        missing = () if blanks else missing_values(answer.tags, both.kv, pages)
        values = typed_values(both.kv, both.evidence, pages, day_first=self._day_first)
        sold = not blanks and any(value.key == "total" and value.type == "money" for value in values)
        items = read_items(pages) if sold else ItemList()
        tables = typed_tables(self._offline.tables(pages), both.kv, day_first=self._day_first)
        astray = (Caution("items", "items_do_not_add_up"),) if items.adds_up is False else ()
        return DocumentResult(
            title=answer.title,
            tags=answer.tags,
            description=answer.description,
            kv=both.kv,
            related=tuple(related[:_MOST_RELATED]),
            evidence=both.evidence,
            cautions=(*both.cautions, *missing, *astray, *unread(answer, pages), *MAY_NOT_FIT[:misfit]),
            model=model,
            quality=quality_json([page.quality for page in pages]),
            usage=answer.usage,
            blanks=_outlined(answer, pages, both.evidence) if blanks else None,
            alternatives=both.alternatives,
            values=values,
            items=items.items,
            tables=tables,
            judgement=pages.judgement,
            pages=tuple(page.number for page in pages),
            text=plain_text(pages),
            markdown=markdown(answer.title, pages, tables),
        )


def _outlined(answer: Answer, pages: Sequence[Page], evidence: Mapping[str, Evidence | None]) -> tuple[Blank, ...]:
    """The blanks, each with what is printed around it, and also where it is on the picture as the file has it."""
    answers = Counter(found.page for found in evidence.values() if found)
    numbered_pages = {page.number: page for page in pages}
    return tuple(
        replace(blank, polygon=polygon_in_file(numbered_pages[blank.page], blank.box))
        if blank.box and blank.page
        else blank
        for blank in with_surroundings(with_spaces(answer.blanks, pages, answers, answer.written), pages)
    )


@contextmanager
def _put_together() -> Iterator[None]:
    """A failure to write the prompt is ours, not the model's."""
    try:
        yield
    except Exception as error:
        raise PromptFailed from error


def combined_recipe(*parts: str) -> str:
    """A short name that changes with any of the parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

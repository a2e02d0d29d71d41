"""The step after reading: pages to a checked result, by the offline reader or a language model, and the evidence."""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from docusnap.domain.answer import Answer, FillAnswer, LibraryEntry
from docusnap.domain.page import Page
from docusnap.domain.result import Alternative, Caution, DocumentResult, FillingResult
from docusnap.evidence.check import check
from docusnap.evidence.filling import check_filling
from docusnap.extraction.reader import OfflineReader
from docusnap.llm.client import LanguageModel

_MOST_RELATED = 5


class Understanding:
    """Asks the language model if there is one, else the offline reader, and checks every value that they give."""

    def __init__(self, offline: OfflineReader, model: LanguageModel | None, *, slots: int, day_first: bool) -> None:
        """`slots`: calls to the language model at the same time. `day_first`: how 02/03/2024 on a page is read."""
        self._model = model
        self._reader = model or offline
        self._slots = threading.BoundedSemaphore(slots)
        self._day_first = day_first

    @property
    def recipe(self) -> str:
        """Of the model and the checks."""
        return f"{self._reader.recipe}/evidence-3/{'dmy' if self._day_first else 'mdy'}"

    def close(self) -> None:
        """Closes the model's connections."""
        if self._model:
            self._model.close()

    def document(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> DocumentResult:
        """What the document says, each value with its evidence or a warning. Raises LlmFailure, LlmUnavailable."""
        with self._slots:
            answer = self._reader.document(pages, library)
        return self._checked(answer, pages, library, with_blanks=False)

    def form(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> DocumentResult:
        """The same for a form, with its blanks."""
        with self._slots:
            answer = self._reader.form(pages, library)
        return self._checked(answer, pages, library, with_blanks=True)

    def fill(self, fields: Sequence[str], library: Sequence[LibraryEntry], known: Mapping[str, str]) -> FillingResult:
        """A value and its source for each field that the library answers; values not in their source are flagged."""
        answer = FillAnswer({}, ())
        if fields:
            with self._slots:
                answer = self._reader.fill(fields, library, known)
        return FillingResult(answer, check_filling(answer, day_first=self._day_first), self._reader.name)

    def _checked(
        self, answer: Answer, pages: Sequence[Page], library: Sequence[LibraryEntry], *, with_blanks: bool
    ) -> DocumentResult:
        checked = check(answer, pages, day_first=self._day_first)
        known = {entry.id: entry for entry in library}
        related = [known[i] for i in dict.fromkeys(answer.related) if i in known]
        return DocumentResult(
            title=answer.title,
            tags=answer.tags,
            description=answer.description,
            kv={key: value.text for key, value in answer.kv.items()},
            related=tuple(related[:_MOST_RELATED]),
            evidence=checked.evidence,
            cautions=checked.cautions + _unread(answer, pages),
            model=self._reader.name,
            usage=answer.usage,
            blanks=answer.blanks if with_blanks else None,
            alternatives={
                key: tuple(Alternative(value.text, self._reader.name, found) for value, found in others)
                for key, others in checked.alternatives.items()
            },
        )


def _unread(answer: Answer, pages: Sequence[Page]) -> tuple[Caution, ...]:
    """What was not read or not shown to the model: a part of a picture, a whole page, the end of a long document."""
    damaged = tuple(Caution(f"page {page.number}", "damaged_page") for page in pages if page.damaged)
    empty = tuple(Caution(f"page {page.number}", "nothing_read") for page in pages if not page.segments)
    return damaged + empty + ((Caution("document", "not_read_to_the_end"),) if answer.lines_left_out else ())


def of_the_reading(warnings: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Those of a result's warnings that tell what was not read, whatever came of the rest."""
    return [w for w in warnings if w["code"] in ("damaged_page", "nothing_read", "not_read_to_the_end")]


def combined_recipe(*parts: str) -> str:
    """A short name that changes with any of the parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def library_from(entries: Sequence[Mapping[str, Any]]) -> list[LibraryEntry]:
    """Library entries as they were kept in a job's parameters."""
    return [
        LibraryEntry(
            type=_entry_type(entry["type"]),
            id=entry["id"],
            title=entry.get("title", ""),
            tags=tuple(entry.get("tags", ())),
            description=entry.get("description", ""),
            kv=dict(entry.get("kv", {})),
        )
        for entry in entries
    ]


def _entry_type(name: str) -> Literal["doc", "form"]:
    return "form" if name == "form" else "doc"

"""What the operations `document`, `form` and `auto` have in common: files are read, then their pages understood."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.asked import AskedField
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.operations.asked_schema import asked_fields
from docusnap.operations.base import Context, Input
from docusnap.operations.library import library_from
from docusnap.operations.reading import Reader
from docusnap.operations.text_layers import answered_as_shown
from docusnap.operations.understanding import Understanding


class ReadingOperation(ABC):
    """Reads the files and understands their pages; each operation says how, in `understood`."""

    def __init__(self, reader: Reader, understanding: Understanding) -> None:
        """Shares the reader and what understands with the other operations."""
        self._reader = reader
        self._understanding = understanding

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
        return self._told(answered_as_shown(self._reader, files, context, answer))

    @abstractmethod
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

    def _told(self, result: DocumentResult) -> Mapping[str, Any]:
        """The result as JSON."""
        return result.as_json()

"""The operation `document`: page images to a checked result."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.operations.base import Context, Input
from docusnap.operations.reading import Reader
from docusnap.operations.understanding import Understanding, combined_recipe, library_from


class DocumentOperation:
    """Title, tags, description, key-values and related documents."""

    name: ClassVar[str] = "document"

    def __init__(self, reader: Reader, understanding: Understanding) -> None:
        """Shares the reader and the model with the other operations."""
        self._reader = reader
        self._understanding = understanding

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        return combined_recipe(self.name, self._reader.recipe, self._understanding.recipe)

    def __call__(
        self,
        uri: str,
        context: Context,
        *,
        files: Sequence[Input],
        library: Sequence[Mapping[str, Any]] = (),
    ) -> Mapping[str, Any]:
        """See `Operation`."""
        pages = self._reader.read(files, context)
        context.progress("understanding", 0, 1)
        return self._understood(pages, library_from(library)).as_json()

    def _understood(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> DocumentResult:
        return self._understanding.document(pages, library)

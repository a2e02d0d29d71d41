"""The operation `form`: the pages of a form to what it says and what a person must fill."""

from collections.abc import Sequence
from typing import ClassVar

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.page import Page
from docusnap.domain.result import DocumentResult
from docusnap.operations.document import DocumentOperation


class FormOperation(DocumentOperation):
    """The same as `document`, and the blanks."""

    name: ClassVar[str] = "form"

    def _understood(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> DocumentResult:
        return self._understanding.form(pages, library)

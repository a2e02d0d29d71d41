"""The operation `form_filling`: a form and a library of known documents to values for its blanks."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docusnap.domain.task import StoredFile
from docusnap.operations.base import Context
from docusnap.operations.reading import Reader
from docusnap.operations.understanding import Understanding, combined_recipe, library_from


class FormFillingOperation:
    """For each field that the library answers: a value and its source."""

    name: ClassVar[str] = "form_filling"

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
        files: Sequence[StoredFile],
        library: Sequence[Mapping[str, Any]] = (),
        form: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """See `Operation`. `form` is the result of a `form` task; without it, the form is read from the files."""
        entries = library_from(library)
        if form is None:
            pages = self._reader.read(files, context)
            context.progress("understanding", 0, 2)
            form = self._understanding.form(pages, ()).as_json()
        context.progress("understanding", 1, 2)
        return self._understanding.fill(form["fields"], entries, form.get("kv", {})).as_json()

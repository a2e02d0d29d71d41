"""The operation `form_filling`: a form and a library of known documents to values for its blanks."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docusnap.operations.base import Context, Input
from docusnap.operations.document import DocumentOperation
from docusnap.operations.understanding import library_from, of_the_reading


class FormFillingOperation(DocumentOperation):
    """For each field that the library answers: a value and its source."""

    name: ClassVar[str] = "form_filling"

    def __call__(
        self,
        uri: str,
        context: Context,
        *,
        files: Sequence[Input],
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
        filled = self._understanding.fill(form["fields"], entries, form.get("kv", {})).as_json()
        return filled | {"warnings": [*filled["warnings"], *of_the_reading(form.get("warnings", ()))]}

"""The contract of a language model."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from docusnap.domain.answer import Answer, FillAnswer, LibraryEntry
from docusnap.domain.page import Page


class LanguageModel(Protocol):
    """Text to a structured answer. Built once, called from many threads at the same time.

    Every method raises LlmFailure (no usable answer) or LlmUnavailable (try again later).
    """

    @property
    def name(self) -> str:
        """The model's name as the result tells it."""
        ...

    @property
    def recipe(self) -> str:
        """Changes whenever answers could change: model, prompts, settings."""
        ...

    def close(self) -> None:
        """Frees what it holds; may be called twice."""
        ...

    def document(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> Answer:
        """Title, tags, description, key-values and related library entries of a document."""
        ...

    def form(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> Answer:
        """The same for a form, and its blanks."""
        ...

    def fill(self, fields: Sequence[str], library: Sequence[LibraryEntry], known: Mapping[str, str]) -> FillAnswer:
        """A value and its source for each of the form's fields that the library answers.

        `known` is what the form already says (its key-values), to tell whose form it is.
        """
        ...

"""The contract of a language model: one call, from a prompt to an answer of a given shape."""

from dataclasses import dataclass
from typing import Generic, Protocol

from docusnap.domain.answer import Usage
from docusnap.llm.structured import Shape


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: the instructions, which change least, then the matter, fenced as data.

    `purpose` (letters, digits, underscores) names the shape of the answer to the server. `pictures` are JPEGs of the
    pages, for a model that sees.
    """

    purpose: str
    instructions: str
    matter: str
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply(Generic[Shape]):
    """A model's answer in the shape that was asked for, and what it cost.

    `pictures_sent`: how many left this machine; `saw`: whether the answer was given with them. A server that takes none
    is asked again with the words alone.
    """

    answer: Shape
    usage: Usage
    pictures_sent: int = 0
    saw: bool = False


class LanguageModel(Protocol):
    """Built once, called from many threads at the same time."""

    @property
    def name(self) -> str:
        """The model's name as the result tells it."""
        ...

    @property
    def recipe(self) -> str:
        """Changes whenever the model would answer the same prompt otherwise: its name, its settings."""
        ...

    def ask(self, prompt: Prompt, shape: type[Shape]) -> Reply[Shape]:
        """The answer, asked for a second time where the first cannot be used.

        Raises LlmFailure (no usable answer) or LlmUnavailable (try again later).
        """
        ...

    def close(self) -> None:
        """Frees what it holds; may be called twice."""
        ...

"""What an operation says of itself, in one place: all that other rooms need to know of it."""

from dataclasses import dataclass
from typing import Any, Generic

from docusnap.domain.asked import AskedField
from docusnap.llm.structured import Shape
from docusnap.operations.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Question(Generic[Shape]):
    """What a language model is asked for an operation: its template in `prompts/`, and the shape of the answer.

    `asked`: the caller's own fields, which are answered beside it.
    """

    prompt: str
    shape: type[Shape]
    asked: tuple[AskedField, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """An operation's name and what the doors, the queue and the model need to know of it.

    `parameters`: what a client may send beside images; the operation is called with them by name. `instead_of_images`
    names the one of them that may stand in for images, a form. `sealable`: whether input may come sealed. `stages`:
    what its progress goes through, in order. `question`: what it asks a language model.
    """

    name: str
    parameters: type[Parameters] = Parameters
    instead_of_images: str | None = None
    sealable: bool = False
    stages: tuple[str, ...] = ()
    question: Question[Any] | None = None

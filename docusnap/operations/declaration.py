"""What an operation says of itself, in one place: all that other rooms need to know of it."""

from dataclasses import dataclass
from typing import Generic

from docusnap.llm.structured import Shape


@dataclass(frozen=True, slots=True)
class Question(Generic[Shape]):
    """What a language model is asked for an operation: its template in `prompts/`, and the shape of the answer."""

    prompt: str
    shape: type[Shape]

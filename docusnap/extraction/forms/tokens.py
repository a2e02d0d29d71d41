"""A page as the network sees it: words, parts of words and marks as tokens, each described by numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box, Mark

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Token:
    """A run of characters that is never cut further, or a mark (`text` is empty, `mark` set)."""

    text: str
    box: Box
    line: str = ""
    segment: int = -1
    joined: bool = False
    cut: bool = False
    leads: bool = False
    confidence: float = 1.0
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Of one page: n of them, the words first. `numbers` is n x features, `grams` n x GRAMS, `boxes` n x 4 in heights
    of a line of text, `places` n x 4: the segment, line, frame and rule that each stands in or on, -1 for none."""

    tokens: tuple[Token, ...]
    height: float
    numbers: Floats
    grams: Ints
    boxes: Floats
    places: Ints

    @property
    def is_word(self) -> NDArray[np.bool_]:
        """Which are words, not marks."""
        return np.array([t.mark is None for t in self.tokens], bool)

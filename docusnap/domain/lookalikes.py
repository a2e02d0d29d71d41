"""Characters that OCR engines take for each other: the one table.

How far a reading may be mended depends on what else speaks for it. Between digits, a glyph of the same shape is that
digit. Where a check digit or the printed page bears it out, any letter that is ever taken for a digit may be one.
"""

import re

ZERO_SHAPES = "OoQ"
"""Glyphs that between digits are a 0."""
ONE_SHAPES = "Il|"
"""Glyphs that between digits are a 1."""
OPEN_ZERO_SHAPES = "CDc"
"""Glyphs that are a 0 among the cents of a sum only."""

_TAKEN_FOR = {"0": "ODQ", "1": "ILl|", "2": "Z", "5": "S", "6": "G", "8": "B"}
_LETTERS_ALIKE = ("HN", "DI")

SHAPES_TO_DIGITS = str.maketrans(
    dict.fromkeys(ZERO_SHAPES + OPEN_ZERO_SHAPES, "0") | dict.fromkeys(ONE_SHAPES, "1"),
)
"""Translates glyphs that have a digit's shape."""
TO_DIGITS = str.maketrans(
    {case: digit for digit, letters in _TAKEN_FOR.items() for c in letters for case in (c.lower(), c)}
)
"""Translates every letter, in either case, that is ever taken for a digit."""
TO_LETTERS = str.maketrans({digit: letters[0] for digit, letters in _TAKEN_FOR.items()} | {"|": "I"})
"""Translates digits to the capital letters they are most often taken for."""
LETTERS_LIKE_DIGITS = frozenset(letters[0] for letters in _TAKEN_FOR.values())
"""The letters that `TO_LETTERS` gives."""
DIGITS_LIKE_LETTERS = "".join(_TAKEN_FOR) + "|"
"""What `TO_LETTERS` translates."""


def misread(word: str) -> str:
    """A pattern of the word as engines read it, one character for each; to be used without regard to case.

    `misread("BHD")` finds "BHD", "8ND" and "BH0".
    """
    return "".join(map(_misread, word))


def _misread(char: str) -> str:
    groups = (*(digit + letters for digit, letters in _TAKEN_FOR.items()), *_LETTERS_ALIKE)
    like = {c for group in groups if char.upper() in group for c in group} | {char}
    return f"[{''.join(sorted(like))}]" if len(like) > 1 else re.escape(char)

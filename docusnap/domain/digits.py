"""Digits that an OCR engine took for letters, put right without moving any character."""

import re
import unicodedata

from docusnap.domain.currencies import CURRENCIES, WORDS
from docusnap.domain.lookalikes import ONE_SHAPES, OPEN_ZERO_SHAPES, SHAPES_TO_DIGITS, ZERO_SHAPES

_ZERO, _SHAPE, _CENT = f"[{ZERO_SHAPES}]", f"[{ZERO_SHAPES}{ONE_SHAPES}]", f"[{ZERO_SHAPES}{OPEN_ZERO_SHAPES}]"
_AFTER_SIGN = "|".join(f"(?<={word})" for word in WORDS if word not in CURRENCIES)
_IN_A_NUMBER = re.compile(
    rf"(?={_SHAPE})(?:(?<![^\W\d_]){_SHAPE}{{1,3}}(?=\d)|(?<=\d){_SHAPE}{{1,3}}(?![^\W\d_])"
    rf"|(?<=[/.-]){_SHAPE}(?=[/.-]\d)|(?:{_AFTER_SIGN}){_SHAPE}(?=\d))"
)
_LAST_CENT = rf"(?:\d|{_CENT})(?!\w)"
_IN_CENTS = re.compile(
    rf"(?={_CENT})(?:(?:(?<![^\W\d_])|(?i:{_AFTER_SIGN})){_ZERO}(?=[.,]\d{_LAST_CENT})"
    rf"|(?<=\d[.,]\d){_CENT}(?!\w)|(?<=\d[.,]){_ZERO}(?={_LAST_CENT}))"
)


_UNDIVIDED = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"}
"""Letters that Unicode does not take apart into a plain one and an accent."""


def narrowed(text: str) -> str:
    """The text with full-width and accented characters in their plain form; every character keeps its place."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else _plain(c) for c in text)


def with_digits(text: str) -> str:
    """The text with "2O18" and "RMO.5O" read as "2018" and "RM0.50"; every character keeps its place."""
    text = _IN_A_NUMBER.sub(_as_digits, narrowed(text))
    return _IN_CENTS.sub(_as_digits, text)


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFKD", _UNDIVIDED.get(char, char))[0]
    return base if base.isascii() and (char.isalpha() or unicodedata.east_asian_width(char) == "F") else char


def _as_digits(match: re.Match[str]) -> str:
    return match.group().translate(SHAPES_TO_DIGITS)

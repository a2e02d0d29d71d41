"""Digits that an OCR engine took for letters, put right without moving any character."""

import re
import unicodedata

_IN_A_NUMBER = re.compile(
    r"(?<![^\W\d_])[OoQIl|]{1,3}(?=\d)|(?<=\d)[OoQIl|]{1,3}(?![^\W\d_])|(?<=[/.-])[OoQIl|](?=[/.-]\d)"
    r"|(?<=RM)[OIl|](?=\d)"
)
_IN_CENTS = re.compile(
    r"(?:(?<![^\W\d_])|(?<=[Rr][MmPp]))[OoQ](?=[.,]\d[\dOoCD](?!\w))|(?<=\d[.,]\d)[CDcOoQ](?!\w)|(?<=\d[.,])[OoQ](?=[\dOoCD](?!\w))"
)
_AS_DIGITS = str.maketrans("OoQCDcIl|", "000000111")


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
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isascii() and (char.isalpha() or unicodedata.east_asian_width(char) == "F") else char


def _as_digits(match: re.Match[str]) -> str:
    return match.group().translate(_AS_DIGITS)

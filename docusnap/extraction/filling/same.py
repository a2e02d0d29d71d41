"""Whether two written values are one: spelling and punctuation aside."""

from rapidfuzz import fuzz

_LIKENESS = 92


def same_value(a: str, b: str) -> bool:
    """The same letters and digits, or the same digits and nearly the same letters."""
    plain = ["".join(c for c in text.casefold() if c.isalnum()) for text in (a, b)]
    digits = ["".join(c for c in text if c.isdigit()) for text in plain]
    return plain[0] == plain[1] or (digits[0] == digits[1] and fuzz.ratio(*plain) >= _LIKENESS)

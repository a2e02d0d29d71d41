"""How many values a JSON text may have: small ones take many times their size in memory."""

_VALUES = 80_000
_BYTES_A_VALUE = 12


def most_values(size: int) -> int:
    """The most values that a JSON text of so many bytes may have."""
    return _VALUES + size // _BYTES_A_VALUE


def has_too_many_values(text: bytes) -> bool:
    """Whether a JSON text may hold more values than that; signs inside of its texts count, too."""
    return sum(text.count(sign) for sign in (b",", b"[", b"{")) > most_values(len(text))

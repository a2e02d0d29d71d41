"""The machine-readable zone of identity papers, as ICAO 9303-3 lays it down."""

_WEIGHTS = (7, 3, 1)


def zone_digit(field: str) -> int:
    """The check digit of a field: digits count as themselves, A..Z as 10..35, fillers as 0, weighted 7, 3, 1.

    Raises ValueError on any other character.
    """
    return sum(_value(char) * _WEIGHTS[i % 3] for i, char in enumerate(field)) % 10


def _value(char: str) -> int:
    if char == "<":
        return 0
    if not (char.isascii() and char.isalnum() and char == char.upper()):
        raise ValueError(f"{char!r} does not stand in a machine-readable zone")
    return int(char, 36)

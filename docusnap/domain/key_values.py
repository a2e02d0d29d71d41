"""Key-values as clients send them, nested to any depth, made flat: each key a text, each value a text."""

from collections.abc import Iterator, Mapping, Sequence

_LEAVES = 20_000
_BYTES_A_LEAF = 16
_CHARACTERS = 500_000
_GROWTH = 2
_LONGEST_KEY = 10_000


class KeyValueLimitError(ValueError):
    """Flattening would make too much of what was sent, as each nested value repeats the keys above it."""


class KeyValueLimit:
    """How much may come of flattening, in proportion to what was sent; to be shared by all that came together.

    Without it, half a megabyte could become gigabytes: a long key above many short values is repeated for each.
    """

    def __init__(self, size: int) -> None:
        """`size`: bytes that were sent."""
        self._leaves = _LEAVES + size // _BYTES_A_LEAF
        self._characters = _CHARACTERS + _GROWTH * size

    def count(self, key: str, text: str) -> None:
        """Counts one key-value more. Raises KeyValueLimitError."""
        self._leaves -= 1
        self._characters -= len(key) + len(text)
        if self._leaves < 0 or self._characters < 0:
            raise KeyValueLimitError


def flatten(value: object, limit: KeyValueLimit) -> Iterator[tuple[str, str]]:
    """The leaves of a JSON value as `(key, text)`.

    Nested keys are joined with dots, items of lists are numbered from 1, null is left out. `value` itself should be an
    object or a list: the key of any other value is empty. Raises KeyValueLimitError.
    """
    for key, text in _leaves("", value):
        limit.count(key, text)
        yield key, text


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(_joined(path, str(key)), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value, 1):
            yield from _leaves(_joined(path, str(number)), inner)
    elif isinstance(value, bool):
        yield path, str(value).lower()
    elif value is not None:
        yield path, str(value)


def _joined(path: str, key: str) -> str:
    joined = f"{path}.{key}" if path else key
    if len(joined) > _LONGEST_KEY:
        raise KeyValueLimitError
    return joined

"""Key-values as clients send them, nested to any depth, made flat: each key a text, each value a text."""

from collections.abc import Iterator, Mapping, Sequence


def flatten(value: object) -> Iterator[tuple[str, str]]:
    """The leaves of a JSON value as `(key, text)`.

    Nested keys are joined with dots, items of lists are numbered from 1, null is left out. `value` itself should be an
    object or a list: the key of any other value is empty.
    """
    return _leaves("", value)


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
    return f"{path}.{key}" if path else key

"""Operations that others bring: installed packages by entry point, and modules named in the settings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint
from typing import Any

from docusnap.domain.errors import Misconfigured
from docusnap.operations.base import Context, Operation

GROUP = "docusnap.operations"
"""Entry points of this group are operations under their names."""


class Plain:
    """A plain callable as an operation; its recipe is where it stands and, if it says one, its `recipe`."""

    def __init__(self, function: Callable[..., Mapping[str, Any]]) -> None:
        """`function(uri, context, **kwargs)` returns the result as JSON."""
        self._function = function

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        kind = self._function if hasattr(self._function, "__qualname__") else type(self._function)
        return f"{kind.__module__}.{kind.__qualname__}/{getattr(self._function, 'recipe', '')}"

    def __call__(self, uri: str, context: Context, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        """See `Operation`."""
        return self._function(uri, context, *args, **kwargs)


def from_entry_points(found: Iterable[EntryPoint]) -> Iterator[tuple[str, Operation]]:
    """The operations of installed packages by name. Raises Misconfigured when one cannot be loaded."""
    for point in found:
        try:
            loaded = point.load()
        except Exception as error:
            raise Misconfigured(f"The operation {point.name!r} ({point.value}) cannot be loaded: {error}.") from error
        yield point.name, _operation(point.name, loaded)


def from_modules(names: Iterable[str]) -> Iterator[tuple[str, Operation]]:
    """The operations in each module's `OPERATIONS`, by name. Raises Misconfigured when there is no such thing."""
    for name in names:
        try:
            found = import_module(name).OPERATIONS
        except Exception as error:
            raise Misconfigured(f"DOCUSNAP_OPERATIONS: {name!r} cannot be loaded: {error}.") from error
        if not isinstance(found, Mapping):
            raise Misconfigured(f"DOCUSNAP_OPERATIONS: {name}.OPERATIONS is not a mapping of names to callables.")
        for operation, brought in found.items():
            yield operation, _operation(operation, brought)


def _operation(name: str, brought: Any) -> Operation:
    made = brought() if isinstance(brought, type) else brought
    if not callable(made):
        raise Misconfigured(f"The operation {name!r} is not callable.")
    return Plain(made)

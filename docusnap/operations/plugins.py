"""Operations of plugins: installed packages by entry point, and modules named in the settings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint
from inspect import Parameter, signature
from typing import Any

from docusnap.domain.errors import Misconfigured
from docusnap.operations.base import Context, Operation

GROUP = "docusnap.operations"
"""Entry points of this group are operations under their names."""


class CallableOperation:
    """A plain callable as an operation; its recipe is its qualified name and, if it has that attribute, its `recipe`.

    It gets those keyword arguments (`files`, parameters, what an earlier attempt kept) that its signature names, or
    all of them if it takes `**kwargs`.
    """

    def __init__(self, function: Callable[..., Mapping[str, Any]]) -> None:
        """`function(uri, context, …)` returns the result as JSON."""
        self._function = function
        self._accepted = _accepted_keywords(function)

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        kind = self._function if hasattr(self._function, "__qualname__") else type(self._function)
        return f"{kind.__module__}.{kind.__qualname__}/{getattr(self._function, 'recipe', '')}"

    def __call__(self, uri: str, context: Context, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        """See `Operation`."""
        if self._accepted is not None:
            kwargs = {name: value for name, value in kwargs.items() if name in self._accepted}
        return self._function(uri, context, *args, **kwargs)


def _accepted_keywords(function: Callable[..., object]) -> frozenset[str] | None:
    """The keyword arguments that the signature names beside URI and context; None: any."""
    try:
        parameters = list(signature(function).parameters.values())
    except ValueError:  # some builtins tell no signature
        return None
    if any(one.kind is Parameter.VAR_KEYWORD for one in parameters):
        return None
    named = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    positional = [one.name for one in parameters if one.kind is not Parameter.KEYWORD_ONLY][:2]
    return frozenset(one.name for one in parameters if one.kind in named) - {*positional}


def from_entry_points(found: Iterable[EntryPoint]) -> Iterator[tuple[str, Operation]]:
    """The operations of installed packages by name. Raises Misconfigured when one cannot be loaded."""
    for point in found:
        try:
            loaded = point.load()
        except Exception as error:
            raise Misconfigured(f"The operation {point.name!r} ({point.value}) cannot be loaded: {error}.") from error
        yield point.name, _operation(point.name, loaded)


def from_modules(names: Iterable[str]) -> Iterator[tuple[str, Operation]]:
    """The operations in each module's `OPERATIONS`, by name; a module with `HOOKS` may have none.

    Raises Misconfigured when a module cannot be loaded, or holds neither.
    """
    for name in names:
        try:
            module = import_module(name)
            found = getattr(module, "OPERATIONS", {}) if hasattr(module, "HOOKS") else module.OPERATIONS
        except Exception as error:
            raise Misconfigured(f"DOCUSNAP_OPERATIONS: {name!r} cannot be loaded: {error}.") from error
        if not isinstance(found, Mapping):
            raise Misconfigured(f"DOCUSNAP_OPERATIONS: {name}.OPERATIONS is not a mapping of names to callables.")
        for operation, given in found.items():
            yield operation, _operation(operation, given)


def _operation(name: str, given: Any) -> Operation:
    made = given() if isinstance(given, type) else given
    if not callable(made):
        raise Misconfigured(f"The operation {name!r} is not callable.")
    return CallableOperation(made)

"""The strategy map: name -> operation."""

import re
from collections.abc import Iterator, Mapping

from docusnap.domain.errors import Misconfigured, NotFound
from docusnap.operations.base import Operation

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Registry(Mapping[str, Operation]):
    """Operations by their declared names."""

    def __init__(self) -> None:
        """Empty."""
        self._operations: dict[str, Operation] = {}

    def register(self, name: str, operation: Operation) -> None:
        """Adds one. Raises Misconfigured when the name is taken, or is none (small letters, digits, underscores)."""
        if not _NAME.fullmatch(name):
            raise Misconfigured(f"An operation cannot be called {name!r}: small letters, digits and underscores only.")
        if name in self._operations:
            raise Misconfigured(f"Two operations are called {name!r}.")
        self._operations[name] = operation

    def __getitem__(self, name: str) -> Operation:
        """The operation of that name. Raises NotFound, which lists the known names."""
        try:
            return self._operations[name]
        except KeyError:
            known = ", ".join(sorted(self._operations))
            raise NotFound(f"There is no operation {name!r}; known are: {known}.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._operations)

    def __len__(self) -> int:
        return len(self._operations)

"""The strategy map: name -> operation."""

import re
from collections.abc import Iterator, Mapping

from docusnap.domain.errors import Misconfigured, NotFound
from docusnap.operations.base import Operation
from docusnap.operations.declaration import Declaration

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Registry(Mapping[str, Operation]):
    """Operations by their names, and what they declare of themselves."""

    def __init__(self) -> None:
        """Empty."""
        self._operations: dict[str, Operation] = {}
        self._declarations: dict[str, Declaration] = {}

    def register(self, name: str, operation: Operation, declaration: Declaration | None = None) -> None:
        """Adds one; without a declaration, it takes images and a library, open.

        Raises Misconfigured when the name is taken, or is none (small letters, digits, underscores).
        """
        if not _NAME.fullmatch(name):
            raise Misconfigured(f"An operation cannot be called {name!r}: small letters, digits and underscores only.")
        if name in self._operations:
            raise Misconfigured(f"Two operations are called {name!r}.")
        self._operations[name] = operation
        self._declarations[name] = declaration or Declaration(name)

    def declaration(self, name: str) -> Declaration:
        """What the operation of that name declares. Raises NotFound, which lists the known names."""
        _ = self[name]
        return self._declarations[name]

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

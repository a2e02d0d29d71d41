"""The contract of the durable record; `tests/conformance/` holds every implementation to it.

The modules beside this one say what is recorded, each as functions over a transaction; the implementations only run
named statements. So one transaction can do several things, or none of them.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Row(Protocol):
    """A row: its columns by name."""

    def __getitem__(self, column: str, /) -> Any:
        """The column's value."""
        ...


class Transaction(Protocol):
    """Runs the statements of queries.sql by their names."""

    def rows(self, statement: str, **values: object) -> Sequence[Row]:
        """All rows that it returns."""
        ...

    def row(self, statement: str, **values: object) -> Row | None:
        """The first row, or None."""
        ...

    def run(self, statement: str, **values: object) -> int:
        """How many rows it changed."""
        ...

    def aside(self, statement: str, **values: object) -> Row | None:
        """As `row`, for what need neither be undone with this transaction nor outlive a power failure.

        Where many write at a time, nobody waits then until this transaction ends to change the same row.
        """
        ...

    def nested(self) -> AbstractContextManager[None]:
        """A savepoint: when the `with` block raises, what it wrote is undone, and what was written before stays.

        The error comes out; who catches it goes on with the transaction. May stand within another.
        """
        ...


class Database(Protocol):
    """Safe to use from many threads. `work` may run again on another transaction when the first did not hold."""

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` in one transaction; when it returns, what was written is on disk.

        Raises what `work` raises, or StorageFailure when the database cannot take it; then nothing was written.
        """
        ...

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` on one snapshot. Raises what `work` raises, or StorageFailure."""
        ...

    def close(self) -> None:
        """Finishes what was begun and closes; may be called twice."""
        ...

"""The SQL files of this package: named statements, and the schema with its migrations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from docusnap.package_data import package_text, package_texts

OLDEST = 2
"""The version that the first migration starts from."""

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_FILE = re.compile(r"(\d{4})_[a-z0-9_]+(?:\.(\w+))?\.sql")


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a new database, and how an older one becomes the same.

    `fresh`: the statements of `schema.sql`; `steps[n]`: those of the migration from version n - 1 to n.
    """

    fresh: Sequence[str]
    steps: Mapping[int, Sequence[str]]

    @classmethod
    def shipped(cls, dialect: str) -> Self:
        """The one of this package, for "sqlite" or "postgres". Raises ValueError when a migration is missing."""
        return cls.read(package_text("schema.sql"), package_texts("migrations"), dialect)

    @classmethod
    def read(cls, fresh: str, migrations: Mapping[str, str], dialect: str) -> Self:
        """`migrations`: file name -> SQL. A name is `0003_what_for.sql`, or `0003_what_for.sqlite.sql` for one dialect.

        Raises ValueError when a number is missing or stands twice.
        """
        steps: dict[int, Sequence[str]] = {}
        for name, text in sorted(migrations.items()):
            found = _FILE.fullmatch(name)
            if found is None or found[2] not in (None, dialect):
                continue
            if int(found[1]) != OLDEST + len(steps) + 1:
                raise ValueError(f"migration {name} does not follow number {OLDEST + len(steps)}")
            steps[int(found[1])] = statements_of(text)
        return cls(statements_of(fresh), steps)

    @property
    def version(self) -> int:
        """The newest version: that of a new database."""
        return max(self.steps, default=OLDEST)

    def since(self, version: int) -> list[str]:
        """The statements that bring a database of that version up to date."""
        return [statement for number, step in sorted(self.steps.items()) if number > version for statement in step]


def statements_of(text: str) -> list[str]:
    """The statements of an SQL file, each ended by a semicolon at the end of a line; without comments."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return [statement for part in re.split(r";\s*\n", f"{code}\n") if (statement := part.strip())]


def named_statements(text: str) -> Mapping[str, str]:
    """Name -> statement, of a file where each begins with a line "-- name: …"; without comments and semicolon.

    Raises ValueError on a name given twice.
    """
    parts = _NAME.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in found:
            raise ValueError(f"two statements are called {name}")
        lines = [line for line in body.strip().splitlines() if not line.startswith("--")]
        found[name] = "\n".join(lines).strip().removesuffix(";")
    return found

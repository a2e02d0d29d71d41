"""The SQL files of this package: named statements, and the schema with its migrations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as release_of
from typing import Self

from docusnap.domain.errors import Misconfigured
from docusnap.package_data import package_text, package_texts

OLDEST = 2
"""The version that the first migration starts from."""

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_FILE = re.compile(r"(\d{4})_[a-z0-9_]+(?:\.(\w+))?\.sql")


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The versions of the schema before and after; the same when nothing was to be done, 0 before for a new one."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a new database, and how an older one becomes the same.

    `fresh`: the statements of `schema.sql` and of the dialect's own file; `steps[n]`: those of the migration from
    version n - 1 to n.
    """

    fresh: Sequence[str]
    steps: Mapping[int, Sequence[str]]

    @classmethod
    def shipped(cls, dialect: str) -> Self:
        """The one of this package, for "sqlite" or "postgres". Raises ValueError when a migration is missing."""
        fresh = package_text("schema.sql") + package_text(f"database/schema.{dialect}.sql")
        return cls.read(fresh, package_texts("migrations"), dialect)

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


def check_version(found: int, schema: Schema, *, alone: bool) -> None:
    """Raises Misconfigured where the database cannot be used or upgraded."""
    if found > schema.version:
        raise Misconfigured(
            f"The database has schema {found}, made by a newer docusnap; docusnap {release_of('docusnap')} knows up to "
            f"{schema.version}. Use the newer docusnap again, or restore a backup made before (docusnap restore)."
        )
    if 0 < found < OLDEST:
        raise Misconfigured(f"The database has schema {found}; docusnap upgrades from {OLDEST} on. Use a new one.")
    if 0 < found < schema.version and not alone:
        raise Misconfigured(
            f"The database has schema {found} and docusnap {release_of('docusnap')} needs {schema.version}, but other "
            "processes use it. Stop them all, then start one again, or run `docusnap db upgrade`."
        )


def statements_of(text: str) -> list[str]:
    """The statements of an SQL file, each ended by a semicolon at the end of a line; without comments."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return [statement for part in re.split(r";\s*\n", f"{code}\n") if (statement := part.strip())]


def statements_for(dialect: str) -> Mapping[str, str]:
    """Name -> statement, of those that both databases run and those of "sqlite" or "postgres" alone."""
    return named_statements(package_text("database/queries.sql") + package_text(f"database/queries.{dialect}.sql"))


def adapter_statements() -> Mapping[str, str]:
    """Those of sqlite.sql."""
    return named_statements(package_text("database/sqlite.sql"))


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

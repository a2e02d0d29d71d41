"""Makes the tables of a new SQLite database, and brings those of an older one up to date."""

import re
from collections.abc import Iterable, Mapping

from docusnap.database import sqlite_driver as driver
from docusnap.database.sql_files import OLDEST, Schema, Upgrade, adapter_statements, check_version
from docusnap.database.sqlite_driver import Connection
from docusnap.domain.errors import Misconfigured

_OPEN, _CLOSE = "(", ")"


def bring_up_to_date(connection: Connection, schema: Schema, *, alone: bool, repair: bool = False) -> Upgrade:
    """All in one transaction: when it fails, the database is as it was.

    `alone`: no other process uses the database, so that an older one may be changed. `repair`: one whose version was
    lost, as after `.dump`, gets it back if its tables are those of a known version. Raises Misconfigured.
    """
    connection.execute("PRAGMA foreign_keys = OFF")  # a migration may replace a table that others refer to
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = found = stored_version(connection)
        if found == 0 and _tables(connection):
            found = _recognised(connection, schema, repair=repair)
        check_version(found, schema, alone=alone)
        for statement in schema.fresh if found == 0 else schema.since(found):
            connection.execute(statement)
        if found < schema.version and (broken := connection.execute("PRAGMA foreign_key_check").fetchall()):
            raise Misconfigured(f"After the upgrade {len(broken)} rows would refer to none; nothing was changed.")
        _forget_words_at_once(connection)
        connection.execute(f"PRAGMA user_version = {schema.version}")  # also shows that it can be written
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")
    return Upgrade(before, schema.version)


def _forget_words_at_once(connection: Connection) -> None:
    """Else words of deleted papers would stay in the index until it is written anew (see `SqliteDatabase.scrub`)."""
    if driver.version < driver.DELETES_WORDS:
        return
    statements = adapter_statements()
    if connection.execute(statements["forgets_words_at_once"]).fetchone() is None:
        connection.execute(statements["forget_words_at_once"])


def stored_version(connection: Connection) -> int:
    """The version that the database says it has; 0 for a new one."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def shape(connection: Connection) -> Mapping[str, frozenset[str]]:
    """The tables and indexes by name, each as its definitions, whatever their order, layout and comments."""
    return {name: frozenset(_definitions(sql)) for name, sql in _made(connection)}


def _recognised(connection: Connection, schema: Schema, *, repair: bool) -> int:
    """The version whose tables these are, though the database says 0. Raises Misconfigured unless `repair` finds it."""
    made = [sql for _, sql in _made(connection)]
    wanted = _shape_of(schema.fresh)
    for candidate in range(schema.version, OLDEST - 1, -1):
        found = _shape_of([*made, *schema.since(candidate)])
        if wanted.items() <= found.items():
            if repair:
                return candidate
            raise Misconfigured(
                f"The database has the tables of schema {candidate}, but its version says 0, as after a copy by "
                "`.dump`. Run `docusnap db upgrade`, which sets it right."
            )
    raise Misconfigured(
        "The database says that it is new (version 0), but it holds tables, and no docusnap made them so. "
        "Restore a backup (docusnap restore), or use a new folder."
    )


def _shape_of(statements: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The shape that these statements make; empty when they cannot be run."""
    empty = driver.connect(":memory:", isolation_level=None)
    try:
        for statement in statements:
            empty.execute(statement)
        return shape(empty)
    except driver.DatabaseError:
        return {}
    finally:
        empty.close()


def _made(connection: Connection) -> list[tuple[str, str]]:
    """Name and SQL of what was made, in that order; not the tables that the index of words makes itself."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'paper_terms_*' ORDER BY rowid"
    )
    return [(name, sql) for name, sql in found]


def _tables(connection: Connection) -> int:
    count: int = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    return count


def _definitions(sql: str) -> list[str]:
    """What stands before the brackets, and what stands between the commas in them; a trigger whole."""
    plain = re.sub(r" ?([(),]) ?", r"\1", " ".join(re.sub(r"--[^\n]*", "", sql).replace('"', "").split()))
    if plain.startswith("CREATE TRIGGER"):
        return [plain]
    head, _, body = plain.partition(_OPEN)
    parts, depth = [f"{head}{plain[plain.rindex(_CLOSE) :]}", ""], 0
    for sign in body[: body.rindex(_CLOSE)]:
        depth += (sign == _OPEN) - (sign == _CLOSE)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts

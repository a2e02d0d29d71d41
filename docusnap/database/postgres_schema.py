"""Makes the tables in a new PostgreSQL database, and brings those of an older one up to date."""

from collections.abc import Mapping
from typing import Any

import psycopg

from docusnap.database.sql_files import Schema, Upgrade, check_version
from docusnap.domain.errors import Misconfigured


def bring_up_to_date(
    connection: "psycopg.Connection[dict[str, Any]]", own: Mapping[str, bytes], schema: Schema
) -> Upgrade:
    """All in one transaction: when it fails, the database is as it was. `own`: the statements of postgres.sql.

    Of processes that start at a time one does it; an older database is left alone while any other uses it. Raises
    Misconfigured.
    """
    with connection.transaction():
        connection.execute(own["lock_schema"])
        before = _stored_version(connection, own)
        if before == schema.version:
            return Upgrade(before, before)
        check_version(before, schema, alone=not _asked(connection, own["in_use"])["in_use"])
        for statement in schema.since(before) if before else schema.fresh:
            connection.execute(statement.encode())
        connection.execute(own["forget_version"])
        connection.execute(own["set_version"], {"version": schema.version})
    return Upgrade(before, schema.version)


def _stored_version(connection: "psycopg.Connection[dict[str, Any]]", own: Mapping[str, bytes]) -> int:
    """0 in a new database, which has its table of the version from now on."""
    if not _asked(connection, own["version_table"])["there"]:
        connection.execute(own["make_version_table"])
        return 0
    found = connection.execute(own["version"]).fetchall()
    if len(found) != 1:
        raise Misconfigured("The database has lost the version of its tables; restore a backup, or use another.")
    version: int = found[0]["version"]
    return version


def _asked(connection: "psycopg.Connection[dict[str, Any]]", statement: bytes) -> dict[str, Any]:
    row = connection.execute(statement).fetchone()
    assert row is not None
    found: dict[str, Any] = row
    return found

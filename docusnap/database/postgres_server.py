"""How the PostgreSQL server is reached, and whether it is fit for the record."""

import logging
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row

from docusnap.database.sql_files import named_statements
from docusnap.domain.errors import Misconfigured
from docusnap.package_data import package_text

log = logging.getLogger(__name__)

Connection: TypeAlias = "psycopg.Connection[dict[str, Any]]"
Statements = Mapping[str, bytes]

_MOST_SKEW = 10.0
_OLDEST_SERVER = 130000
_LIBPQ: Mapping[str, object] = {
    "application_name": "docusnap",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "target_session_attrs": "read-write",  # of several hosts, the one that is no standby
}
"""Unless the URL says otherwise: a server that is gone without a word is noticed within seconds."""


def adapter_statements() -> Statements:
    """Those of postgres.sql."""
    return for_psycopg(named_statements(package_text("database/postgres.sql")))


def connection_options(url: str) -> dict[str, Any]:
    """What to hand to `psycopg.connect`. Raises Misconfigured when it is no URL of PostgreSQL."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        given = None  # its words may hold the password
    if given is None or not url.startswith(("postgresql://", "postgres://")):
        raise Misconfigured("DOCUSNAP_DATABASE_URL is no URL such as `postgresql://user:password@host:5432/docusnap`.")
    return {**_LIBPQ, **given, "autocommit": True, "row_factory": dict_row}


def for_psycopg(statements: Mapping[str, str]) -> Statements:
    """The statements as psycopg takes them: parameters as `%(name)s`, and `%` itself doubled."""
    return {
        name: re.sub(r"(?<!:):(\w+)", r"%(\1)s", text.replace("%", "%%")).encode() for name, text in statements.items()
    }


def check_server(connection: Connection, statements: Statements, now: float) -> None:
    """Raises Misconfigured where the server is not fit for the record; warns where it may lose what was committed.

    `now`: of this machine's clock, in Unix seconds.
    """
    facts = connection.execute(statements["facts"]).fetchone()
    assert facts is not None
    skew = abs(now - facts["now"])
    if facts["version"] < _OLDEST_SERVER:
        raise Misconfigured("DOCUSNAP_DATABASE_URL: PostgreSQL 13 or newer is needed.")
    if facts["encoding"] != "UTF8":
        raise Misconfigured(f"DOCUSNAP_DATABASE_URL: the database keeps {facts['encoding']}; UTF8 is needed.")
    if skew > _MOST_SKEW:
        raise Misconfigured(
            f"The clocks of this machine and of the database differ by {skew:.0f} s, so that claims would run out "
            "too early or too late; set both by a time server (NTP)."
        )
    if "off" in (facts["fsync"], facts["synchronous_commit"]):
        told = "PostgreSQL is set to lose what was committed when its machine fails (fsync or synchronous_commit)"
        log.warning("%s", told, extra={"action": "not_durable"})

"""SQLite itself: the pysqlite3 wheel where there is one (newer), else Python's own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    try:
        import pysqlite3.dbapi2 as sqlite
    except ImportError:
        import sqlite3 as sqlite

Connection = sqlite.Connection
Cursor = sqlite.Cursor
Row = sqlite.Row
DatabaseError = sqlite.DatabaseError
version: tuple[int, int, int] = sqlite.sqlite_version_info
SAFE_TO_SHARE = (3, 51, 3)
"""SQLite before it can damage a log that two connections write or checkpoint: sqlite.org/wal.html#walresetbug."""
DELETES_WORDS = (3, 42, 0)
"""From this on FTS5 can take deleted words out of its index at once."""
connect = sqlite.connect

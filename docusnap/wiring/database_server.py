"""The record on a PostgreSQL server, and the files in a folder that all its processes see."""

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from docusnap.backup import FILES
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.dispatch.wake_ups import WakeUps
from docusnap.domain.errors import Misconfigured
from docusnap.private_files import make_folder
from docusnap.settings.groups import StorageSettings
from docusnap.wiring.file_store import file_store
from docusnap.wiring.record import Record, note_upgrade

if TYPE_CHECKING:
    from docusnap.database.postgres import PostgresDatabase
    from docusnap.database.postgres_signals import PostgresSignals

_TURN = 0.01
"""Between two turns of listening or telling, each of which waits by itself."""


def open_server(chosen: StorageSettings) -> Record:
    """Connects, and makes or upgrades the tables if need be. Raises Misconfigured."""
    folder = chosen.data_dir
    try:
        make_folder(folder, (FILES,))  # for keys, too, where the files are elsewhere
    except OSError as error:
        raise Misconfigured(f"The data folder {folder} cannot be written ({error.strerror}).") from error
    files = file_store(chosen)
    database, signals = _connected(chosen)
    note_upgrade(database.upgrade)

    def hear(wake_ups: WakeUps, on_end: Callable[[str], None]) -> Sequence[PeriodicThread]:
        def wake(count: int) -> None:
            for _ in range(min(count, wake_ups.most)):
                wake_ups.put()

        signals.listen(wake, on_end)
        return PeriodicThread("listener", _TURN, signals.hear), PeriodicThread("announcer", _TURN, signals.tell)

    return Record(
        database=database,
        files=files,
        upgrade=database.upgrade,
        scrub=lambda: True,  # the server's own log is the server's business
        hear=hear,
        closing=(signals.close, database.close),
        tell_due=signals.due,
        tell_end=signals.ended,
        degraded=signals.degraded,
    )


def _connected(chosen: StorageSettings) -> "tuple[PostgresDatabase, PostgresSignals]":
    try:
        from docusnap.database.postgres import PostgresDatabase
        from docusnap.database.postgres_signals import PostgresSignals
    except ImportError as error:
        told = "DOCUSNAP_DATABASE_URL needs the PostgreSQL client: pip install 'docusnap[postgres]'"
        raise Misconfigured(f"{told} ({error}).") from error
    url = chosen.database_url.get_secret_value()
    database = PostgresDatabase(url, connections=chosen.database_connections, uniform=random.uniform)
    return database, PostgresSignals(url, database)

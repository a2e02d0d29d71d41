"""What puts files into Valkey before they are read: `docusnap cache-files`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docusnap.database import files
from docusnap.domain.errors import Misconfigured
from docusnap.domain.task import StoredFile
from docusnap.settings.groups import Settings
from docusnap.wiring.record import settled
from docusnap.wiring.valkey_server import valkey_of

if TYPE_CHECKING:
    from docusnap.files.preload import PreLoader

_MOST_FILES = 500


@contextmanager
def opened_preloader(settings: Settings) -> "Iterator[PreLoader]":
    """The pre-loader over the record and the server that the settings choose. Raises Misconfigured."""
    db = valkey_of(settings.valkey)
    if db is None:
        raise Misconfigured("There is no Valkey server to put files into: set DOCUSNAP_VALKEY_URL.")
    from docusnap.files.cache import FileCache
    from docusnap.files.preload import Bounds, PreLoader

    bounds = Bounds(settings.valkey.cache_file_bytes, settings.valkey.cache_bytes)
    with settled(settings) as (record, _):
        database = record.database

        def ongoing() -> Sequence[StoredFile]:
            return database.read(lambda tx: files.get_ongoing_doc_name(tx, _MOST_FILES))

        preloader = PreLoader(ongoing, record.files, FileCache(db), bounds)
        try:
            yield preloader
        finally:
            preloader.close()

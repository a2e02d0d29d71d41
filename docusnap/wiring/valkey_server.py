"""What a Valkey server is used for, where one is set: files about to be read, duties that one does for all."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from docusnap.domain.errors import Misconfigured
from docusnap.files.base import FileStore
from docusnap.settings.groups import ValkeySettings

if TYPE_CHECKING:
    from docusnap.valkey import RedisDB

_DUTY_SECONDS = 600.0
"""After which a duty may be done by another though the one who does it has not said that it is done."""


def valkey_of(chosen: ValkeySettings) -> "RedisDB | None":
    """The server, None where none is set; connects when it is first used. Raises Misconfigured."""
    url = chosen.valkey_url.get_secret_value()
    if not url:
        return None
    try:
        from docusnap.valkey import RedisDB
    except ImportError as error:
        told = "DOCUSNAP_VALKEY_URL needs the Valkey client: pip install 'docusnap[valkey]'"
        raise Misconfigured(f"{told} ({error}).") from error
    return RedisDB(url)


def with_cache(store: FileStore, chosen: ValkeySettings) -> FileStore:
    """The store, over which files are looked for in Valkey first where one is set. Raises Misconfigured."""
    db = valkey_of(chosen)
    if db is None:
        return store
    from docusnap.files.cache import CachedFiles, FileCache

    return CachedFiles(store, FileCache(db))


def once_at_a_time(chosen: ValkeySettings, name: str, work: Callable[[], object]) -> Callable[[], object]:
    """The duty, left out while another process does it; without Valkey each does it, which harms nothing.

    Raises Misconfigured.
    """
    db = valkey_of(chosen)
    if db is None:
        return work
    from docusnap.valkey import RedisDistributedLock

    def turn() -> None:
        lock = RedisDistributedLock(f"docusnap:duty:{name}", timeout=_DUTY_SECONDS, blocking_timeout=0, db=db)
        ours = lock.acquire()
        if not ours and not db.away:
            return
        try:
            work()
        finally:
            if ours:
                lock.release()

    return turn

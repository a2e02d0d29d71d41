"""The object that applications hold: one for each address."""

import threading
from typing import ClassVar, Self
from weakref import WeakValueDictionary

from docusnap.domain.errors import Misconfigured
from docusnap.settings import load_settings
from docusnap.valkey.streams import Streams
from docusnap.valkey.values import Values


class RedisDB(Values, Streams):
    """A Valkey or Redis server; asked for again with the same address, it is the same object while anyone holds it.

    See `Connection` for what holds when the server is away.
    """

    _lock: ClassVar = threading.Lock()
    _known: ClassVar[WeakValueDictionary[str, "RedisDB"]] = WeakValueDictionary()

    def __new__(cls, url: str | None = None) -> Self:
        """`url`: `valkey://[user:password@]host:6379/0`, `redis://…`, `…s://` for TLS; without, `DOCUSNAP_VALKEY_URL`.

        Connects at the first command. Raises Misconfigured when there is no address, or none of a server.
        """
        address = url or load_settings().valkey.valkey_url.get_secret_value()
        if not address:
            raise Misconfigured("There is no Valkey server to use: set DOCUSNAP_VALKEY_URL, or pass its address.")
        with cls._lock:
            found = cls._known.get(address)
            if not isinstance(found, cls):
                found = super().__new__(cls)
                found._begin(address)
                cls._known[address] = found
            return found

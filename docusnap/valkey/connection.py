"""The connection to a server: every command is tried three times and never waits for ever."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any, Final

from valkey import Valkey
from valkey.backoff import NoBackoff
from valkey.commands.core import Script as RegisteredScript
from valkey.exceptions import ConnectionError as NotConnected
from valkey.exceptions import OutOfMemoryError, ReadOnlyError, ResponseError
from valkey.exceptions import TimeoutError as NotAnswered
from valkey.retry import Retry

from docusnap.domain.errors import Misconfigured
from docusnap.valkey.scripts import ALL, Script

log = logging.getLogger(__name__)

TRIES: Final = 3
PAUSES: Final = (0.1, 0.4)
"""Seconds between the tries."""
ANSWER_SECONDS: Final = 2.0
"""How long one try waits for the server's answer."""
BLOCK_SECONDS: Final = 2.0
"""How long a read waits for a new message."""

_AWAY = (NotConnected, NotAnswered, OutOfMemoryError, ReadOnlyError)
_AWAY_CODES = frozenset(
    {"BUSY", "CLUSTERDOWN", "MASTERDOWN", "MISCONF", "NOGROUP", "NOREPLICAS", "TRYAGAIN", "UNBLOCKED"}
)
"""With which a server says that it cannot do this now; also that a group just made is gone, as all was deleted."""
_SCHEMES: Mapping[str, str] = {"redis": "valkey", "rediss": "valkeys"}


class Connection:
    """Connections to one server, made when they are needed, and anew when they break. Safe to use from many threads.

    **When the server is away** (stopped, starting, frozen, full, a replica), a command is tried three times, each on a
    connection that works or is made anew. Then it is given up: one line in the log, and the result that the method's
    docstring names. That takes half a second where nothing listens, and at most 15 seconds where nothing answers.
    Of a try whose answer was lost nobody knows whether it was carried out; each docstring says what follows.
    """

    _commands: Valkey
    _reads: Valkey
    _scripts: Mapping[Script, RegisteredScript]
    _place: str
    _away: bool = False

    def _begin(self, url: str) -> None:
        """Prepares the connections; nothing is sent yet. Raises Misconfigured."""
        scheme, colon, rest = url.partition("://")
        try:
            self._commands = _client(_SCHEMES.get(scheme, scheme) + colon + rest, ANSWER_SECONDS)
            self._reads = _client(_SCHEMES.get(scheme, scheme) + colon + rest, ANSWER_SECONDS + BLOCK_SECONDS)
        except ValueError as error:
            raise Misconfigured(f"DOCUSNAP_VALKEY_URL is no address of a Valkey or Redis server: {error}") from error
        self._scripts = {script: self._commands.register_script(script.text) for script in ALL}
        where = self._commands.connection_pool.connection_kwargs
        self._place = where.get("path") or f"{where.get('host', 'localhost')}:{where.get('port', 6379)}"

    def open(self) -> bool:
        """Connects anew: what is idle is closed, what is being used ends first. False when the server is away."""
        for client in (self._commands, self._reads):
            client.connection_pool.disconnect(inuse_connections=False)
        return self.is_alive() and self.register_scripts()

    def register_scripts(self) -> bool:
        """Loads the Lua scripts at the server; whoever runs one that is missing loads it, too.

        False when the server is away.
        """
        return bool(
            self._tried("register_scripts", lambda server: [server.script_load(one.text) for one in ALL], False)
        )

    def is_alive(self) -> bool:
        """Whether the server answers now. False when the server is away."""
        return bool(self._tried("is_alive", lambda server: server.ping(), False))

    @property
    def away(self) -> bool:
        """Whether the server is away as far as the last command tells; asks nobody."""
        return self._away

    def health(self) -> bool:
        """Whether the server takes a value and gives it back. False when the server is away."""
        key, value = f"docusnap:health:{token_hex(8)}", token_hex(8)

        def work(server: Valkey) -> bool:
            server.set(key, value, px=3000)
            return bool(server.get(key) == value)

        return bool(self._tried("health", work, False))

    def run_script(self, script: Script, keys: Sequence[str], args: Sequence[str | int], otherwise: object) -> Any:
        """What the script returns; `otherwise` when the server is away.

        It may run twice, when the first answer was lost. Raises `valkey.exceptions.ResponseError` for a key that holds
        something else.
        """
        return self._tried(script.name, lambda server: self._scripts[script](keys, args, client=server), otherwise)

    def _tried(
        self,
        what: str,
        work: Callable[[Valkey], Any],
        otherwise: object,
        *,
        server: Valkey | None = None,
        tries: int = TRIES,
    ) -> Any:
        """What `work` returns, or `otherwise` when the server was away at every try."""
        reason: Exception
        for pause in (*PAUSES[: tries - 1], None):
            try:
                found = work(server or self._commands)
                self._away = False
                return found
            except _AWAY as error:
                reason = error
            except ResponseError as error:
                if str(error).partition(" ")[0] not in _AWAY_CODES:
                    raise
                reason = error
            if pause is not None:
                time.sleep(pause)
        self._away = True
        told = (what, self._place, reason)
        log.warning("gave up %s: the Valkey server at %s is away (%s)", *told, extra={"action": "valkey_away"})
        return otherwise


def _client(url: str, seconds: float) -> Valkey:
    return Valkey.from_url(
        url,
        decode_responses=True,
        socket_timeout=seconds,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )

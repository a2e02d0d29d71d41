"""Limits on the connections that waitress keeps: none is held by being slow, and the app answers every refusal."""

import logging
import math
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask

from docusnap.http.parsing import Parser, RefusedByHeaders
from docusnap.http.places import Budgets, Places, Sender, budgets_held

REFUSED = "docusnap.refused"
"""Key in the WSGI environment of a request that could not be read; its value is the HTTP status to answer."""

BODY_NOT_READ = "docusnap.body_not_read"
"""Key in the WSGI environment of a request whose body was not taken in, as its headers are enough to refuse it."""

KNOWN_CALLER = "docusnap.known_caller"
"""Key in the WSGI environment; its value is called when a valid key was shown: the connection is closed last then."""

BYTES_PER_SECOND = 500
"""What a connection must move at least, either way, while a request or an answer is under way."""

log = logging.getLogger(__name__)

_OTHER_FILES = 256
_FILES_EACH = 2
_LONGEST_PASS = 2.0
_WHEN_FULL = 0.1
_LARGE = 1_000_000
RESERVE = 32
"""Connections beyond the most, while others are closed for them."""

MOST_UNSENT = 512_000_000
"""Bytes of answers that wait for their clients to take them; for more, who has most to take is closed."""

Judge = Callable[[dict[str, Any]], Sender | None]
"""Who sends the request with this WSGI environment, whose body is still to come; None: it is refused in any case."""


class Answer(WSGITask):  # type: ignore[misc]
    """Has the app answer a request."""

    def get_environment(self) -> Any:
        """The WSGI environment, with `KNOWN_CALLER`."""
        return {**super().get_environment(), KNOWN_CALLER: self.channel.trust}


class Refusal(WSGITask):  # type: ignore[misc]
    """Lets the app answer a request that could not be read, and ends the connection."""

    def get_environment(self) -> Any:
        """The WSGI environment, with `REFUSED` or `BODY_NOT_READ`."""
        error = self.request.error
        mark = {BODY_NOT_READ: True} if isinstance(error, RefusedByHeaders) else {REFUSED: error.code}
        return {**super().get_environment(), **mark}

    def execute(self) -> None:
        """Answers."""
        self.channel.refused = True
        self.set_close_on_finish()
        super().execute()


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, closed when it moved less than `BYTES_PER_SECOND` for `patience` seconds.

    What comes behind a request is looked at when that one's answer was sent: whoever sends many requests at once, and
    does not read, holds one answer and no thread.

    When there are as many connections as may be, a tenth of that is enough, idle ones are closed too, and who comes
    takes the place of another: of who holds the most places, the slowest, and of who showed a key, last.
    """

    task_class = Answer
    error_task_class = Refusal
    refused = False

    _counted = False
    _draining = False
    _received = False
    _phase = ""
    _seen = _waited = 0.0
    _moved = 0
    _known = False
    _ahead = b""
    _evicted = False

    def __init__(
        self, *arguments: Any, patience: float, budgets: Budgets, places: Places, judge: Judge, **more: Any
    ) -> None:
        """As waitress makes it; `patience` in seconds."""
        self._places = places
        self._client = ""
        super().__init__(*arguments, **more)
        self.parser_class = partial(
            Parser,
            too_much_held=self._too_much_held,
            judge=lambda parser: judge(WSGITask(self, parser).get_environment()),
            headers_came=self._note_client,
            comes_too_early=self._keep_for_later,
        )
        self._patience = patience
        self._budgets = budgets
        self._client = places.client(str(self.addr[0]))
        places.add(self._client)
        self._counted = True
        self._make_place()

    def trust(self) -> None:
        """A valid key was shown here."""
        self._known = True

    def del_channel(self, map: dict[int, Any] | None = None) -> None:
        """As it is closed."""
        if self._counted:
            self._counted = False
            self._places.remove(self._client)
        super().del_channel(map)

    def _note_client(self, parser: Parser) -> None:
        """Behind a proxy, headers tell whose connection it is."""
        client = self._places.client(str(self.addr[0]), parser.headers.get("X_FORWARDED_FOR"))
        if client != self._client and self._counted:
            self._places.remove(self._client)
            self._places.add(client)
            self._client = client
            self._make_place()

    def _make_place(self) -> None:
        """Closes another connection where there are too many, of all or of this client."""
        crowded = self._places.crowded(self._client)
        if not crowded and len(self._places) <= self._places.most:
            return
        others = [one for one in self._others() if not crowded or one._client == self._client]
        if others:
            min(others, key=Channel._worth).handle_close()

    def _others(self) -> list["Channel"]:
        found = (one for one in self.server._map.values() if isinstance(one, Channel) and one is not self)
        return [one for one in found if one._phase_now() != "serving"]

    def _worth(self) -> tuple[bool, int, bool, float, float]:
        """The least is closed first. Who showed a key is worth most, then who has few places, then who moves most."""
        idle = self._phase_now() in ("idle", "draining")
        waited = self._waited + min(time.monotonic() - self._seen, _LONGEST_PASS) if self._seen else 0.0
        return self._known, -self._places.held(self._client), not idle, self._moved / max(waited, 1.0), -waited

    def readable(self) -> bool:
        """Asked once in every pass of the loop, at least once a second."""
        if self._evicted or self._too_slow(time.monotonic()):
            self.handle_close()  # not when it can be written to, as then a client that does not read would stay
            return False
        if self._ahead and not self.requests and not self.total_outbufs_len:
            ahead, self._ahead = self._ahead, b""
            self.received(ahead)
        return self._draining or bool(super().readable())

    def _keep_for_later(self, data: bytes) -> bool:
        """Whether the data is of a further request, whose time has not come."""
        if not self.requests:
            return False
        self._ahead += data
        return True

    def write_soon(self, data: Any) -> int:
        """Has a piece of an answer sent when the client takes it. Called by the threads that answer."""
        written: int = super().write_soon(data)
        if self.total_outbufs_len > _LARGE:
            self._make_room()
        return written

    def _make_room(self) -> None:
        """Closes the connection with most to take, of the client with most to take, where that is too much."""
        waiting = [one for one in list(self.server._map.values()) if isinstance(one, Channel) and not one._evicted]
        unsent = Counter[str]()
        for one in waiting:
            unsent[one._client] += one.total_outbufs_len
        if unsent.total() > MOST_UNSENT:
            (most, _), *_ = unsent.most_common(1)
            of_most = [one for one in waiting if one._client == most]
            max(of_most, key=lambda one: one.total_outbufs_len)._evicted = True
            self.server.pull_trigger()

    def handle_write(self) -> None:
        """Sends. After a refusal it only stops sending: were the connection closed while the client still sends, the
        client would lose the answer."""
        if not (self.refused and self.close_when_flushed) or self.will_close:
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if not self.total_outbufs_len and not self.will_close:
            self._drain()

    def handle_read(self) -> None:
        """Receives; after a refusal, to forget."""
        if not self._draining:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)  # closes the connection when the client has
        except OSError:
            self.handle_close()

    def recv(self, buffer_size: int) -> bytes:
        """Receives, and counts what came."""
        data: bytes = super().recv(buffer_size)
        self._moved += len(data)
        self._received |= bool(data)
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Sends what goes at once, and counts it."""
        sent: int = super().send(data, do_close=do_close)
        self._moved += sent
        return sent

    def held(self) -> list[tuple[Sender | None, int]]:
        """The bytes of bodies that are here, of requests under way and being answered, and of whom."""
        requests = (request for request in (*self.requests, self.request) if request and not request.error)
        return [(None, len(self._ahead)), *((request.sender, request.body_bytes_received) for request in requests)]

    def _too_much_held(self, sender: Sender | None) -> bool:
        return self._budgets.exceeded(sender, budgets_held(self.server._map.values()))

    def _drain(self) -> None:
        self.close_when_flushed = False
        self._draining = True
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def _too_slow(self, now: float) -> bool:
        phase = self._phase_now()
        # A pass that took long is the server's slowness, not the client's.
        self._waited += min(now - self._seen, _LONGEST_PASS)
        self._seen = now
        if phase != self._phase:
            self._phase, self._waited, self._moved = phase, 0.0, 0
        full = len(self._places) >= self._places.most
        if phase == "serving" or self._waited < self._patience * (_WHEN_FULL if full else 1):
            return False
        if phase == "idle":
            return bool(full)
        slow = phase == "draining" or self._moved < self._waited * BYTES_PER_SECOND
        self._waited, self._moved = 0.0, 0
        return slow

    def _phase_now(self) -> str:
        if self._draining:
            return "draining"
        if self.total_outbufs_len:
            return "writing"
        if self.requests:
            return "serving"
        return "reading" if self.request is not None or not self._received else "idle"


def limit_connections(
    sockets: Mapping[int, Any], *, patience: float, budgets: Budgets, places: Places, judge: Judge
) -> None:
    """Has the servers among the sockets use `Channel` for their connections; to be called before they run."""
    for server in sockets.values():
        if isinstance(server, BaseWSGIServer):
            server.channel_class = partial(Channel, patience=patience, budgets=budgets, places=places, judge=judge)


def affordable_connections(connections: int) -> int:
    """How many connections this process may hold: so many, or what its limit on open files leaves, which is raised.

    A few more than that are accepted, and take the places of others.
    """
    connections += RESERVE
    return _affordable(connections) - RESERVE


def _affordable(connections: int) -> int:
    if os.name != "posix":
        return connections
    import resource

    soft, hard = (math.inf if n == resource.RLIM_INFINITY else n for n in resource.getrlimit(resource.RLIMIT_NOFILE))
    needed = connections * _FILES_EACH + _OTHER_FILES
    if soft < needed and soft < hard:
        soft = min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(soft), -1 if hard == math.inf else int(hard)))
    if soft >= needed:
        return connections
    fewer = max(RESERVE + 1, int(soft - _OTHER_FILES) // _FILES_EACH)
    log.warning("%d open files are allowed: enough for %d connections at a time", soft, fewer)
    return fewer

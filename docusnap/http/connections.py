"""Limits on the connections that waitress keeps: none is held by being slow, and the app answers every refusal."""

import logging
import math
import os
import socket
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask
from waitress.utilities import BadRequest

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
_LONGEST_CHUNK_LINE = 4096
_LONGEST_TRAILER = 16384
_MOST_WASTED = 65536
_PIECE = 8192
_LONGEST_PASS = 2.0
_WHEN_FULL = 0.1
_MEGABYTE = 1_000_000
_SMALL_BODY = 65_536
"""Bodies up to this size are taken in without a look at who sends them."""

RESERVE = 32
"""Connections beyond the most, while others are closed for them."""

Judge = Callable[[dict[str, Any]], Sender | None]
"""Who sends the request with this WSGI environment, whose body is still to come; None: it is refused in any case."""


class _TooMuchHeld(BadRequest):  # type: ignore[misc]
    code = 503


class _RefusedByHeaders(BadRequest):  # type: ignore[misc]
    pass


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request, and gives up early on one that will be refused."""

    # Of a request whose first line could not be read.
    command = "GET"
    path = request_uri = "/"
    query = ""
    url_scheme = "http"
    error: Any = None
    completed = False

    sender: Sender | None = None

    def __init__(
        self,
        adj: Any,
        too_much_held: Callable[[Sender | None], bool],
        judge: Callable[["Parser"], Sender | None],
        headers_came: Callable[["Parser"], None],
    ) -> None:
        """`too_much_held`: whether its sender, or all together, have too much in flight; asked with each megabyte.

        `judge`: who sends it, None to refuse it; asked once, before a body that is not small.
        """
        super().__init__(adj)
        self._too_much_held = too_much_held
        self._judge = judge
        self._headers_came = headers_came

    def received(self, data: bytes) -> int:
        """Takes bytes of the request; `completed` is true when it is there, or `error` says why it will not be."""
        before = self.body_bytes_received // _MEGABYTE
        headers_known = self.headers_finished
        taken: int = super().received(data[:_PIECE] if self.chunked else data)
        if self.headers_finished and not headers_known:
            self._headers_came(self)
            if not self.completed:
                self._look_at_headers()
        if self.body_bytes_received // _MEGABYTE > before and not self.error and self._too_much_held(self.sender):
            self.error = _TooMuchHeld("")
            self.completed = True
        if self.chunked and self.body_rcv is not None:
            # Taking such chunks apart would keep the one thread that receives from everyone else.
            line, trailer = self.body_rcv.control_line, self.body_rcv.trailer
            wasted = self.body_bytes_received - 2 * len(self.body_rcv)
            if len(line) > _LONGEST_CHUNK_LINE or len(trailer) > _LONGEST_TRAILER or wasted > _MOST_WASTED:
                self.error = BadRequest("")
                self.completed = True
        if self.error:
            self.expect_continue = False  # else the body would be asked for
        return taken

    def _look_at_headers(self) -> None:
        if self.chunked or self.content_length > _SMALL_BODY:
            self.sender = self._judge(self)
            if self.sender is None:
                self.error = _RefusedByHeaders("")
            elif self._too_much_held(self.sender):
                self.error = _TooMuchHeld("")
            self.completed = bool(self.error)


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
        mark = {BODY_NOT_READ: True} if isinstance(error, _RefusedByHeaders) else {REFUSED: error.code}
        return {**super().get_environment(), **mark}

    def execute(self) -> None:
        """Answers."""
        self.channel.refused = True
        self.set_close_on_finish()
        super().execute()


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, closed when it moved less than `BYTES_PER_SECOND` for `patience` seconds.

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
        if self._too_slow(time.monotonic()):
            self.handle_close()  # not when it can be written to, as then a client that does not read would stay
            return False
        return self._draining or bool(super().readable())

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
        return [(request.sender, request.body_bytes_received) for request in requests]

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

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

REFUSED = "docusnap.refused"
"""Key in the WSGI environment of a request that could not be read; its value is the HTTP status to answer."""

BODY_NOT_READ = "docusnap.body_not_read"
"""Key in the WSGI environment of a request whose body was not taken in, as its headers are enough to refuse it."""

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

Refuses = Callable[[dict[str, Any]], bool]
"""Whether the request with this WSGI environment, whose body is still to come, would be refused whatever it holds."""


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

    def __init__(self, adj: Any, too_much_held: Callable[[], bool], refuses: Callable[["Parser"], bool]) -> None:
        """`too_much_held`: whether all that is held of all requests is too much; asked with each megabyte.

        `refuses`: whether the headers are enough to refuse it; asked once, before a body that is not small.
        """
        super().__init__(adj)
        self._too_much_held = too_much_held
        self._refuses = refuses

    def received(self, data: bytes) -> int:
        """Takes bytes of the request; `completed` is true when it is there, or `error` says why it will not be."""
        before = self.body_bytes_received // _MEGABYTE
        headers_known = self.headers_finished
        taken: int = super().received(data[:_PIECE] if self.chunked else data)
        if self.headers_finished and not headers_known and not self.completed:
            self._look_at_headers()
        if self.body_bytes_received // _MEGABYTE > before and not self.error and self._too_much_held():
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
        if (self.chunked or self.content_length > _SMALL_BODY) and self._refuses(self):
            self.error = _RefusedByHeaders("")
            self.completed = True


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

    When there are as many connections as may be, a tenth of that is enough, and idle ones are closed too.
    """

    error_task_class = Refusal
    refused = False

    _draining = False
    _received = False
    _phase = ""
    _seen = _waited = 0.0
    _moved = 0

    def __init__(self, *arguments: Any, patience: float, most_held: int, refuses: Refuses, **more: Any) -> None:
        """As waitress makes it; `patience` in seconds, `most_held`: bytes of the bodies of all connections."""
        super().__init__(*arguments, **more)
        self.parser_class = partial(
            Parser,
            too_much_held=self._too_much_held,
            refuses=lambda parser: refuses(WSGITask(self, parser).get_environment()),
        )
        self._patience = patience
        self._most_held = most_held

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

    def held(self) -> int:
        """The bytes of bodies that are here, of requests under way and being answered."""
        requests = (request for request in (*self.requests, self.request) if request and not request.error)
        return sum(request.body_bytes_received for request in requests)

    def _too_much_held(self) -> bool:
        held: int = sum(channel.held() for channel in self.server.active_channels.values())
        return held > self._most_held

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
        full = self.server.in_connection_overflow
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


def limit_connections(sockets: Mapping[int, Any], *, patience: float, most_held: int, refuses: Refuses) -> None:
    """Has the servers among the sockets use `Channel` for their connections; to be called before they run."""
    for server in sockets.values():
        if isinstance(server, BaseWSGIServer):
            server.channel_class = partial(Channel, patience=patience, most_held=most_held, refuses=refuses)


def affordable_connections(connections: int) -> int:
    """How many connections this process may hold: so many, or what its limit on open files leaves, which is raised."""
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
    fewer = max(1, int(soft - _OTHER_FILES) // _FILES_EACH)
    log.warning("%d open files are allowed: enough for %d connections at a time", soft, fewer)
    return fewer

"""Reads requests as waitress does, and gives up early on what will be refused or costs more than it should."""

from collections.abc import Callable
from typing import Any

from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

from docusnap.http.places import Sender

_LONGEST_CHUNK_LINE = 4096
_LONGEST_TRAILER = 16384
_MOST_WASTED = 65536
_PIECE = 8192
_MEGABYTE = 1_000_000
_SMALL_BODY = 65_536
"""Bodies up to this size are taken in without a look at who sends them."""


class TooMuchHeld(BadRequest):  # type: ignore[misc]
    """There is no room for the rest of the body now."""

    code = 503


class RefusedByHeaders(BadRequest):  # type: ignore[misc]
    """The body makes no difference."""


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
        comes_too_early: Callable[[bytes], bool],
    ) -> None:
        """`too_much_held`: whether its sender, or all together, have too much in flight; asked with each megabyte.

        `judge`: who sends it, None to refuse it; asked once, before a body that is not small.
        `comes_too_early`: whether it keeps these bytes for later, as another request is not answered yet.
        """
        super().__init__(adj)
        self._too_much_held = too_much_held
        self._judge = judge
        self._headers_came = headers_came
        self._comes_too_early = comes_too_early

    def received(self, data: bytes) -> int:
        """Takes bytes of the request; `completed` is true when it is there, or `error` says why it will not be."""
        if self._comes_too_early(data):
            return len(data)
        if self.headers_finished or self.header_plus:
            return self._received(data)
        request = data.lstrip(b"\r\n")  # at once: one by one, empty lines would keep the one thread that receives busy
        blank = len(data) - len(request)
        if not request:
            self.empty = self.completed = True
            return blank
        return blank + self._received(request)

    def _received(self, data: bytes) -> int:
        before = self.body_bytes_received // _MEGABYTE
        headers_known = self.headers_finished
        taken: int = super().received(data[:_PIECE] if self.chunked else data)
        if self.headers_finished and not headers_known:
            self._headers_came(self)
            if not self.completed:
                self._look_at_headers()
        if self.body_bytes_received // _MEGABYTE > before and not self.error and self._too_much_held(self.sender):
            self.error = TooMuchHeld("")
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
                self.error = RefusedByHeaders("")
            elif self._too_much_held(self.sender):
                self.error = TooMuchHeld("")
            self.completed = bool(self.error)

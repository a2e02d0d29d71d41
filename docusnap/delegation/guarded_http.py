"""HTTP requests to addresses that clients name, guarded against server-side request forgery (SSRF)."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.errors import AddressRefused, TooLarge, Unreachable

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, as text. Raises OSError."""

_CHUNK = 65_536
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_TUNNELS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An HTTP response. `headers` by lower-case names."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the system's resolver. Raises OSError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class GuardedHttp:
    """Requests over https to public addresses, and to the hosts that `allow` names wherever they are, also over http.

    The address that was checked is the one that is connected to, so a name that changes its address meanwhile gains
    nothing. Follows no redirects, uses no proxies, sends no credentials.
    """

    def __init__(
        self,
        *,
        allow: Collection[str] = (),
        seconds: float,
        resolve: Resolve = resolve_host,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`allow`: `host` or `host:port`; `seconds`: the longest time of one request."""
        self._allow = frozenset(name.lower() for name in allow)
        self._seconds = seconds
        self._resolve = resolve
        self._trust = trust or ssl.create_default_context()

    def check(self, url: str) -> None:
        """Raises AddressRefused when the address is refused without a look-up: no public https address by its text."""
        self._target(url)

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str],
        max_bytes: int,
        seconds: float | None = None,
    ) -> HttpResponse:
        """The response, whatever its status; of the body at most `max_bytes`, within `seconds` where they are given.

        Raises AddressRefused, Unreachable, or TooLarge when the body is longer.
        """
        target = self._target(url)
        until = time.monotonic() + (self._seconds if seconds is None else seconds)
        addresses = self._addresses(target)
        failed: Exception | None = None
        for tried, address in enumerate(addresses):
            left = max(0.1, until - time.monotonic())
            connection = self._connection(target, address, left / (len(addresses) - tried))
            with _ended_after(left, connection) as deadline:
                try:
                    connection.connect()  # the handshake too ends within the connection's own timeout
                except (OSError, HTTPError) as error:
                    failed = error
                    continue
                connection.timeout = left
                deadline.watch(connection.sock)
                return _exchange(connection, target, deadline, method, body, headers, max_bytes)
        raise _unreachable(target, failed) from failed

    def _target(self, url: str) -> SplitResult:
        try:
            target = urlsplit(url)
            port, host = target.port, target.hostname
        except ValueError as error:
            raise AddressRefused("This is not a web address.") from error
        if not host or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
            raise AddressRefused("This is not a web address.")
        if target.username is not None or target.password is not None:
            raise AddressRefused("Addresses with a user name are not taken.")
        if port == 0 or target.scheme not in ("https", "http"):
            raise AddressRefused("Only https:// addresses are taken.")
        if not self._allowed(target):
            if target.scheme != "https":
                raise AddressRefused("Only https:// addresses are taken.")
            if _is_address(host):
                _require_public(host, host)
        return target

    def _allowed(self, target: SplitResult) -> bool:
        return target.hostname in self._allow or f"{target.hostname}:{_port(target)}" in self._allow

    def _addresses(self, target: SplitResult) -> Sequence[str]:
        host = target.hostname or ""
        try:
            found = self._resolve(host, _port(target))
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"The name {host} cannot be resolved.") from error
        if not self._allowed(target):
            for address in found:
                _require_public(address, host)
        return found

    def _connection(self, target: SplitResult, address: str, seconds: float) -> HTTPConnection:
        if target.scheme == "http":
            return HTTPConnection(address, _port(target), timeout=seconds)
        name = target.hostname
        return HTTPSConnection(address, _port(target), timeout=seconds, server_hostname=name, ssl_context=self._trust)


class _Deadline:
    """Ends a request when its time is up, however slowly the other side still trickles.

    The connection itself forgets its socket as soon as the other side says that it will close it.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = threading.Event()
        self._socket: socket.socket | None = None
        self._watchdog = threading.Timer(seconds, self._hang_up)
        self._watchdog.daemon = True
        self._watchdog.start()

    def watch(self, connected: socket.socket | None) -> None:
        """The socket that is to be hung up on."""
        self._socket = connected
        if self.passed.is_set():
            self._hang_up()

    def cancel(self) -> None:
        """The request has ended."""
        self._watchdog.cancel()

    def _hang_up(self) -> None:
        self.passed.set()
        if self._socket is not None:
            with suppress(OSError):  # it has just ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def _ended_after(seconds: float, connection: HTTPConnection) -> Iterator[_Deadline]:
    deadline = _Deadline(seconds)
    try:
        yield deadline
    finally:
        deadline.cancel()
        connection.close()


def _exchange(
    connection: HTTPConnection,
    target: SplitResult,
    deadline: _Deadline,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    max_bytes: int,
) -> HttpResponse:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        connection.request(method, path, body, {"Host": target.netloc, **headers}, preload_content=False)
        response = connection.getresponse()
        lowered = {name.lower(): value for name, value in response.headers.items()}
        answer = HttpResponse(response.status, lowered, _read(response, max_bytes))
    except (OSError, HTTPError, http.client.HTTPException) as error:
        raise _unreachable(target, error) from error
    if deadline.passed.is_set():
        raise _unreachable(target, TimeoutError())
    return answer


def _read(response: BaseHTTPResponse, max_bytes: int) -> bytes:
    body = bytearray()
    while chunk := response.read(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge(f"The answer is longer than {readable_size(max_bytes)}.")
    return bytes(body)


def _port(target: SplitResult) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _require_public(address: str, host: str) -> None:
    if not is_public(address):
        raise AddressRefused(f"{host} is not a public address, so this server does not connect to it.")


def is_public(address: str) -> bool:
    """Whether the address is globally routable; multicast, reserved ranges and tunnels (6to4, Teredo) are not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in _GLOBAL_UNICAST or any(ip in net for net in _TUNNELS)):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_private)


def _unreachable(target: SplitResult, error: Exception | None) -> Unreachable:
    reason = type(error).__name__ if error else "no address"
    return Unreachable(f"{target.scheme}://{target.netloc} could not be reached ({reason}).")

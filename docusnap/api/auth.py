"""Who asks."""

import hmac
from collections.abc import Callable
from ipaddress import ip_address

from flask import Request, request

from docusnap.api.problem import Forbidden, Unauthorized

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
_LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def client_of(request: Request) -> str:
    """The client whose tasks the request may see and add: one for all while there are no keys."""
    return "local"


def admin_only(key: str) -> Callable[[], None]:
    """A guard for what only the one who runs the server may do: who has the key, or without one who sits at it.

    Raises Unauthorized or Forbidden.
    """

    def with_key() -> None:
        given = request.authorization
        token = (given.token or "") if given is not None and given.type == "bearer" else ""
        if not hmac.compare_digest(token.encode("latin-1", "replace"), key.encode()):  # WSGI's header text is Latin-1
            raise Unauthorized

    def from_here() -> None:
        if not _from_this_machine(request):
            raise Forbidden

    return with_key if key else from_here


def _from_this_machine(request: Request) -> bool:
    """Neither through a proxy, nor by a page of another site in a browser here, nor by a name made to lead here."""
    host = request.host if request.host.endswith("]") else request.host.rpartition(":")[0] or request.host
    return (
        ip_address(request.remote_addr or "0.0.0.0").is_loopback
        and not any(name in request.headers for name in _PROXIED)
        and host in _LOCAL_NAMES
        and request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    )

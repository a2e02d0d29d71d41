"""Who asks, and whether they may: one guard before every door."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from flask import Flask, Request, g, request

from docusnap.access.api_keys import Keys
from docusnap.access.rates import Rates
from docusnap.delegation.commands import LOCAL
from docusnap.domain.access import ApiKey, Scope
from docusnap.http.problem import Forbidden, Unauthorized
from docusnap.settings.groups import AccessSettings

KEY_HEADER = "X-API-Key"
FAILURES_A_MINUTE = 30
"""How often one address may be refused before it is only told to wait. A key that opens is let in all the same: keys
cannot be guessed, and many may share an address."""

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
_LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


class Door(StrEnum):
    """Who comes in: everyone, the phone app, or who has a key with this scope."""

    OPEN = "open"
    PHONE = "phone"
    SUBMIT = "submit"
    READ = "read"
    ADMIN = "admin"


DOORS: Mapping[str, Door] = {
    "health": Door.OPEN,
    "openapi": Door.OPEN,
    "queue": Door.ADMIN,
    "snap": Door.PHONE,
    "ocr_server": Door.PHONE,
    "check_status": Door.OPEN,
    "public_key": Door.OPEN,
    "task_status": Door.READ,
}
"""By the names in an endpoint, the last of them first: those of views, then those of blueprints. What has none here
takes `read` to look and `submit` for all else."""


def door_of(endpoint: str, method: str) -> Door:
    """What stands before this endpoint."""
    for name in reversed(endpoint.split(".")):
        if name in DOORS:
            return DOORS[name]
    return Door.READ if method in ("GET", "HEAD") else Door.SUBMIT


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the client, and the key that they showed."""

    client_id: str
    key: ApiKey | None = None


def client_of(request: Request) -> str:
    """The client whose tasks the request may see and add."""
    return _caller().client_id


def charged_to(request: Request) -> str | None:
    """The key whose daily quota counts the tasks that the request adds; None: they are not counted."""
    key = _caller().key
    return key.id if key and key.quota is not None else None


def phone_client_of(request: Request, client_id: str) -> str:
    """The client that the phone app's `client_id` stands for.

    It cannot be a client of a key, nor that of a phone that shows another key (or none).
    """
    return f"{_caller().client_id}/phone:{client_id}"


def _caller() -> Caller:
    caller: Caller = g.caller  # the guard's word; without a guard nobody is anybody
    return caller


class Guard:
    """Refuses who may not come in, and remembers who did."""

    def __init__(self, keys: Keys, rates: Rates, chosen: AccessSettings, origins: Collection[str] = ()) -> None:
        """`rates`: how often each key and address has asked. `origins`: other sites whose pages may call, or `*`."""
        self._keys = keys
        self._rates = rates
        self._chosen = chosen
        self._origins = origins

    def install(self, app: Flask) -> None:
        """Puts it before every door of the app."""
        app.before_request(self.admit)

    def admit(self) -> None:
        """Raises Unauthorized, Forbidden or RateLimited."""
        if request.endpoint is None or request.method == "OPTIONS":
            return  # there is nothing here, or nothing but the methods is told
        door = door_of(request.endpoint, request.method)
        if door is Door.OPEN:
            return
        try:
            g.caller = self._with_key(door, text) if (text := _key_text()) else self._without_key(door)
        except (Unauthorized, Forbidden):
            self._rates.take(f"refused {_address()}", FAILURES_A_MINUTE)
            raise

    def _with_key(self, door: Door, text: str) -> Caller:
        key = self._keys.known(text)
        if key is None:
            raise Unauthorized("This key is not known, has expired or was revoked.")
        if key.rate is not None:
            self._rates.take(key.id, key.rate)
        scope = _scope_of(door)
        if scope not in key.scopes:
            raise Forbidden(f"This key lacks the scope `{scope}`.")
        return Caller(key.client_id, key)

    def _without_key(self, door: Door) -> Caller:
        here = _from_this_machine(request) and not self._sent_by_a_strange_page(door)
        if self._opened(door):
            if not here and self._chosen.anonymous_rate:
                self._rates.take(f"anonymous {_address()}", self._chosen.anonymous_rate)
        elif self._chosen.open or self._keys.exist():
            raise Unauthorized
        elif not here:
            raise Forbidden
        return Caller(LOCAL)

    def _sent_by_a_strange_page(self, door: Door) -> bool:
        """Whether a browser here sends it for another site, which nobody allowed, or not to run the server."""
        origin = request.headers.get("Origin")
        if door is not Door.ADMIN and origin and (origin in self._origins or "*" in self._origins):
            return False
        site = request.headers.get("Sec-Fetch-Site", "none")
        return site not in ("none", "same-origin") or origin not in (None, request.host_url.rstrip("/"))

    def _opened(self, door: Door) -> bool:
        """Whether the settings say that nobody needs a key here."""
        return (self._chosen.open and door is not Door.ADMIN) or (self._chosen.phone == "open" and door is Door.PHONE)


def requirements(door: Door) -> Iterator[Mapping[str, list[str]]]:
    """The OpenAPI security requirements of a door; the last says that some servers need no key."""
    if door is not Door.OPEN:
        scope = _scope_of(door)
        yield from ({"bearer": [str(scope)]}, {"header": [str(scope)]}, {})


def _scope_of(door: Door) -> Scope:
    return Scope.SUBMIT if door is Door.PHONE else Scope(door)


def _key_text() -> str:
    """What came as a key; a proxy's own basic authentication is none."""
    given = request.authorization
    bearer = (given.token or "") if given is not None and given.type == "bearer" else ""
    text = request.headers.get(KEY_HEADER, "") or bearer
    return text.encode("latin-1", "replace").decode("utf-8", "replace")  # WSGI's header text is Latin-1


def _address() -> str:
    """Who is counted as one: an address, of IPv6 the network of one line."""
    address = ip_address((request.remote_addr or "0.0.0.0").partition("%")[0])
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def _from_this_machine(request: Request) -> bool:
    """Neither through a proxy, nor by a name that somebody made to lead here."""
    host = request.host if request.host.endswith("]") else request.host.rpartition(":")[0] or request.host
    return (
        ip_address(request.remote_addr or "0.0.0.0").is_loopback
        and not any(name in request.headers for name in _PROXIED)
        and host in _LOCAL_NAMES
    )

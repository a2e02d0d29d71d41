"""Who asks, and whether they may: each route declares who may use it, and every request is checked against that."""

import hmac
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, request

from docusnap.access.api_keys import Keys
from docusnap.access.rates import RateLimits
from docusnap.domain.access import ApiKey, Scope
from docusnap.domain.errors import Busy, RateLimited, StorageFailure
from docusnap.domain.request import LOCAL
from docusnap.http.connections import BODY_NOT_READ, KNOWN_CALLER
from docusnap.http.places import Sender, network_of
from docusnap.http.problem import Forbidden, Unauthorized
from docusnap.http.session import COOKIE, CSRF_HEADER, Sessions
from docusnap.settings.groups import AccessSettings

KEY_HEADER = "X-API-Key"
FAILURES_A_MINUTE = 30
"""How often one address may be refused before it is only told to wait. A valid key is let in all the same: keys cannot
be guessed, and many clients may share an address."""

_PROXY_HEADERS = frozenset(
    {"Forwarded", "Via", "Cdn-Loop", "True-Client-Ip", "Client-Ip", "Fastly-Client-Ip", "Fly-Client-Ip"}
)
_PROXY_PREFIXES = ("X-Forwarded", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Original", "X-Envoy", "Cf-")
_LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_FOREIGN_PAGE = (
    "A page of another web site sent this. DOCUSNAP_CORS_ORIGINS names the sites whose pages may, such as "
    "https://app.example.org."
)
_EXTENSION = "docusnap.authenticator"
_DECLARED = "access_declared"
_TOO_OFTEN = "answer_when_too_often"
_SHARE_OF_KEY = 0.5
_SHARE_OF_ADDRESS = 0.25

View = TypeVar("View", bound=Callable[..., Any])
AnswerInstead = Callable[[RateLimited], Response | None]
"""Answers the current request, which comes too often, instead of a refusal; None: it is refused."""


class Access(StrEnum):
    """Who may use a route: anyone, the phone app, who shows any key, or who shows a key with this scope."""

    ANYONE = "anyone"
    PHONE = "phone"
    ANY_KEY = "any_key"
    SUBMIT = "submit"
    READ = "read"
    ADMIN = "admin"
    METRICS = "metrics"

    @property
    def scope(self) -> Scope | None:
        """The scope that a key needs here; None where no key is asked for, or any will do."""
        if self in (Access.ANYONE, Access.ANY_KEY):
            return None
        return Scope.SUBMIT if self is Access.PHONE else Scope(self)


_OF_THE_OPERATOR = (Access.ADMIN, Access.METRICS)
"""For whoever runs the server: what is open to strangers and to pages of other sites does not open these."""


def requires(access: Access, *, too_often: AnswerInstead | None = None) -> Callable[[View], View]:
    """Declares who may use the view. `too_often` may answer callers who are let in, but ask more often than allowed."""

    def declare(view: View) -> View:
        setattr(view, _DECLARED, access)
        setattr(view, _TOO_OFTEN, too_often)
        return view

    return declare


def access_to(view: Callable[..., Any]) -> Access:
    """Who may use the view. Raises LookupError where it does not declare it."""
    access = getattr(view, _DECLARED, None)
    if not isinstance(access, Access):
        raise LookupError("A view does not declare who may use it; see docusnap.http.authentication.requires.")
    return access


def check_declared(app: Flask) -> None:
    """Raises LookupError, naming the routes that do not declare who may use them."""
    undeclared = []
    for rule in app.url_map.iter_rules():
        try:
            access_to(app.view_functions[rule.endpoint])
        except LookupError:
            undeclared.append(rule.rule)
    if undeclared:
        named = ", ".join(sorted(undeclared))
        raise LookupError(f"Declare with docusnap.http.authentication.requires who may use {named}.")


def sender_by_headers(app: Flask, environ: dict[str, Any]) -> Sender | None:
    """Who sends the request with this WSGI environment; None where the app refuses it before it reads the body."""
    authenticator: Authenticator = app.extensions[_EXTENSION]
    with app.request_context(environ):
        return authenticator.sender()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the client, and the key that they showed."""

    client_id: str
    key: ApiKey | None = None


def client_of(request: Request) -> str:
    """The client whose tasks the request may see and add."""
    return _caller().client_id


def name_of(request: Request) -> str:
    """Who is named where a change is recorded: the client, and its key where it has one."""
    caller = _caller()
    return f"{caller.client_id}/{caller.key.name}" if caller.key else caller.client_id


def charged_to(request: Request) -> str | None:
    """The key whose daily quota counts the tasks that the request adds; None: they are not counted."""
    key = _caller().key
    return key.id if key and key.quota is not None else None


def charge_quota(request: Request) -> None:
    """Counts what is done for the request at once, as one task, on the key's daily quota. Raises QuotaExceeded."""
    if (key_id := charged_to(request)) is not None:
        authenticator: Authenticator = current_app.extensions[_EXTENSION]
        authenticator.charge(key_id)


def share_of(request: Request) -> str:
    """Whose fair share of the work the request's tasks take: the key's or, where none was shown, the address's."""
    key = _caller().key
    return key.id if key else f"address:{_address()}"


def overtakes(request: Request) -> bool:
    """Whether the priority of the request's tasks counts against the work of others."""
    key = _caller().key
    return key is not None and Scope.OVERTAKE in key.scopes


def phone_client_of(request: Request, client_id: str) -> str:
    """The client that the phone app's `client_id` stands for.

    It cannot be a client of a key, nor that of a phone that shows another key (or none).
    """
    return f"{_caller().client_id}/phone:{client_id}"


def may(access: Access) -> bool:
    """Whether whoever sent the current request may use routes with this access."""
    authenticator: Authenticator = current_app.extensions[_EXTENSION]
    return authenticator.admits(access)


def _caller() -> Caller:
    caller: Caller = g.caller  # set by the authenticator; without one nobody is known
    return caller


class Authenticator:
    """Refuses callers who may not use the route that they ask for, and notes who the others are."""

    def __init__(
        self, keys: Keys, rates: RateLimits, chosen: AccessSettings, sessions: Sessions, origins: Collection[str] = ()
    ) -> None:
        """`rates`: how often each key and address has asked. `origins`: other sites whose pages may call, or `*`."""
        self._keys = keys
        self._sessions = sessions
        self._rates = rates
        self._chosen = chosen
        self._origins = origins

    def install(self, app: Flask) -> None:
        """Has every request of the app checked."""
        app.before_request(self.admit)
        app.extensions[_EXTENSION] = self

    def admit(self) -> Response | None:
        """Notes the caller; returns the view's answer to one who asks too often, if it has one.

        Raises Unauthorized, Forbidden or RateLimited.
        """
        if request.endpoint is None or request.method == "OPTIONS":
            return None  # there is nothing here, or nothing but the methods is told
        view = current_app.view_functions[request.endpoint]
        access = access_to(view)
        if access is Access.ANYONE:
            return None
        try:
            g.caller = self._caller(access)
        except (Unauthorized, Forbidden):
            self._rates.take(f"refused {_address()}", FAILURES_A_MINUTE)
            raise
        try:
            self._count(g.caller)
        except RateLimited as error:
            answer_instead: AnswerInstead | None = getattr(view, _TOO_OFTEN)
            if answer_instead is None or (answer := answer_instead(error)) is None:
                raise
            return answer
        if g.caller.key is not None:
            request.environ.get(KNOWN_CALLER, bool)()
        if request.environ.get(BODY_NOT_READ):
            if (key_id := charged_to(request)) is not None:
                self._keys.check_quota(key_id)
            raise Busy("The body was not read; send the request again.")  # the key was made only just now
        return None

    def charge(self, key_id: str) -> None:
        """Counts a task on the daily quota of the key. Raises QuotaExceeded."""
        self._keys.charge(key_id)

    def sender(self) -> Sender | None:
        """Who sends the current request; None where it is refused whatever its body holds. Counts nothing."""
        stranger = Sender(f"address {_address()}", _SHARE_OF_ADDRESS, known=False)
        if request.endpoint is None:
            return None
        access = access_to(current_app.view_functions[request.endpoint])
        if access is Access.ANYONE:
            return None  # no such route reads a body
        try:
            key = self._caller(access).key
        except (Unauthorized, Forbidden):
            return None
        except StorageFailure:
            return stranger  # to be told by `admit`
        if key is None:
            return Sender("this machine", 1.0, known=True) if _from_this_machine(request) else stranger
        used_up = access is Access.SUBMIT and key.quota is not None and key.used >= key.quota
        if used_up and "Idempotency-Key" not in request.headers:  # with one, it may have been accepted before
            return None
        return Sender(f"key {key.id}", _SHARE_OF_KEY, known=True)

    def admits(self, access: Access) -> bool:
        """Whether the current request may use a route with this access. Raises StorageFailure."""
        try:
            self._caller(access)
        except (Unauthorized, Forbidden):
            return False
        return True

    def _caller(self, access: Access) -> Caller:
        if text := _key_text():
            if (key := self._keys.authenticate(text)) is None:
                raise Unauthorized("This key is not known, has expired or was revoked.")
            return _with_key(access, key)
        return self._in_session(access) or self._without_key(access)

    def _in_session(self, access: Access) -> Caller | None:
        """Who signed in; None where nobody did, or the session has ended."""
        cookie = request.cookies.get(COOKIE, "")
        text = self._sessions.key_text(cookie) if cookie else None
        key = self._keys.authenticate(text) if text else None
        if key is None:
            return None
        given = request.headers.get(CSRF_HEADER, "").encode("latin-1", "replace")
        right = hmac.compare_digest(given, self._sessions.csrf_token(cookie).encode())
        if request.method not in ("GET", "HEAD") and not right:
            raise Forbidden(f"A change needs the token of its page as `{CSRF_HEADER}`. Load the page again.")
        return _with_key(access, key)

    def _without_key(self, access: Access) -> Caller:
        if self._open_without_key(access):
            if self._from_foreign_page(access):
                raise Forbidden(_FOREIGN_PAGE)
        elif self._chosen.open or self._keys.exist():
            raise Unauthorized
        elif not _from_this_machine(request) or self._from_foreign_page(access):
            raise Forbidden
        return Caller(LOCAL)

    def _count(self, caller: Caller) -> None:
        if caller.key is not None:
            if caller.key.rate is not None:
                self._rates.take(caller.key.id, caller.key.rate)
        elif self._chosen.anonymous_rate and not _from_this_machine(request):
            self._rates.take(f"anonymous {_address()}", self._chosen.anonymous_rate)

    def _from_foreign_page(self, access: Access) -> bool:
        """Whether a browser sends it for a page of another site, which nobody allowed, or not to run the server."""
        origin = request.headers.get("Origin")
        if access not in _OF_THE_OPERATOR and origin and (origin in self._origins or "*" in self._origins):
            return False
        if site := request.headers.get("Sec-Fetch-Site"):  # no page can set it
            return site not in ("none", "same-origin")
        return origin is not None and urlsplit(origin).netloc != request.host

    def _open_without_key(self, access: Access) -> bool:
        """Whether the settings say that nobody needs a key here."""
        open_to_phones = self._chosen.phone == "open" and access is Access.PHONE
        return (self._chosen.open and access not in _OF_THE_OPERATOR) or open_to_phones


def requirements(access: Access) -> Iterator[Mapping[str, list[str]]]:
    """The OpenAPI security requirements of a route; the last says that some servers need no key."""
    if access.scope is not None:
        yield from ({"bearer": [str(access.scope)]}, {"header": [str(access.scope)]}, {})


def _with_key(access: Access, key: ApiKey) -> Caller:
    if access.scope is not None and access.scope not in key.scopes:
        raise Forbidden(f"This key lacks the scope `{access.scope}`.")
    return Caller(key.client_id, key)


def _key_text() -> str:
    """What came as a key; a proxy's own basic authentication is none."""
    given = request.authorization
    bearer = (given.token or "") if given is not None and given.type == "bearer" else ""
    text = request.headers.get(KEY_HEADER, "") or bearer
    return text.encode("latin-1", "replace").decode("utf-8", "replace")  # WSGI's header text is Latin-1


def _address() -> str:
    """Who is counted as one: an address, of IPv6 the network of one line."""
    return network_of(request.remote_addr or "0.0.0.0")


def _from_this_machine(request: Request) -> bool:
    """Neither through a proxy, nor by a name that somebody made to lead here."""
    host = request.host if request.host.endswith("]") else request.host.rpartition(":")[0] or request.host
    return (
        ip_address(request.remote_addr or "0.0.0.0").is_loopback
        and not any(name in _PROXY_HEADERS or name.startswith(_PROXY_PREFIXES) for name in _header_names())
        and host in _LOCAL_NAMES
    )


def _header_names() -> Iterator[str]:
    return (name.title() for name, _ in request.headers)

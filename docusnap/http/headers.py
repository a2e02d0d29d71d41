"""What every request passes and every answer carries: ids, security headers, CORS, and who is behind a proxy."""

import re
import uuid
from ipaddress import ip_address

from flask import Flask, Response, abort, current_app, request
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from docusnap.domain.errors import Busy
from docusnap.http.connections import REFUSED
from docusnap.logs import REQUEST_ID
from docusnap.settings.groups import DoorSettings

REQUEST_ID_HEADER = "X-Request-ID"

_SANE_ID = re.compile(r"[A-Za-z0-9._:+=/-]{1,128}")
_EXPOSED = ["Location", "Retry-After", "ETag", REQUEST_ID_HEADER]
_CROWDED = (
    "The server takes in as much as it may (DOCUSNAP_MAX_INCOMING_BYTES); nothing was accepted. Send it again later."
)
_WITH_PORT = re.compile(r"^\[([^]]*)\](?::[0-9]+)?$|^([^:]*):[0-9]+$")
_PREFLIGHT_SECONDS = 600
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_DATA = "default-src 'none'; frame-ancestors 'none'"
_FOR_PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask, doors: DoorSettings) -> None:
    """Has the app do all this. To be called first: refusals of authentication must carry these headers, too."""
    app.before_request(_begin)
    app.teardown_request(_end)

    @app.after_request
    def complete(answer: Response) -> Response:
        return _completed(answer, doors.hsts_seconds)

    if doors.cors_origins:
        CORS(
            app,
            origins=list(doors.cors_origins),
            methods=["GET", "HEAD", "POST", "PATCH", "DELETE"],
            expose_headers=_EXPOSED,
            max_age=_PREFLIGHT_SECONDS,
            send_wildcard=True,
            always_send=False,
        )
    if doors.proxies:
        # The host is passed on as it is, so nobody need be believed about it.
        inside = app.wsgi_app
        app.wsgi_app = ProxyFix(inside, x_for=doors.proxies, x_proto=1, x_host=0)  # type: ignore[method-assign]


def _begin() -> Response | None:
    given = request.headers.get(REQUEST_ID_HEADER, "")
    REQUEST_ID.set(given if _SANE_ID.fullmatch(given) else str(uuid.uuid4()))
    request.remote_addr = _address(request.remote_addr or "")
    match request.environ.get(REFUSED):
        case None:
            pass
        case 503:
            raise Busy(_CROWDED)
        case status:
            abort(status)
    if request.method == "OPTIONS" and request.routing_exception is None:
        return current_app.make_default_options_response()  # a browser asks before it has a key
    return None


def _address(given: str) -> str:
    """The address alone, as some proxies add a port; 0.0.0.0, which is nobody's, for what is none."""
    try:
        return str(ip_address(_WITH_PORT.sub(r"\1\2", given)))
    except ValueError:
        return "0.0.0.0"


def _end(_: BaseException | None) -> None:
    REQUEST_ID.set("")


def _completed(answer: Response, hsts_seconds: int) -> Response:
    for name, value in _ALWAYS.items():
        answer.headers.setdefault(name, value)
    policy = _FOR_PAGES if answer.mimetype == "text/html" else _FOR_DATA
    answer.headers.setdefault("Content-Security-Policy", policy)
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers[REQUEST_ID_HEADER] = REQUEST_ID.get()
    if hsts_seconds and request.is_secure:
        answer.headers["Strict-Transport-Security"] = f"max-age={hsts_seconds}"
    return answer

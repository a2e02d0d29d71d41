"""Every request is timed, and those that ask for or tell of work are traced."""

from contextlib import ExitStack
from time import monotonic

from flask import Flask, Response, current_app, g, request

from docusnap.http.authentication import Access, access_to
from docusnap.telemetry.telemetry import Telemetry

_UNTRACED = (Access.ANYONE, Access.METRICS)


def install(app: Flask, telemetry: Telemetry) -> None:
    """Has the app do so. To be called before authentication is installed, as refusals count too."""

    def begin() -> None:
        g.begun_at, g.spans = monotonic(), ExitStack()
        if request.endpoint is None or access_to(current_app.view_functions[request.endpoint]) in _UNTRACED:
            return
        attributes = {"http.request.method": request.method, "http.route": _route()}
        span = telemetry.tracing.span(
            f"{request.method} {_route()}", attributes, kind="server", parent=request.headers.get("traceparent", "")
        )
        g.note = g.spans.enter_context(span)

    def complete(answer: Response) -> Response:
        if "note" in g:
            g.note("http.response.status_code", answer.status_code)
        if "begun_at" in g:  # not where the connection was refused before anything else
            seconds = monotonic() - g.begun_at
            telemetry.metrics.request_answered(_method(), _route(), answer.status_code, seconds)
        return answer

    def end(_: BaseException | None) -> None:
        if "spans" in g:
            g.spans.close()

    app.before_request(begin)
    app.after_request(complete)
    app.teardown_request(end)


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "none"


def _method() -> str:
    """Anybody can send any word as a method."""
    return request.method if request.url_rule or request.method in ("GET", "POST") else "other"

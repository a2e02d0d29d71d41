"""The application factory, and the server that runs it."""

import logging
from importlib.metadata import version
from typing import Any

import waitress
from flask import Blueprint, Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from docusnap.access.exposure import check_exposure
from docusnap.api import (
    administration,
    documents,
    exports,
    health,
    keys,
    metrics,
    ocr_server,
    papers,
    protocol_2,
    queue,
    task_collection,
    task_events,
    tasks,
    webhooks,
)
from docusnap.api.sealed_requests import SealedRequests
from docusnap.api.waiting import Waiting
from docusnap.delegation.exports import Exports
from docusnap.domain.clock import wall_clock
from docusnap.domain.errors import Misconfigured
from docusnap.http import connections, headers, measuring, openapi, problem, queries
from docusnap.http.at_once import AtOnce
from docusnap.http.authentication import Authenticator, check_declared, sender_by_headers
from docusnap.http.lanes import Lanes
from docusnap.http.places import Budgets, Places
from docusnap.http.session import Sessions
from docusnap.phone import routes as phone
from docusnap.settings.groups import Settings
from docusnap.web import admin, library, site
from docusnap.web.notice import Notice
from docusnap.wiring import Services
from docusnap.wiring.operator_warnings import operator_warnings

log = logging.getLogger(__name__)

_MOST_HEADER_BYTES = 65_536
_IDLE_SECONDS = 75
"""How long a connection is kept between requests: longer than proxies keep theirs, so that they close first."""
_RECEIVE_BYTES = 262_144
"""At once: one thread receives for all connections, and each time it must wait for its turn among the others."""
_ALSO_AT = ("/api", "/api/v1")
"""Where everything is found too: phone apps in the field ask there."""


def create_app(settings: Settings, services: Services) -> Flask:
    """The WSGI application with every route. Raises LookupError when one does not declare who may use it."""
    app = Flask("docusnap", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.max_request_bytes
    release = version("docusnap")
    headers.install(app, settings.doors)
    measuring.install(app, services.telemetry)
    problem.install(app)
    sessions = Sessions(lambda: services.key_pair.keyed_hash(b"sessions"), wall_clock)
    Authenticator(services.keys, services.rates, settings.access, sessions, settings.doors.cors_origins).install(app)
    queries.install(app)
    limits = settings.limits
    threads = settings.server.http_threads
    waiting = Waiting(services.tasks, max_seconds=settings.server.max_wait, at_once=threads // 2)
    sealed = SealedRequests(services.intake, services.opener, waiting)
    # polls, page pictures and OCR hold at most seven eighths of the threads: health and submissions have the others
    pictures, readings = max(1, threads // 4), max(1, threads // 8)
    app.register_blueprint(
        tasks.blueprint(services.intake, services.tasks, limits, waiting, sealed.answer, pictures_at_once=pictures)
    )
    app.register_blueprint(task_collection.blueprint(services.intake, services.tasks, limits, waiting))
    making = AtOnce(pictures, "makes files of results")
    app.register_blueprint(exports.blueprint(Exports(services.tasks, services.filled_pdf), making))
    app.register_blueprint(task_events.blueprint(services.tasks, waiting, services.first_look))
    app.register_blueprint(documents.blueprint(services.intake, services.tasks, services.documents, limits, waiting))
    app.register_blueprint(sealed.blueprint())
    app.register_blueprint(
        protocol_2.blueprint(services.intake, services.tasks, services.key_pair, sealed.result, clock=wall_clock)
    )
    app.register_blueprint(phone.blueprint(services.intake, services.tasks, services.key_pair, services.opener))
    app.register_blueprint(ocr_server.blueprint(services.read_picture, limits, at_once=readings))
    app.register_blueprint(papers.blueprint(services.library, services.tasks, making))
    app.register_blueprint(queue.blueprint(services.queue, services.administration, services.drain))
    known = services.intake.operations
    app.register_blueprint(administration.blueprint(services.queue, services.administration, known, clock=wall_clock))
    app.register_blueprint(webhooks.blueprint(services.administration))
    app.register_blueprint(keys.blueprint(services.keys))
    app.register_blueprint(health.blueprint(release, services.check, pictures_leave=settings.llm.sends_pictures))
    app.register_blueprint(metrics.blueprint(services.telemetry.metrics))
    app.register_blueprint(openapi.blueprint(release))
    app.register_blueprint(_pages(settings, services, sessions))
    check_declared(app)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, dict.fromkeys(_ALSO_AT, app.wsgi_app))  # type: ignore[method-assign]
    return app


def _pages(settings: Settings, services: Services, sessions: Sessions) -> Blueprint:
    """The pages for people."""
    return site.blueprint(
        services.tasks,
        sessions,
        Notice.of(settings),
        more=[
            lambda routes: library.add(routes, services.library),
            lambda routes: admin.add(
                routes,
                services.queue,
                services.administration,
                services.keys,
                lambda: list(operator_warnings(settings, services)),
                list(services.intake.operations),
                clock=wall_clock,
            ),
        ],
    )


def run_server(settings: Settings, services: Services) -> None:
    """Serves until the process is told to stop, then lets running work reach a checkpoint. Raises Misconfigured."""
    try:
        server = listen(create_app(settings, services), settings)
        addresses = _addresses(server)
        exposure = check_exposure([h for h, _ in addresses], settings.access, keys_exist=services.keys.exist())
        services.key_pair.load()  # made now rather than while the first client waits
    except BaseException:
        services.stop(0)
        raise
    log.info("%s", exposure, extra={"action": "access"})
    services.start()
    for host, port in addresses:
        shown = f"[{host}]" if ":" in host else host
        log.info("listening on http://%s:%s", shown, port, extra={"action": "listening"})
    try:
        server.run()
    finally:
        log.info("stopping", extra={"action": "stopping"})
        server.close()
        services.exit(settings.queue.grace)


def listen(app: Flask, settings: Settings) -> Any:
    """The HTTP server of the settings with this app, listening; `run()` serves. Raises Misconfigured."""
    host, port = settings.server.host, settings.server.port
    threads = settings.server.http_threads
    lanes = Lanes(threads, waiting=threads // 2)
    most = connections.affordable_connections(settings.doors.max_connections)
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            _dispatcher=lanes,
            max_request_body_size=settings.limits.max_request_bytes + 1,
            max_request_header_size=_MOST_HEADER_BYTES,
            recv_bytes=_RECEIVE_BYTES,
            channel_timeout=_IDLE_SECONDS,
            cleanup_interval=5,
            connection_limit=most + connections.RESERVE,
            outbuf_high_watermark=2 * connections.MOST_UNSENT,  # beyond, a thread would wait for who reads slowly
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # whoever came through a proxy must not look as from this machine
            ident=None,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        told = f"Cannot listen on {host}:{port} ({reason}); set DOCUSNAP_HOST and DOCUSNAP_PORT."
        raise Misconfigured(told) from error
    largest = settings.limits.max_request_bytes
    proxies = settings.doors.proxies
    connections.limit_connections(
        sockets,
        patience=settings.doors.slow_client_seconds,
        budgets=Budgets(max(settings.doors.max_incoming_bytes, largest), largest),
        places=Places(most, proxies),
        judge=lambda environ: sender_by_headers(app, _from_client(_unmounted(environ), proxies)),
    )
    lanes.start()
    return server


def _unmounted(environ: dict[str, Any]) -> dict[str, Any]:
    """The WSGI environment as the app has it, wherever the request found it mounted."""
    path: str = environ["PATH_INFO"]
    mount = next((at for at in sorted(_ALSO_AT, key=len, reverse=True) if path.startswith(f"{at}/")), "")
    return environ | {"SCRIPT_NAME": mount, "PATH_INFO": path.removeprefix(mount)}


def _from_client(environ: dict[str, Any], proxies: int) -> dict[str, Any]:
    """The WSGI environment with the address of whom the proxies, which are believed, name."""
    if not proxies:
        return environ
    named = ProxyFix(lambda given, _: [given["REMOTE_ADDR"].encode()], x_for=proxies, x_proto=1)
    (address,) = named(dict(environ), lambda *_: lambda _: None)
    return environ | {"REMOTE_ADDR": address.decode()}


def _addresses(server: Any) -> list[tuple[str, str]]:
    """Where it listens, as numbers: a name such as `localhost` can be several addresses."""
    one = (getattr(server, "effective_host", ""), getattr(server, "effective_port", ""))
    listening: list[tuple[str, str]] = getattr(server, "effective_listen", [one])
    return listening

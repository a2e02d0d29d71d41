"""The application factory, and the server that runs it."""

import logging
from importlib.metadata import version
from typing import Any

import waitress
from flask import Flask

from docusnap.api import connections, documents, headers, health, openapi, problem, queue, tasks
from docusnap.api.auth import admin_only
from docusnap.domain.errors import Misconfigured
from docusnap.settings import Settings
from docusnap.wiring import Services

log = logging.getLogger(__name__)

_MOST_HEADER_BYTES = 65_536
_IDLE_SECONDS = 75
"""How long a connection is kept between requests: longer than proxies keep theirs, so that they close first."""


def create_app(settings: Settings, services: Services) -> Flask:
    """The WSGI application: every door of the house."""
    app = Flask("docusnap", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.max_request_bytes
    release = version("docusnap")
    headers.install(app, settings.doors)
    problem.install(app)
    app.register_blueprint(
        tasks.blueprint(
            services.delegator,
            settings.limits,
            max_wait=settings.server.max_wait,
            concurrent_waits=settings.server.http_threads // 2,
        )
    )
    app.register_blueprint(documents.blueprint(services.delegator, services.documents, settings.limits))
    guard = admin_only(settings.server.admin_key.get_secret_value())
    app.register_blueprint(queue.blueprint(services.queue, services.drain, guard))
    app.register_blueprint(health.blueprint(release, services.check))
    app.register_blueprint(openapi.blueprint(release))
    return app


def run_server(settings: Settings, services: Services) -> None:
    """Serves until the process is told to stop, then lets running work reach a checkpoint. Raises Misconfigured."""
    host, port = settings.server.host, settings.server.port
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            create_app(settings, services),
            map=sockets,
            host=host,
            port=port,
            threads=settings.server.http_threads,
            max_request_body_size=settings.limits.max_request_bytes + 1,
            max_request_header_size=_MOST_HEADER_BYTES,
            channel_timeout=_IDLE_SECONDS,
            cleanup_interval=5,
            connection_limit=connections.allowed(settings.doors.max_connections),
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # whoever came through a proxy must not look as from this machine
            ident=None,
        )
    except (OSError, ValueError) as error:
        services.stop(0)
        reason = error.strerror if isinstance(error, OSError) else str(error)
        told = f"Cannot listen on {host}:{port} ({reason}); set DOCUSNAP_HOST and DOCUSNAP_PORT."
        raise Misconfigured(told) from error
    connections.bound(sockets, settings.doors.slow_client_seconds)
    services.start()
    for address in _addresses(server):
        log.info("listening on %s", address, extra={"action": "listening"})
    try:
        server.run()
    finally:
        log.info("stopping", extra={"action": "stopping"})
        server.close()
        services.stop(settings.queue.grace)


def _addresses(server: Any) -> list[str]:
    """Where it listens: a name such as `localhost` can be several addresses."""
    one = [(getattr(server, "effective_host", ""), getattr(server, "effective_port", ""))]
    return [f"http://[{h}]:{p}" if ":" in h else f"http://{h}:{p}" for h, p in getattr(server, "effective_listen", one)]

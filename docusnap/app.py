"""The application factory, and the server that runs it."""

import logging
from importlib.metadata import version
from typing import Any

import waitress
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from docusnap.api import documents, health, openapi, problem, queue, tasks
from docusnap.api.auth import admin_only
from docusnap.domain.errors import Misconfigured
from docusnap.settings import Settings
from docusnap.snap import process
from docusnap.wiring import Services

log = logging.getLogger(__name__)

_SLOW_CLIENT_SECONDS = 60
_ALSO_AT = ("/api", "/api/v1")
"""Where everything is found too: phone apps in the field ask there."""


def create_app(settings: Settings, services: Services) -> Flask:
    """The WSGI application: every door of the house."""
    app = Flask("docusnap", static_folder=None)
    release = version("docusnap")
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
    app.register_blueprint(
        process.blueprint(services.sealed_work, services.keys, max_request_bytes=settings.limits.max_request_bytes)
    )
    guard = admin_only(settings.server.admin_key.get_secret_value())
    app.register_blueprint(queue.blueprint(services.queue, services.drain, guard))
    app.register_blueprint(health.blueprint(release, services.check))
    app.register_blueprint(openapi.blueprint(release))
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, dict.fromkeys(_ALSO_AT, app.wsgi_app))  # type: ignore[method-assign]
    return app


def run_server(settings: Settings, services: Services) -> None:
    """Serves until the process is told to stop, then lets running work reach a checkpoint. Raises Misconfigured."""
    host, port = settings.server.host, settings.server.port
    try:
        server = waitress.create_server(
            create_app(settings, services),
            host=host,
            port=port,
            threads=settings.server.http_threads,
            # Twice the application's own limit, so that a body somewhat too large still gets a proper answer.
            max_request_body_size=2 * settings.limits.max_request_bytes,
            channel_timeout=_SLOW_CLIENT_SECONDS,
            ident=None,
        )
    except (OSError, ValueError) as error:
        services.stop(0)
        reason = error.strerror if isinstance(error, OSError) else str(error)
        told = f"Cannot listen on {host}:{port} ({reason}); set DOCUSNAP_HOST and DOCUSNAP_PORT."
        raise Misconfigured(told) from error
    services.keys.load()  # made now rather than while the first client waits
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

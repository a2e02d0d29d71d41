"""A port of its own for the metrics of a process that answers no other HTTP."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from docusnap.domain.errors import Misconfigured
from docusnap.telemetry.metrics import Metrics

log = logging.getLogger(__name__)

_PATIENCE = 10.0


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = _PATIENCE

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def exported(metrics: Metrics, host: str, port: int) -> Iterator[None]:
    """Answers `GET /metrics` there to whoever reaches it, meanwhile; port 0: does not. Raises Misconfigured."""
    if not port:
        yield
        return
    app = make_wsgi_app(metrics.registry)
    try:
        server = make_server(host, port, app, server_class=_Server, handler_class=_Quiet)
    except OSError as error:
        told = (
            f"Cannot listen on {host}:{port} ({error.strerror}); set DOCUSNAP_METRICS_HOST and DOCUSNAP_METRICS_PORT."
        )
        raise Misconfigured(told) from error
    thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    log.info("metrics on http://%s:%s/metrics", host, port, extra={"action": "metrics"})
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

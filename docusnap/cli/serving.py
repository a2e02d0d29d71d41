"""`serve` and `worker`: run until told to stop."""

import logging
import os
import signal
import threading
from collections.abc import Mapping
from typing import Any

import click

from docusnap.cli.options import given, setting_options, stop, told_plainly
from docusnap.logs import write_logs
from docusnap.pages.sandbox import hide_memory
from docusnap.settings import forget_secrets, misspelt
from docusnap.settings.groups import Settings
from docusnap.telemetry.exporter import exported
from docusnap.wiring import build, build_worker

log = logging.getLogger(__name__)


@click.command(short_help="Run the server.")
@setting_options()
def serve(**options: Any) -> None:
    """Run the server until it is told to stop (Ctrl-C or SIGTERM)."""
    from docusnap.app import run_server

    with told_plainly():
        settings = begun(options)
        run_server(settings, build(settings))


@click.command(short_help="Work on the queue, beside the server.")
@setting_options()
def worker(**options: Any) -> None:
    """Work on the queue of a data folder until told to stop, beside the servers and workers that use it."""
    with told_plainly():
        settings = begun(options)
        if settings.broker.broker == "celery":
            from docusnap.wiring.celery_worker import work

            work(settings)
            return
        services = build_worker(settings)
        try:
            with exported(services.telemetry.metrics, settings.server.metrics_host, settings.server.metrics_port):
                services.start()
                log.info("working on %s", settings.storage.data_dir, extra={"action": "working"})
                threading.Event().wait()
        finally:
            log.info("stopping", extra={"action": "stopping"})
            services.exit(settings.queue.grace)


def begun(options: Mapping[str, Any]) -> Settings:
    """The settings, with the log written as they say, SIGTERM heeded and secrets hidden. Raises Misconfigured."""
    settings = given(options)
    write_logs(settings.server.log_format)
    for message in misspelt(os.environ):
        log.warning("%s", message, extra={"action": "unknown_setting"})
    forget_secrets(os.environ)
    if settings.limits.sandbox != "off":
        hide_memory()
    signal.signal(signal.SIGTERM, stop)
    return settings

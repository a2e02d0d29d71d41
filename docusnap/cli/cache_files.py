"""`cache-files`: put the files of waiting and running jobs into Valkey, until told to stop."""

import logging
import threading
from typing import Any

import click

from docusnap.cli.options import setting_options, told_plainly
from docusnap.cli.serving import begun
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.wiring.preloading import opened_preloader

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0


@click.command(short_help="Put files into Valkey before they are read.")
@setting_options("storage", "valkey")
def cache_files(**options: Any) -> None:
    """Put the files of waiting and running jobs into Valkey, those that come next first, until told to stop.

    For a store of files that takes long to answer. Any number of these may run, beside servers and workers.
    """
    with told_plainly():
        settings = begun(options)
        with opened_preloader(settings) as preloader:

            def look() -> None:
                if preloader.load():
                    thread.wake()  # there may be more

            thread = PeriodicThread("cache-files", _LOOK_SECONDS, look)
            thread.start()
            log.info("putting files into Valkey", extra={"action": "caching_files"})
            try:
                threading.Event().wait()
            finally:
                thread.stop()

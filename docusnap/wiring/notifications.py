"""What is told to the outside, and fetched from there: webhooks, callables, images by their addresses."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from docusnap.delegation.callbacks import Callbacks, TaskCallable
from docusnap.delegation.fetching import Fetcher
from docusnap.delegation.guarded_http import Outside
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.clock import wall_clock
from docusnap.settings.groups import OutsideSettings, Settings
from docusnap.wiring.data_folder import Folder

CALLBACK_SECONDS = 5.0
CALLBACK_TIMEOUT = 15.0
CALLBACKS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Telling:
    """Whoever waits for a job to end: callers inside this process, webhooks and callables."""

    waiters: Waiters
    webhooks: Webhooks | None
    callbacks: Callbacks
    thread: PeriodicThread
    others: bool
    """Whether there may be anyone but callers."""

    def ended(self, job_id: str) -> None:
        """Tells them now."""
        self.waiters.notify(job_id)
        if self.others:
            self.thread.wake()


def telling_of(folder: Folder, chosen: OutsideSettings, callables: Mapping[str, TaskCallable]) -> Telling:
    """`callables`: by operation. Raises Misconfigured."""
    webhooks = _webhooks(chosen)
    callbacks = Callbacks(
        folder.database, webhooks, callables, at_once=CALLBACKS_AT_ONCE, clock=wall_clock, uniform=random.uniform
    )
    thread = PeriodicThread("callbacks", CALLBACK_SECONDS, callbacks.deliver_due)
    return Telling(Waiters(), webhooks, callbacks, thread, others=bool(webhooks or callables))


def fetcher_of(folder: Folder, settings: Settings) -> Fetcher:
    """Fetches images where the settings allow it."""
    chosen = settings.outside
    return Fetcher(
        folder.database,
        folder.files,
        Outside(allow=chosen.fetch_allow, seconds=chosen.fetch_seconds) if chosen.fetch_urls else None,
        seconds=chosen.fetch_seconds,
        max_bytes=settings.limits.max_file_bytes,
        max_total_bytes=settings.limits.max_request_bytes,
        remembered=chosen.fetch_remembered,
        at_once=max(1, settings.server.http_threads // 4),
        clock=wall_clock,
    )


def _webhooks(chosen: OutsideSettings) -> Webhooks | None:
    secrets = chosen.webhook_secret.get_secret_value().split()
    if not secrets:
        return None
    outside = Outside(allow=chosen.callbacks_allow, seconds=CALLBACK_TIMEOUT)
    return Webhooks(outside, secrets, public_url=chosen.public_url, clock=wall_clock)

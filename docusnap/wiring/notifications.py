"""Who is told that a job has ended: callers that wait, webhooks, callables."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from docusnap.delegation.callbacks import Callbacks, TaskCallable
from docusnap.delegation.guarded_http import Outside
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.clock import wall_clock
from docusnap.settings.groups import OutsideSettings
from docusnap.wiring.data_folder import Folder

CALLBACK_SECONDS = 5.0
CALLBACK_TIMEOUT = 15.0
CALLBACKS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Notifications:
    """`waiters` are callers inside this process. `thread` delivers the callbacks that are due.

    `deliver`: whether there may be webhooks or callables to deliver to.
    """

    waiters: Waiters
    webhooks: Webhooks | None
    callbacks: Callbacks
    thread: PeriodicThread
    deliver: bool

    def ended(self, job_id: str) -> None:
        """The job has ended: tells it now."""
        self.waiters.notify(job_id)
        if self.deliver:
            self.thread.wake()


def notifications_of(folder: Folder, chosen: OutsideSettings, callables: Mapping[str, TaskCallable]) -> Notifications:
    """`callables`: by operation. Raises Misconfigured."""
    webhooks = _webhooks(chosen)
    callbacks = Callbacks(
        folder.database, webhooks, callables, at_once=CALLBACKS_AT_ONCE, clock=wall_clock, uniform=random.uniform
    )
    thread = PeriodicThread("callbacks", CALLBACK_SECONDS, callbacks.deliver_due)
    return Notifications(Waiters(), webhooks, callbacks, thread, deliver=bool(webhooks or callables))


def _webhooks(chosen: OutsideSettings) -> Webhooks | None:
    secrets = chosen.webhook_secret.get_secret_value().split()
    if not secrets:
        return None
    outside = Outside(allow=chosen.callbacks_allow, seconds=CALLBACK_TIMEOUT)
    return Webhooks(outside, secrets, public_url=chosen.public_url, clock=wall_clock)

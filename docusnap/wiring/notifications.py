"""Who is told that a job has ended: callers that wait, webhooks, callables."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from docusnap.delegation.callbacks import CallbackDelivery
from docusnap.delegation.guarded_http import GuardedHttp
from docusnap.delegation.hooks import Hooks
from docusnap.delegation.waiters import Waiters
from docusnap.delegation.webhooks import Webhooks
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.clock import wall_clock
from docusnap.settings.groups import OutsideSettings
from docusnap.telemetry.telemetry import Telemetry
from docusnap.wiring.record import Record

CALLBACK_SECONDS = 5.0
CALLBACK_TIMEOUT = 15.0
CALLBACKS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Notifications:
    """Whoever is told when a job ends: callers that wait in this process, webhooks and Python callbacks."""

    waiters: Waiters
    webhooks: Webhooks | None
    callbacks: CallbackDelivery
    thread: PeriodicThread
    callbacks_due: Callable[[str], None] | None
    """Called with the id of a job that ended; None where no callbacks are delivered."""

    def job_ended(self, job_id: str) -> None:
        """Wakes waiting callers now, and the delivery of callbacks."""
        self.waiters.notify(job_id)
        if self.callbacks_due:
            self.callbacks_due(job_id)


def notifications_of(
    record: Record,
    chosen: OutsideSettings,
    hooks: Hooks,
    telemetry: Telemetry,
    *,
    callbacks_due: Callable[[str], None] | None = None,
) -> Notifications:
    """Webhooks where the settings have a secret for them, and the callbacks of the hooks.

    `callbacks_due`: has them delivered elsewhere, for the job of this id; without, this process does. Raises
    Misconfigured.
    """
    webhooks = _webhooks(chosen)
    callbacks = CallbackDelivery(
        record.database,
        webhooks,
        hooks.callback_of,
        at_once=CALLBACKS_AT_ONCE,
        clock=wall_clock,
        uniform=random.uniform,
        telemetry=telemetry,
    )
    thread = PeriodicThread("callbacks", CALLBACK_SECONDS, callbacks.deliver_due)
    wake = callbacks_due or (lambda _: thread.wake())
    return Notifications(Waiters(), webhooks, callbacks, thread, wake if webhooks or hooks.callbacks else None)


def _webhooks(chosen: OutsideSettings) -> Webhooks | None:
    secrets = chosen.webhook_secret.get_secret_value().split()
    if not secrets:
        return None
    outside = GuardedHttp(allow=chosen.callbacks_allow, seconds=CALLBACK_TIMEOUT)
    return Webhooks(outside, secrets, public_url=chosen.public_url, clock=wall_clock)

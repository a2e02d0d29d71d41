"""Webhooks by the Standard Webhooks convention: signed, with an id and a time; ids and status, never content."""

import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook as Signer
from standardwebhooks.webhooks import EmptyWebhookSecretError

from docusnap.delegation.guarded_http import GuardedHttp
from docusnap.domain.callback import DueCallback
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import CallbackFailed, CallbackGone, Misconfigured, TooLarge
from docusnap.domain.task import Task

_MOST_ANSWERED = 65_536
_PREFIX = "whsec_"


class Webhooks:
    """Signs and sends."""

    def __init__(self, http: GuardedHttp, secrets: Sequence[str], *, public_url: str, clock: WallClock) -> None:
        """`secrets`: `whsec_` and base64; each signs every message. `public_url`: of this server; may be empty.

        Raises Misconfigured when a secret is not of that form.
        """
        try:
            self._signers = [_signer(secret) for secret in secrets]
        except (ValueError, EmptyWebhookSecretError) as error:
            raise Misconfigured("DOCUSNAP_WEBHOOK_SECRET must be `whsec_` and base64.") from error
        self._http = http
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    def check(self, url: str) -> None:
        """Raises AddressRefused when webhooks cannot go there."""
        self._http.check(url)

    def send(self, callback: DueCallback, url: str, task: Task, *, traceparent: str = "") -> None:
        """Sends the message that the task ended, with the trace that it is a part of, if there is one.

        Raises CallbackFailed, CallbackGone, AddressRefused or Unreachable.
        """
        body = self._payload(callback, task)
        now = datetime.fromtimestamp(self._clock(), UTC)
        signatures = [signer.sign(callback.message_id, now, body) for signer in self._signers]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "docusnap",
            "webhook-id": callback.message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
            **({"traceparent": traceparent} if traceparent else {}),
        }
        try:
            answer = self._http.request("POST", url, body=body.encode(), headers=headers, max_bytes=_MOST_ANSWERED)
        except TooLarge as error:
            raise CallbackFailed("The receiver's answer is too long.") from error
        if answer.status == 410:
            raise CallbackGone
        if not 200 <= answer.status < 300:
            raise CallbackFailed(f"The receiver answered {answer.status}.")

    def _payload(self, callback: DueCallback, task: Task) -> str:
        data = {
            "task_id": task.id,
            "operation": task.operation,
            "status": callback.event.removeprefix("task."),
            "tag": task.tag,
            "status_url": f"{self._public_url}/task/{task.id}",
        }
        ended = datetime.fromtimestamp(callback.ended_at, UTC).isoformat()
        return json.dumps({"type": callback.event, "timestamp": ended, "data": data}, ensure_ascii=False)


def _signer(secret: str) -> Signer:
    """Stricter than the library, which takes anything that resembles base64. Raises ValueError."""
    if not secret.startswith(_PREFIX):
        raise ValueError("the prefix is missing")
    binascii.a2b_base64(secret.removeprefix(_PREFIX), strict_mode=True)
    return Signer(secret)

"""Whether a request may come in: what it asks for can be had, its client has room, and so has the disk."""

from docusnap.database import api_keys, jobs
from docusnap.database.base import Database, Transaction
from docusnap.delegation.webhooks import Webhooks
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import CallbacksOff, TooManyWaiting
from docusnap.domain.request import TaskRequest
from docusnap.files.base import FileStore


class Admission:
    """Asked before anything of a request is stored."""

    def __init__(
        self, database: Database, files: FileStore, webhooks: Webhooks | None, *, max_waiting: int, clock: WallClock
    ) -> None:
        """`webhooks`: None when this server sends none.

        `max_waiting`: jobs of one share (a key, an address) that may wait at a time; 0: any number.
        """
        self._database = database
        self._files = files
        self._webhooks = webhooks
        self._max_waiting = max_waiting
        self._clock = clock

    def check_webhook(self, request: TaskRequest) -> None:
        """Raises CallbacksOff or AddressRefused when this server does not send the webhook that is asked for."""
        if request.webhook is None:
            return
        if self._webhooks is None:
            raise CallbacksOff
        self._webhooks.check(request.webhook.url)

    def check(self, request: TaskRequest, size: int) -> None:
        """Raises QuotaExceeded, TooManyWaiting or StorageFull when its `size` bytes are not to be taken now."""
        if (key_id := request.charged_to) is not None:
            now = self._clock()
            self._database.read(lambda tx: api_keys.check_quota(tx, key_id, now))
        if self._max_waiting:
            self._database.read(lambda tx: self._check_waiting(tx, request))
        self.check_room(size)

    def _check_waiting(self, tx: Transaction, request: TaskRequest) -> None:
        most, share = self._max_waiting, request.payer
        full = jobs.waiting(tx, share, most) >= most
        if (
            request.sealed is not None and request.sealed.name is not None
        ):  # of a phone, which shares a key or an address
            half = max(1, most // 2)
            full = full or jobs.waiting(tx, share, half, request.client_id) >= half
        if full:
            raise TooManyWaiting(f"{most} of your tasks wait already (DOCUSNAP_MAX_WAITING); nothing was accepted.")

    def check_room(self, size: int = 0) -> None:
        """Raises StorageFull when so many bytes more would leave too little space on the disk."""
        self._files.check_room(size)

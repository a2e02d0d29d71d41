"""API keys: making, listing, revoking and recognising them."""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Iterable

from docusnap.database import api_keys
from docusnap.database.base import Database
from docusnap.domain.access import ApiKey, Scope
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import BadRequest, Misconfigured, StorageFailure

SETTING = "DOCUSNAP_ADMIN_KEY"
SHORTEST_SETTING = 32
USE_NOTED_SECONDS = 3600.0
"""A use is written down when the last one that was is older than this, so that not every request writes."""

_CLIENT = re.compile(r"[\w.@-]{1,64}", re.ASCII)
_LONGEST_NAME = 100
_NO_KEY = "0" * 64

log = logging.getLogger(__name__)


class Keys:
    """The API keys in the database, asked anew each time: a key that another process revoked is refused at once."""

    def __init__(self, database: Database, *, clock: WallClock, admin_key: str, admin_client: str) -> None:
        """`admin_key`: one that the settings give, with every scope, for `admin_client`; empty: none.

        Raises Misconfigured when it is so short that it could be guessed.
        """
        if 0 < len(admin_key) < SHORTEST_SETTING:
            raise Misconfigured(
                f"{SETTING} could be guessed: give it {SHORTEST_SETTING} characters or more, as `openssl rand -hex 32` "
                "makes them."
            )
        self._database = database
        self._clock = clock
        self._setting = _sha256(admin_key) if admin_key else _NO_KEY
        self._set = ApiKey(SETTING, SETTING, admin_client, frozenset(Scope), created_at=0) if admin_key else None

    def create(
        self,
        name: str,
        scopes: Iterable[Scope],
        *,
        client_id: str | None = None,
        rate: int | None = None,
        quota: int | None = None,
        seconds: float | None = None,
    ) -> tuple[ApiKey, str]:
        """A new key, and its secret text, which is stored nowhere and cannot be shown again.

        Without a `client_id` the key is a client of its own; `seconds` until it expires.
        Raises BadRequest, StorageFailure.
        """
        if not (name.isprintable() and 0 < len(name) <= _LONGEST_NAME):
            raise BadRequest(f"A key's name has 1 to {_LONGEST_NAME} characters, in one line.")
        if client_id is not None and not _CLIENT.fullmatch(client_id):
            raise BadRequest("A client has 1 to 64 letters of ASCII, digits, `_`, `.`, `@` and `-`.")
        if not (chosen := frozenset(scopes)):
            raise BadRequest("A key needs a scope.")
        now = self._clock()
        key_id = f"dsk_{secrets.token_hex(6)}"
        text = f"{key_id}_{secrets.token_hex(32)}"
        expires_at = None if seconds is None else now + seconds
        key = ApiKey(key_id, name, client_id or key_id, chosen, now, rate=rate, quota=quota, expires_at=expires_at)
        self._database.write(lambda tx: api_keys.add(tx, key, _sha256(text)))
        log.info("made key %s for client %s", key.id, key.client_id, extra={"action": "key_made"})
        return key, text

    def every(self) -> list[ApiKey]:
        """All stored keys, ended ones too, oldest first."""
        now = self._clock()
        return self._database.read(lambda tx: api_keys.every(tx, now))

    def revoke(self, key_id: str) -> bool:
        """Ends the key for good; False when there is none of this id, or it was revoked before."""
        now = self._clock()
        revoked = self._database.write(lambda tx: api_keys.revoke(tx, key_id, now))
        if revoked:
            log.info("revoked key %s", key_id, extra={"action": "key_revoked"})
        return revoked

    def exist(self) -> bool:
        """Whether there are any, revoked and expired ones too; then every request needs one."""
        return self._set is not None or self._database.read(api_keys.exist)

    def authenticate(self, text: str) -> ApiKey | None:
        """The key whose secret text this is, unless it expired or was revoked; None does not tell which."""
        now = self._clock()
        given = _sha256(text)
        found = self._database.read(lambda tx: api_keys.find(tx, text.rpartition("_")[0], now))
        right = hmac.compare_digest(given, found[1] if found else _NO_KEY)
        if hmac.compare_digest(given, self._setting):
            return self._set
        if found is None or not right or not found[0].opens(now):
            return None
        self._note_use(found[0], now)
        return found[0]

    def charge(self, key_id: str) -> None:
        """Counts a task on the key's quota of the day. Raises QuotaExceeded, StorageFailure."""
        now = self._clock()
        self._database.write(lambda tx: api_keys.charge(tx, key_id, now))

    def check_quota(self, key_id: str) -> None:
        """Raises QuotaExceeded when `charge` would."""
        now = self._clock()
        self._database.read(lambda tx: api_keys.check_quota(tx, key_id, now))

    def _note_use(self, key: ApiKey, now: float) -> None:
        if key.last_used_at is None or now - key.last_used_at > USE_NOTED_SECONDS:
            try:
                self._database.write(lambda tx: api_keys.note_use(tx, key.id, now))
            except StorageFailure as error:  # a full disk is no reason to refuse whoever only reads
                log.warning("the use of key %s was not noted: %s", key.id, error, extra={"action": "use_not_noted"})


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

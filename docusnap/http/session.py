"""Sessions of people who use the pages: their key, sealed in a cookie, and the token that goes with every change.

Nothing is stored: a session is what its cookie holds, and it ends with its key or after `SESSION_SECONDS`.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken

from docusnap.domain.clock import WallClock

COOKIE = "docusnap_session"
CSRF_HEADER = "X-CSRF-Token"
SESSION_SECONDS = 12 * 3600


class Sessions:
    """Seals keys into cookies and opens them. Servers with the same secret open each other's."""

    def __init__(self, secret: Callable[[], str], clock: WallClock) -> None:
        """`secret`: gives a text that only this server knows; asked once, when it is first needed."""
        self._secret = secret
        self._clock = clock

    def seal(self, key_text: str) -> str:
        """The cookie of a new session with this key."""
        return self._fernet.encrypt_at_time(key_text.encode(), int(self._clock())).decode()

    def key_text(self, cookie: str) -> str | None:
        """The key in the cookie; None when the cookie is not from here, was changed, or is too old."""
        try:
            sealed = cookie.encode("latin-1", "replace")
            return self._fernet.decrypt_at_time(sealed, SESSION_SECONDS, int(self._clock())).decode()
        except InvalidToken:
            return None

    def csrf_token(self, cookie: str) -> str:
        """The token of the session with this cookie; the pages of other sites cannot know it."""
        return hmac.new(self._key, b"csrf " + cookie.encode("latin-1", "replace"), hashlib.sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        return hashlib.sha256(b"docusnap sessions of pages " + self._secret().encode()).digest()

    @cached_property
    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key))

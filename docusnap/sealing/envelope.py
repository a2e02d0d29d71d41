"""Envelopes: a request sealed for this server, opened with its private key, and the answer sealed with the same key."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from docusnap.domain.errors import (
    FileTooCostly,
    InvalidSchema,
    MissingInput,
    NotOpened,
    TooLarge,
    TooManyPages,
    UnreadableFile,
    UnsupportedFile,
)
from docusnap.sealing.cipher import Plaintext, decrypt, encrypt
from docusnap.sealing.failed_openings import FailedOpenings
from docusnap.sealing.key_pair import KeyPair
from docusnap.sealing.redaction import redacting_errors
from docusnap.sealing.request import SealedRequest, read_request

_WRONG_INSIDE = (
    NotOpened,
    InvalidSchema,
    MissingInput,
    TooLarge,
    TooManyPages,
    UnsupportedFile,
    UnreadableFile,
    FileTooCostly,
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed request as it came.

    `content`: base64 of IV and AES-CBC of its JSON. `encrypted_key`: base64 of RSA-OAEP of the AES key.
    """

    content: bytes
    encrypted_key: str


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """An answer encrypted with the request's key, in base64, and the SHA-256 of its JSON, in hex."""

    content: str
    signature: str


@dataclass(frozen=True, slots=True)
class OpenedEnvelope:
    """What was in an envelope, and its key; plain text that must not outlive the request or the job."""

    _plaintext: Plaintext
    _key: bytes = field(repr=False)

    @property
    def value(self) -> Mapping[str, Any]:
        """The JSON object that was sealed."""
        return self._plaintext.value

    @property
    def plain(self) -> bytes:
        """The bytes of that JSON."""
        return self._plaintext.plain

    def verify(self, signature: str) -> None:
        """Raises NotOpened unless `signature` is the SHA-256 of what was sealed, in hex."""
        if not compare_digest(_sha256(self.plain), signature.lower()):
            raise NotOpened

    def request(self, *, takes_form: bool) -> SealedRequest:
        """What is asked of an operation, which may take a form in place of pictures or not.

        Raises NotOpened, MissingInput or UnreadableFile, as `read_request` does, without words of the request.
        """
        with redacting_errors():
            return read_request(self.value, takes_form=takes_form, size=len(self.plain))

    def seal(self, answer: Mapping[str, Any]) -> SealedAnswer:
        """The answer (JSON) encrypted with the key of this envelope. Raises ValueError on NaN and infinities."""
        plain = _ENCODER.encode(answer).encode()
        return SealedAnswer(encrypt(plain, self._key), _sha256(plain))


class Opener:
    """Opens envelopes with the server's private key: on arrival to check a request, and in the worker to do it."""

    def __init__(self, keys: KeyPair, failures: FailedOpenings) -> None:
        """`keys`: for which clients seal."""
        self._keys = keys
        self._failures = failures

    def open(self, envelope: Envelope) -> OpenedEnvelope:
        """Raises KeyNotOpened, or NotOpened whatever is wrong with the content."""
        key = self._keys.unwrap(envelope.encrypted_key)
        return OpenedEnvelope(decrypt(envelope.content, key), key)

    @contextmanager
    def accepting(self, envelope: Envelope) -> Iterator[OpenedEnvelope]:
        """Opens what came from outside, for the block that decides whether it can be worked on.

        Whoever has seen an envelope can send its key again with content of their own making, and learn from how it is
        refused what was in it. So all that the block finds wrong with what was sealed is told alike, as NotOpened, and
        a key that failed too often is refused unseen. Raises KeyNotOpened, too.
        """
        key = self._keys.unwrap(envelope.encrypted_key)
        if self._failures.exhausted(key):
            raise NotOpened
        try:
            yield OpenedEnvelope(decrypt(envelope.content, key), key)
        except _WRONG_INSIDE:
            self._failures.add(key)
            raise NotOpened from None

    def uri(self, opened: OpenedEnvelope) -> str:
        """A name of what was sealed, the same however often it is sealed anew, that tells others nothing about it."""
        return f"sealed:{self._keys.keyed_hash(opened.plain)}"


def _sha256(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()

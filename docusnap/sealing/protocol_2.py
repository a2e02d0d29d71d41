"""Protocol 2: requests sealed by HPKE (RFC 9180), bound to a header that is sent open; answers bound to their request.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, single-shot, in base mode. The header's bytes are the `info`: who
changes one of them makes the rest unreadable. An answer is AES-256-GCM with a key that came sealed; its associated data
hold the hash of the request's header, so that it opens for that request alone.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jiter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from docusnap.domain.errors import NotOpened
from docusnap.domain.json_limits import has_too_many_values

PURPOSE = b"docusnap sealed request 2\0"
"""Stands before the header in the `info` of HPKE."""

ANSWER = b"docusnap sealed answer 2\0"
"""Stands before the header's SHA-256 in the associated data of an answer."""

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ANSWER_KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """What was sealed, and how its answer is sealed; plain text that must not outlive the request."""

    value: Mapping[str, Any] = field(repr=False)
    _header: bytes
    _answer_key: bytes = field(repr=False)

    def seal(self, answer: Mapping[str, Any], *, nonce: bytes | None = None) -> str:
        """The answer (JSON) in base64: 12 bytes of nonce (new, unless a test gives them) and AES-256-GCM."""
        plain = json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        nonce = nonce or os.urandom(_NONCE_BYTES)
        return b64encode(nonce + AESGCM(self._answer_key).encrypt(nonce, plain, answer_data(self._header))).decode()


class RequestKey:
    """The server's key of protocol 2, made of a secret that it has already."""

    def __init__(self, secret: bytes) -> None:
        """`secret`: 32 bytes or more that only this server has."""
        number = int.from_bytes(hashlib.sha512(b"docusnap protocol 2\0" + secret).digest())
        self._private = ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())

    @property
    def public(self) -> bytes:
        """The point, uncompressed: 65 bytes."""
        return self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def id(self) -> str:
        """The first half of the SHA-256 of the public key, in hex."""
        return hashlib.sha256(self.public).hexdigest()[:32]

    def open(self, header: bytes, sealed: str) -> OpenedRequest:
        """What was sealed with that header. Raises NotOpened, whatever is wrong with it."""
        try:
            plain = _SUITE.decrypt(b64decode(sealed, validate=True), self._private, PURPOSE + header)
            if has_too_many_values(plain):
                raise NotOpened
            value = jiter.from_json(plain, allow_inf_nan=False, float_mode="decimal")
            key = b64decode(value["answer_key"], validate=True)
        except (ValueError, TypeError, KeyError, InvalidTag):
            raise NotOpened from None
        if len(key) != _ANSWER_KEY_BYTES:
            raise NotOpened
        return OpenedRequest(value, header, key)


def seal_request(public: bytes, header: bytes, plain: bytes) -> str:
    """As a client seals: base64 of the encapsulated key (65 bytes) and the ciphertext."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return b64encode(_SUITE.encrypt(plain, key, PURPOSE + header)).decode()


def open_answer(answer_key: bytes, header: bytes, sealed: str) -> bytes:
    """As a client opens. Raises InvalidTag where the answer is not one to the request with this header."""
    data = b64decode(sealed, validate=True)
    return AESGCM(answer_key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], answer_data(header))


def answer_data(header: bytes) -> bytes:
    """The associated data of an answer to the request with this header."""
    return ANSWER + hashlib.sha256(header).digest()

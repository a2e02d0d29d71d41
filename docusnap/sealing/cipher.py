"""Content sealed with an AES key: base64 of an IV and AES-CBC with PKCS#7 padding, around a JSON object.

AES-CBC says nothing about who made the content, and whoever has seen an envelope can send its key again with other
content. So nothing may tell which step of opening failed: each is taken always, and there is one error for all.
"""

import os
from base64 import b64encode
from binascii import a2b_base64
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

import jiter
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from docusnap.domain.errors import NotOpened
from docusnap.domain.json_limits import has_too_many_values

_BLOCK = 16
_WHITE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Plaintext:
    """A JSON object that was encrypted, and the bytes that it was; its `repr` shows neither."""

    value: dict[str, Any] = field(repr=False)
    plain: bytes = field(repr=False)


def decrypt(content: bytes, key: bytes) -> Plaintext:
    """The JSON object in the base64 `content`, decimals exact. Raises NotOpened, whatever is wrong with it."""
    plain, padded_well = _unpadded(_decrypted(_from_base64(content), key))
    value = _from_json(plain)
    if not padded_well or not isinstance(value, dict):
        raise NotOpened
    return Plaintext(value, plain)


def encrypt(plain: bytes, key: bytes) -> str:
    """Base64 of a fresh IV and the bytes encrypted with the key."""
    iv = os.urandom(_BLOCK)
    padder, encryptor = PKCS7(8 * _BLOCK).padder(), Cipher(AES(key), CBC(iv)).encryptor()
    padded = padder.update(plain) + padder.finalize()
    return b64encode(iv + encryptor.update(padded) + encryptor.finalize()).decode()


def _from_base64(content: bytes) -> bytes:
    try:
        data = a2b_base64(content.translate(None, _WHITE), strict_mode=True)
    except ValueError:
        raise NotOpened from None
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
        raise NotOpened
    return data


def _decrypted(data: bytes, key: bytes) -> bytes:
    decryptor = Cipher(AES(key), CBC(data[:_BLOCK])).decryptor()
    return decryptor.update(memoryview(data)[_BLOCK:]) + decryptor.finalize()


def _unpadded(padded: bytes) -> tuple[bytes, bool]:
    """The bytes without their padding, and whether it was one; if not, one byte goes all the same."""
    claimed = padded[-1]
    count = claimed if 1 <= claimed <= _BLOCK else 1
    well = compare_digest(padded[-count:], bytes([count]) * count)
    return padded[:-count], well


def _from_json(plain: bytes) -> Any:
    """None where it is not JSON in UTF-8, or has more values than could be meant."""
    if has_too_many_values(plain):
        return None
    try:
        return jiter.from_json(plain, allow_inf_nan=False, float_mode="decimal")
    except ValueError:
        return None

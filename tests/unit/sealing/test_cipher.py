"""Envelopes: what is sealed opens, and whatever else is wrong looks the same from outside."""

import base64
import os
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.errors import NotOpened
from docusnap.sealing import cipher
from docusnap.sealing.cipher import decrypt, encrypt

KEY = bytes(range(32))


def encrypted(padded: bytes, key: bytes = KEY) -> bytes:
    """Base64 of IV and AES-CBC of whole blocks, however they end."""
    iv = os.urandom(16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return base64.b64encode(iv + encryptor.update(padded) + encryptor.finalize())


BAD_PADDING = encrypted(b'{"a": "1234567"}')
BAD_JSON = encrypted(b'{"a": "1234567"\x01')
BAD_UTF8 = encrypted(b'{"a": "12345\xff"}\x01')
NO_OBJECT = encrypted(b'["a", "1234567"\x5d'[:15] + b"\x01")


@pytest.mark.parametrize("key", [KEY, KEY[:16]])
@given(plain=st.dictionaries(st.text(), st.text() | st.integers(0, 9), max_size=3))
def test_what_is_sealed_opens(key: bytes, plain: dict[str, Any]) -> None:
    import json

    content = json.dumps(plain).encode()
    found = decrypt(encrypt(content, key).encode(), key)
    assert (found.value, found.plain) == (plain, content)


def test_the_same_is_never_sealed_the_same() -> None:
    assert encrypt(b"{}", KEY) != encrypt(b"{}", KEY)


def test_numbers_stay_as_they_are_written() -> None:
    assert decrypt(encrypt(b'{"Total": 9.00}', KEY).encode(), KEY).value == {"Total": Decimal("9.00")}


@pytest.mark.parametrize(
    "content",
    [
        BAD_PADDING,
        BAD_JSON,
        BAD_UTF8,
        NO_OBJECT,
        b"",
        b"AAAA",
        b"!",
        b"\xff\0",
        base64.b64encode(bytes(40)),
        encrypted(b""),
        encrypted(b'{"a": ' + b"[" * 9_000 + b"]" * 9_000 + b"}" + b" " * 8 + b"\x01"),
    ],
)
def test_whatever_is_wrong_there_is_one_error(content: bytes) -> None:
    with pytest.raises(NotOpened) as raised:
        decrypt(content, KEY)
    assert str(raised.value) == str(NotOpened())
    assert raised.value.__cause__ is None


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(NotOpened):
        decrypt(content, KEY)
    with pytest.raises(NotOpened):
        decrypt(base64.b64encode(content), KEY)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(NotOpened):
        decrypt(encrypt(b'{"a": 1}', KEY).encode(), bytes(32))


@pytest.mark.parametrize("content", [BAD_PADDING, BAD_JSON, BAD_UTF8, NO_OBJECT])
def test_every_step_is_taken_whatever_is_wrong(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def noting(step: str, take: Any) -> Any:
        def noted(*given: bytes) -> Any:
            taken.append((step, [len(value) for value in given]))
            return take(*given)

        return noted

    for step in ("_decrypted", "_unpadded", "_from_json"):
        monkeypatch.setattr(cipher, step, noting(step, getattr(cipher, step)))
    with pytest.raises(NotOpened):
        decrypt(content, KEY)
    assert taken == [("_decrypted", [32, 32]), ("_unpadded", [16]), ("_from_json", [15])]

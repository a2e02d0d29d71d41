"""A phone in Python with PyCryptodome, written from the protocol's text."""

import hashlib
import json
import os
import time
import uuid
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import requests
from Crypto.Cipher import AES, PKCS1_OAEP
from Crypto.Hash import SHA1, SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature.pss import MGF1
from Crypto.Util.Padding import pad, unpad

HASHES = {"SHA-1": SHA1, "SHA-256": SHA256}
PATIENCE = 120.0
PAUSE = 0.1


@dataclass(frozen=True)
class Letter:
    """What was sent: the request's body, and the key that opens the answer."""

    body: dict[str, Any]
    key: bytes

    @property
    def poll(self) -> dict[str, Any]:
        return {k: v for k, v in self.body.items() if k not in ("content", "aes_key")} | {"has_content": False}

    def with_(self, **changed: Any) -> dict[str, Any]:
        """The body with other values; None leaves one out."""
        return {k: v for k, v in (self.body | changed).items() if v is not None}


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def encrypted(plain: bytes, key: bytes, *, padded: bool = True) -> str:
    iv = os.urandom(16)
    return b64encode(iv + AES.new(key, AES.MODE_CBC, iv).encrypt(pad(plain, 16) if padded else plain)).decode()


def decrypted(text: str, key: bytes) -> bytes:
    raw = b64decode(text, validate=True)
    return unpad(AES.new(key, AES.MODE_CBC, raw[:16]).decrypt(raw[16:]), 16)


class Phone:
    """One client of a server, that seals what it sends and opens what it gets."""

    def __init__(
        self, address: str, *, prefix: str = "", key_bytes: int = 32, oaep: str = "SHA-256", mgf1: str = "SHA-256"
    ) -> None:
        self.address = address + prefix
        self.client_id = str(uuid.uuid4())
        self._key_bytes = key_bytes
        self._oaep, self._mgf1 = HASHES[oaep], HASHES[mgf1]
        self._http = requests.Session()
        self._http.trust_env = False
        self._public: RSA.RsaKey | None = None

    def get(self, path: str) -> requests.Response:
        return self._http.get(self.address + path, timeout=PATIENCE)

    def post(self, path: str, body: Any) -> requests.Response:
        return self._http.post(self.address + path, json=body, timeout=PATIENCE)

    def wrapped(self, key: bytes) -> str:
        """The key, for the server's eyes only."""
        self._public = self._public or RSA.import_key(self.get("/public_key").text)
        cipher = PKCS1_OAEP.new(
            self._public, hashAlgo=self._oaep, mgfunc=lambda seed, length: MGF1(seed, length, self._mgf1)
        )
        return b64encode(cipher.encrypt(key)).decode()

    # --- /process -----------------------------------------------------------------------------------------

    def letter(self, kind: str, inner: dict[str, Any] | bytes, *, padded: bool = True) -> Letter:
        """Seals it; bytes as they are."""
        key = os.urandom(self._key_bytes)
        plain = inner if isinstance(inner, bytes) else json.dumps(inner).encode()
        return self.letter_of(kind, encrypted(plain, key, padded=padded), key)

    def letter_of(self, kind: str, content: str, key: bytes) -> Letter:
        body = {
            "client_id": self.client_id,
            "type": kind,
            "SHA256": digest(content),
            "has_content": True,
            "content": content,
            "aes_key": self.wrapped(key),
        }
        return Letter(body, key)

    def process(self, body: dict[str, Any]) -> requests.Response:
        return self.post("/process", body)

    def ended(self, letter: Letter) -> requests.Response:
        """The first answer to a poll that does not say `processing`."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self.process(letter.poll)
            if answer.status_code != 202:
                return answer
            assert answer.json() == {"status": "processing"}
            time.sleep(PAUSE)
        raise AssertionError("the task never ended")

    def opened(self, answer: requests.Response, letter: Letter) -> dict[str, Any]:
        """The result in an answer."""
        assert answer.status_code == 200, answer.text
        told = json.loads(answer.text)
        assert told.keys() == {"status", "result"}
        assert told["status"] == "completed"
        return json.loads(decrypted(told["result"], letter.key))

    def work(self, kind: str, inner: dict[str, Any]) -> dict[str, Any]:
        """Sends it and waits for its result."""
        letter = self.letter(kind, inner)
        answer = self.process(letter.body)
        assert (answer.status_code, answer.json()) == (202, {"status": "processing"})
        return self.opened(self.ended(letter), letter)

    def clear(self, **keys: str) -> requests.Response:
        return self.post("/clear", {"client_id": self.client_id, **keys})

    # --- sealed requests on the named endpoints -----------------------------------------------------------

    def sealed(self, plain: bytes, key: bytes, *, padded: bool = True) -> dict[str, str]:
        return {
            "encrypted_data": encrypted(plain, key, padded=padded),
            "encrypted_key": self.wrapped(key),
            "signature": hashlib.sha256(plain).hexdigest(),
        }

    def ask(self, path: str, inner: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and opened answer of a sealed request."""
        key = os.urandom(self._key_bytes)
        answer = self.post(path, self.sealed(json.dumps(inner).encode(), key))
        told = answer.json()
        assert told.keys() == {"encrypted_data", "signature"}, told
        plain = decrypted(told["encrypted_data"], key)
        assert told["signature"] == hashlib.sha256(plain).hexdigest()
        return answer.status_code, json.loads(plain)

    def finished(self, accepted: dict[str, Any]) -> dict[str, Any]:
        """The answer to `/task_status` when the task of a sealed request has ended."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, told = self.ask("/task_status", {"task_id": accepted["task_id"]})
            if status != 202:
                assert status == 200, told
                return told
            time.sleep(PAUSE)
        raise AssertionError("the task never ended")

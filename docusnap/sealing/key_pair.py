"""The server's RSA key pair: made once, kept in a file of its own, and used by every process of the server."""

import hashlib
import hmac
import os
import secrets
import threading
from base64 import b64decode, b64encode
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from docusnap.domain.errors import KeyNotOpened, Misconfigured, StorageFailure
from docusnap.private_files import make_file
from docusnap.sealing.protocol_2 import RequestKey

_BITS = 3072
_LEAST_BITS = 2048
_KEY_BYTES = (16, 32)
_NAMED_FOR = b"docusnap names of sealed content"

# The hash, and the one of MGF1: browsers and Android; plain Java; PyCryptodome and other old defaults.
_PADDINGS = tuple(
    OAEP(MGF1(inner()), outer(), None) for outer, inner in ((SHA256, SHA256), (SHA256, SHA1), (SHA1, SHA1))
)


class KeyPair:
    """Loaded, or made, when it is first needed; safe to use from many threads and processes."""

    def __init__(self, path: Path, *, given: str = "") -> None:
        """`given`: the private key as PEM; without it, the one in the file at `path`, which is made if need be.

        Raises Misconfigured when a key is given that is none.
        """
        self._path = path
        self._lock = threading.Lock()
        self._private = _parsed(given.encode(), "DOCUSNAP_PRIVATE_KEY") if given else None

    def load(self) -> rsa.RSAPrivateKey:
        """The private key, made where there is none yet.

        Raises Misconfigured when its file holds something else, StorageFailure when it cannot be read or written.
        """
        with self._lock:
            if self._private is None:
                self._private = _loaded(self._path)
            return self._private

    @property
    def public_pem(self) -> str:
        """The public key as clients get it: PEM of a SubjectPublicKeyInfo."""
        public = self.load().public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def unwrap(self, wrapped: str) -> bytes:
        """The AES key, of 16 or 32 bytes, in base64 that was sealed with RSA-OAEP. Raises KeyNotOpened."""
        try:
            sealed = b64decode("".join(wrapped.split()), validate=True)
        except ValueError as error:
            raise KeyNotOpened from error
        for padding in _PADDINGS:
            try:
                key = self.load().decrypt(sealed, padding)
            except ValueError:
                continue
            if len(key) in _KEY_BYTES:
                return key
        raise KeyNotOpened

    def wrap(self, key: bytes) -> str:
        """The AES key sealed for this server, in base64, as `unwrap` takes it."""
        return b64encode(self.load().public_key().encrypt(key, _PADDINGS[0])).decode()

    @cached_property
    def request_key(self) -> RequestKey:
        """The key that requests of protocol 2 are sealed for; another private key makes another."""
        return RequestKey(bytes.fromhex(self.keyed_hash(b"protocol 2")))

    def keyed_hash(self, content: bytes) -> str:
        """A hash of these bytes which only this server can make, so that it says nothing about them."""
        secret = self.load().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return hmac.new(hashlib.sha256(_NAMED_FOR + secret).digest(), content, hashlib.sha256).hexdigest()


def _loaded(path: Path) -> rsa.RSAPrivateKey:
    try:
        if not path.exists():
            _make(path)
        make_file(path)  # it is there; but somebody may have laid it there, and left it open to others
        return _parsed(path.read_bytes(), str(path))
    except OSError as error:
        raise StorageFailure(f"The private key {path} cannot be kept ({error.strerror}).") from error


def _make(path: Path) -> None:
    """Whole or not at all, and never in place of one that another process made meanwhile."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parsed(pem: bytes, where: str) -> rsa.RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Misconfigured(f"{where} is not a private key in PEM without a password.") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _LEAST_BITS:
        raise Misconfigured(f"{where} is not an RSA key of {_LEAST_BITS} bits or more.")
    return key

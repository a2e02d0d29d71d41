"""The server's key pair: made once, and open to every padding that clients use."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from docusnap.domain.errors import KeyNotOpened, Misconfigured, StorageFailure
from docusnap.sealing.key_pair import KeyPair

MAKE = """
import pathlib, sys
from docusnap.sealing.key_pair import KeyPair
print(KeyPair(pathlib.Path(sys.argv[1])).public_pem)
"""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyPair:
    return KeyPair(tmp_path_factory.mktemp("keys") / "private.pem")


def wrapped(keys: KeyPair, key: bytes, outer: type[HashAlgorithm] = SHA256, inner: type[HashAlgorithm] = SHA256) -> str:
    public = serialization.load_pem_public_key(keys.public_pem.encode())
    assert isinstance(public, rsa.RSAPublicKey)
    return base64.b64encode(public.encrypt(key, padding.OAEP(padding.MGF1(inner()), outer(), None))).decode()


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


def test_the_key_pair_is_of_3072_bits_and_its_file_is_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "private.pem"
    assert KeyPair(path).load().key_size == 3072
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_file_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "private.pem"
    path.write_text(pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    path.chmod(0o644)
    KeyPair(path).load()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "secret"])
def test_a_key_file_that_holds_no_key_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "private.pem"
    path.write_text(content)
    with pytest.raises(Misconfigured, match=r"private\.pem"):
        KeyPair(path).load()
    assert path.read_text() == content


def test_the_key_pair_stays_the_same(tmp_path: Path) -> None:
    assert KeyPair(tmp_path / "private.pem").public_pem == KeyPair(tmp_path / "private.pem").public_pem


def test_processes_that_start_at_the_same_time_take_the_same_key_pair(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(tmp_path / "private.pem")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["private.pem"]


@pytest.mark.parametrize("size", [16, 32])
@pytest.mark.parametrize(("outer", "inner"), [(SHA256, SHA256), (SHA256, SHA1), (SHA1, SHA1)])
def test_a_key_is_opened_however_clients_pad(
    keys: KeyPair, size: int, outer: type[HashAlgorithm], inner: type[HashAlgorithm]
) -> None:
    assert keys.unwrap(wrapped(keys, bytes(size), outer, inner)) == bytes(size)


def test_white_space_in_base64_is_no_matter(keys: KeyPair) -> None:
    sent = wrapped(keys, bytes(32))
    assert keys.unwrap(f" {sent[:76]}\n{sent[76:]}\r\n") == bytes(32)


@pytest.mark.parametrize("size", [0, 15, 24, 33])
def test_a_key_of_another_size_is_refused(keys: KeyPair, size: int) -> None:
    with pytest.raises(KeyNotOpened):
        keys.unwrap(wrapped(keys, bytes(size)))


@pytest.mark.parametrize(
    "sent", ["", "AAAA", "no base64!", "ü", "\0", "A" * 9000, base64.b64encode(bytes(384)).decode()]
)
def test_what_is_no_sealed_key_is_refused(keys: KeyPair, sent: str) -> None:
    with pytest.raises(KeyNotOpened):
        keys.unwrap(sent)


def test_a_key_that_was_sealed_for_another_server_is_refused(keys: KeyPair, tmp_path: Path) -> None:
    with pytest.raises(KeyNotOpened):
        keys.unwrap(wrapped(KeyPair(tmp_path / "other.pem"), bytes(32)))


def test_a_given_key_is_taken(tmp_path: Path) -> None:
    given = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert KeyPair(tmp_path / "none.pem", given=pem(given)).load().private_numbers() == given.private_numbers()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", ["secret", pem(ec.generate_private_key(ec.SECP256R1()))])
def test_a_given_key_that_is_none_is_refused_at_once_and_not_told(tmp_path: Path, given: str) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_PRIVATE_KEY") as raised:
        KeyPair(tmp_path / "private.pem", given=given)
    assert given not in str(raised.value)


def test_a_key_that_cannot_be_kept_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        KeyPair(tmp_path / "gone" / "private.pem").load()


def test_a_name_depends_on_the_key_and_on_every_byte(keys: KeyPair, tmp_path: Path) -> None:
    names = {keys.keyed_hash(b"words"), keys.keyed_hash(b"word"), KeyPair(tmp_path / "other.pem").keyed_hash(b"words")}
    assert len(names) == 3
    assert keys.keyed_hash(b"words") in names

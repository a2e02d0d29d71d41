"""What clients name must not reach what only this machine may."""

import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.delegation.guarded_http import GuardedHttp, is_public
from docusnap.domain.errors import AddressRefused, TooLarge, Unreachable

ANY = GuardedHttp(seconds=1)


def get(outside: GuardedHttp, url: str, max_bytes: int = 1000):
    return outside.request("GET", url, headers={}, max_bytes=max_bytes)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:1::", "2001:db8::1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_the_internets_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_spelling_of_a_private_address_in_ipv6_is_public(address) -> None:
    number = f"{int(address):08x}"
    packed = f"{number[:4]}:{number[4:]}"
    spellings = [str(address), f"::ffff:{packed}", f"::{packed}", f"64:ff9b::{packed}", f"2002:{packed}::1"]
    assert not any(map(is_public, spellings))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///path", "example.com",
        "https://user:pass@example.com/", "https://user@example.com/", "https://127.0.0.1/", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest", "https://example.com:0/",
        "https://example.com:99999/", "https://exa mple.com/", "https://example.com/\r\nHost: x", "https://ex\u00e4mple.com/",
        "https://[::1", "gopher://example.com",
    ],
)  # fmt: skip
def test_such_addresses_are_refused_by_their_looks(url: str) -> None:
    with pytest.raises(AddressRefused):
        GuardedHttp(seconds=1).check(url)


def test_a_public_name_over_https_is_taken() -> None:
    GuardedHttp(seconds=1).check("https://example.com:8443/hook?x=1")


@given(st.text(max_size=40) | st.text(max_size=30).map("https://{}".format))
def test_any_text_is_taken_or_refused(text: str) -> None:
    try:
        ANY.check(text)
    except AddressRefused:
        return
    assert text.lower().startswith("https:")


@pytest.mark.parametrize("name", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_names_that_resolve_to_this_machine_are_refused(name: str) -> None:
    with pytest.raises((AddressRefused, Unreachable)):
        get(GuardedHttp(seconds=5), f"https://{name}/")


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    outside = GuardedHttp(seconds=5, resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(AddressRefused, match=r"example\.com is not a public address"):
        get(outside, "https://example.com/")


def test_a_name_is_resolved_once_so_that_it_cannot_change_between_check_and_connection(site) -> None:
    answers = [["127.0.0.1"], ["10.255.255.1"]]
    outside = GuardedHttp(allow=["rebinding.example"], seconds=5, resolve=lambda host, port: answers.pop(0))
    assert get(outside, site.url("/x", host="rebinding.example")).status == 200
    assert len(answers) == 1
    assert site.asked[0][2]["host"] == f"rebinding.example:{site.port}"


def test_only_the_named_port_of_a_host_is_allowed(site) -> None:
    GuardedHttp(allow=[f"127.0.0.1:{site.port}"], seconds=5).check(site.url())
    with pytest.raises(AddressRefused):
        GuardedHttp(allow=[f"127.0.0.1:{site.port + 1}"], seconds=5).check(site.url())


def test_the_answer_comes_with_status_headers_and_body(site) -> None:
    site.answers["/a?b=c"] = (418, {"X-Tea": "yes"}, b"pot")
    answer = get(GuardedHttp(allow=["127.0.0.1"], seconds=5), site.url("/a?b=c"))
    assert (answer.status, answer.headers["x-tea"], answer.body) == (418, "yes", b"pot")


def test_the_next_address_of_a_name_is_tried_when_one_cannot_be_connected_to(site) -> None:
    outside = GuardedHttp(allow=["twice.example"], seconds=5, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    answer = outside.request("POST", site.url(host="twice.example"), body=b"once", headers={}, max_bytes=9)
    assert (answer.status, [body for *_, body in site.asked]) == (200, [b"once"])


def test_a_redirect_is_told_and_not_followed(site) -> None:
    site.answers["/"] = (302, {"Location": site.url("/next")}, b"")
    assert get(GuardedHttp(allow=["127.0.0.1"], seconds=5), site.url()).headers["location"] == site.url("/next")
    assert len(site.asked) == 1


def test_an_answer_that_is_too_long_is_not_read_to_its_end(site) -> None:
    site.answers["/"] = (200, {}, b"x" * 1001)
    with pytest.raises(TooLarge):
        get(GuardedHttp(allow=["127.0.0.1"], seconds=5), site.url())
    site.answers["/"] = (200, {}, b"x" * 1000)
    assert len(get(GuardedHttp(allow=["127.0.0.1"], seconds=5), site.url()).body) == 1000


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            get(GuardedHttp(allow=["127.0.0.1"], seconds=5), f"http://127.0.0.1:{unused.getsockname()[1]}/")


@pytest.mark.parametrize(
    "slow_part",
    [
        b"HTTP/1.1 200 OK\r\nX-Header: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
    ],
)
def test_a_server_that_trickles_is_hung_up_on_in_time(slow_part: bytes) -> None:
    gone = threading.Event()

    def trickle(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            try:
                connection.sendall(slow_part)
                while not gone.wait(0.05):
                    connection.sendall(b"x")
            except OSError:
                gone.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=trickle, args=(listening,))
        server.start()
        with pytest.raises(Unreachable):
            get(GuardedHttp(allow=["127.0.0.1"], seconds=0.5), f"http://127.0.0.1:{listening.getsockname()[1]}/", 10**6)
        assert gone.wait(10)
        server.join(10)


def test_a_server_that_says_nothing_is_hung_up_on_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(Unreachable):
        get(GuardedHttp(allow=["127.0.0.1"], seconds=0.5), f"http://127.0.0.1:{listening.getsockname()[1]}/")


@pytest.fixture
def certified(tmp_path: Path) -> tuple[Path, Path]:
    """A key and a certificate for `docs.example`, signed by itself."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    more = ["-days", "2", "-subj", "/CN=docs.example", "-addext", "subjectAltName=DNS:docs.example"]
    subprocess.run([*command, *more, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"])
def test_over_https_too_a_server_that_trickles_is_hung_up_on_in_time(certified, before: bytes) -> None:
    """With nothing before it, the handshake itself trickles."""
    key, certificate = certified
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    gone = threading.Event()

    def trickle(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with serving.wrap_socket(connection, server_side=True) if before else connection as talking:
            try:
                talking.sendall(before or b"\x16\x03\x03\x40\x00")
                while not gone.wait(0.05):
                    talking.sendall(b"\x02")
            except OSError:
                gone.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = threading.Thread(target=trickle, args=(listening,))
        server.start()
        trust = ssl.create_default_context(cafile=certificate)
        outside = GuardedHttp(allow=["docs.example"], seconds=1, resolve=lambda host, port: ["127.0.0.1"], trust=trust)
        with pytest.raises(Unreachable):
            get(outside, f"https://docs.example:{port}/", 10**6)
        assert gone.wait(10)
        server.join(10)


def test_over_https_the_certificate_must_be_that_of_the_name_and_not_of_the_address(site, certified) -> None:
    key, certificate = certified
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    names: list[str | None] = []
    serving.sni_callback = lambda _, name, __: names.append(name)
    site.server.socket = serving.wrap_socket(site.server.socket, server_side=True)
    trust = ssl.create_default_context(cafile=str(certificate))

    def outside(name: str, trust: ssl.SSLContext | None) -> GuardedHttp:
        return GuardedHttp(allow=[name], seconds=5, resolve=lambda host, port: ["127.0.0.1"], trust=trust)

    def url(name: str) -> str:
        return site.url(host=name).replace("http:", "https:")

    assert get(outside("docs.example", trust), url("docs.example")).status == 200
    assert names == ["docs.example"]
    with pytest.raises(Unreachable):
        get(outside("other.example", trust), url("other.example"))
    with pytest.raises(Unreachable):
        get(outside("docs.example", None), url("docs.example"))


def test_no_test_can_connect_outside_this_machine():
    """Addresses outside are refused by their looks, or the connector is stubbed."""
    with socket.socket() as made, pytest.raises(BaseException, match=r"192\.0\.2\.1"):
        made.connect(("192.0.2.1", 443))

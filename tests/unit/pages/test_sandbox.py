"""Hostile code that got to run inside a decoder process: a real one, confined by its own `main`."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from docusnap.domain.errors import Misconfigured, UnreadableFile, UnsupportedFile
from docusnap.pages import sandbox
from docusnap.pages.decoder_process import Child, NamedFile
from docusnap.pages.limits import REQUEST_LENGTH_BYTES, Limits
from docusnap.pages.load import PageLoader

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux")

SECRET = "a-secret-that-only-the-server-has"

ATTACKS = f"""
import ctypes, mmap, os, pathlib, resource, signal, socket, sys
from docusnap.pages import decoder

parent, target = os.getppid(), json.loads(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)

def called(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def read_memory_of_parent():
    buffer = ctypes.create_string_buffer(8)
    here, there = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8), (ctypes.c_void_p * 2)(target["address"], 8)
    called("process_vm_readv", parent, here, ctypes.c_ulong(1), there, ctypes.c_ulong(1), ctypes.c_ulong(0))

attacks = {{
    "read the parent's environment": lambda: pathlib.Path(f"/proc/{{parent}}/environ").read_bytes(),
    "open the parent's memory": lambda: open(f"/proc/{{parent}}/mem", "rb"),
    "copy the parent's memory": read_memory_of_parent,
    "trace the parent": lambda: called("ptrace", 16, parent, 0, 0),
    "read the private key": lambda: pathlib.Path(target["key"]).read_bytes(),
    "read another user's list": lambda: pathlib.Path("/etc/passwd").read_bytes(),
    "list a folder": lambda: os.listdir(target["folder"]),
    "write the database": lambda: open(target["key"], "ab"),
    "make a file": lambda: open(target["folder"] + "/new", "wb"),
    "delete a file": lambda: os.unlink(target["key"]),
    "connect to an address": lambda: socket.create_connection(("127.0.0.1", target["port"])),
    "connect to a local socket": lambda: socket.socket(socket.AF_UNIX).connect(target["socket"]),
    "listen": lambda: socket.socket().listen(),
    "fork": lambda: os.fork() or os._exit(0),
    "start a program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    "signal the parent": lambda: os.kill(parent, 0),
    "raise its limits": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096)),
    "see its own secrets": lambda: {SECRET!r} in "".join(os.environ.values()) or int("none"),
}}

def attacked(self, name, content, page, *, whole):
    try:
        attacks[name]()
    except (OSError, ValueError) as error:
        return {{"failed": type(error).__name__}}, b""
    return {{"failed": None}}, b""

decoder.Decoder.answer = attacked
decoder.main()
"""

NAMES = [line.split('"')[1] for line in ATTACKS.splitlines() if line.startswith('    "')]
Attack = Callable[[str], str | None]


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, object]]:
    folder = tmp_path_factory.mktemp("data")
    (folder / "key.pem").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(folder / "s"))
        local.listen()
        buffer = bytearray(8)
        yield {
            "address": id(buffer),
            "key": str(folder / "key.pem"),
            "folder": str(folder),
            "port": server.getsockname()[1],
            "socket": str(folder / "s"),
        }


def hostile(limits: Limits, targets: Mapping[str, object], name: str) -> str | None:
    """What the attack failed with; None: it succeeded."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", "import json\n" + ATTACKS, json.dumps(asdict(limits)), json.dumps(targets)],
            stdin=theirs.fileno(),
            stdout=subprocess.PIPE,
        )
        theirs.close()
        assert process.stdout is not None
        with process, process.stdout as answers:
            assert json.loads(answers.readline())["missing"] == []
            request = json.dumps({"name": name, "size": 0, "page": 0, "whole": False}).encode()
            ours.sendall(len(request).to_bytes(REQUEST_LENGTH_BYTES) + request)
            told = json.loads(answers.readline() or '{"failed": "ended"}')
            ours.close()
    return str(told["failed"]) if told["failed"] else None


@pytest.mark.parametrize("name", NAMES)
def test_hostile_code_in_a_decoder_process_cannot(name: str, targets: Mapping[str, object]) -> None:
    assert hostile(Limits(), targets, name) in {"PermissionError", "ValueError"}


@pytest.mark.parametrize("name", ["read the private key", "make a file", "connect to an address", "signal the parent"])
def test_these_attacks_succeed_where_nothing_confines_it(name: str, targets: Mapping[str, object]) -> None:
    assert hostile(Limits(confined=False), targets, name) is None


def test_the_process_that_decodes_is_confined_wholly_here() -> None:
    child = Child(Limits())
    status = Path(f"/proc/{child.pid}/status").read_text()
    child.kill()
    assert child.missing == ()
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


def test_a_system_that_cannot_confine_it_is_refused_where_that_is_required(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = Child.__init__

    def without(child: Child, limits: Limits) -> None:
        real(child, limits)
        child.missing = ("landlock", "seccomp")

    monkeypatch.setattr(Child, "__init__", without)
    loader = PageLoader()
    with pytest.raises(Misconfigured, match=r"DOCUSNAP_SANDBOX=required.*Landlock.*seccomp"):
        loader.require_sandbox()
    assert "It cannot keep it from this user's files" in caplog.text


def test_a_kernel_without_landlock_leaves_a_process_that_opens_no_file_at_all(tmp_path: Path) -> None:
    code = (
        "from docusnap.pages import sandbox\n"
        "sandbox._confine_files = lambda libc: False\n"
        "print(sandbox.confine(), flush=True)\n"
        f"open({str(tmp_path)!r} + '/x', 'wb')\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stdout.strip() == str([sandbox.MISSING_FILES])
    assert "PermissionError" in ended.stderr


def test_a_process_whose_memory_is_hidden_cannot_be_looked_into_by_another_of_its_user() -> None:
    code = (
        "from docusnap.pages.sandbox import hide_memory\nimport os, sys\n"
        "os.setgid(65534) or os.setuid(65534) if os.getuid() == 0 else None\n"
        "print(hide_memory(), flush=True)\nsys.stdin.read()"
    )
    peek = (
        "import os, sys\nos.setgid(65534) or os.setuid(65534) if os.getuid() == 0 else None\n"
        "open(f'/proc/{sys.argv[1]}/environ').read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        peeked = subprocess.run([sys.executable, "-c", peek, str(process.pid)], capture_output=True, check=False)
        process.stdin.close()
    assert b"PermissionError" in peeked.stderr


def test_a_file_that_fails_in_a_way_that_nobody_foresaw_takes_its_process_with_it() -> None:
    child = Child(Limits())
    with pytest.raises(UnreadableFile):
        child.ask(NamedFile.of(b"\x89PNG\r\n\x1a\n" + b"no chunk" * 20), 0, 60)
    assert not child.alive


def test_a_file_that_is_known_to_be_none_of_ours_does_not() -> None:
    child = Child(Limits())
    with pytest.raises(UnsupportedFile):
        child.ask(NamedFile.of(b"plain text"), 0, 60)
    assert child.alive
    child.kill()

"""Takes from a decoder process, for good, all that decoding does not need; Linux, on x86-64 and ARM64.

Landlock (https://docs.kernel.org/userspace-api/landlock.html) leaves it no file but what Python loads late and the
fonts that a PDF may ask for, all to be read only. Seccomp (https://docs.kernel.org/userspace-api/seccomp_filter.html)
leaves it the system calls that work on memory and on what is open already: none that connects, starts, signals or
traces.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sysconfig
from collections.abc import Iterator
from pathlib import Path

MISSING_FILES = "landlock"
MISSING_CALLS = "seccomp"
MISSING_LIMITS = "limits"

_OPEN_FILES = 64
_FONTS = ("/usr/share/fonts", "/usr/share/X11/fonts/Type1", "/usr/share/X11/fonts/TTF", "/usr/local/share/fonts")

_PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 38, 4
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC = 1, 1

_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_VERSION, _LANDLOCK_PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights on files each version of Landlock knows; they are the lowest bits."""

# the kernel's names and numbers: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
_AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_CLONE, _CLONE3, _TGKILL = {"x86_64": 56, "aarch64": 220}, 435, {"x86_64": 234, "aarch64": 131}
_CLONE_THREAD = 0x10000
_CALLS: dict[str, dict[str, int]] = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "lseek": 8, "mmap": 9, "mprotect": 10,
        "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17,
        "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28, "dup": 32, "nanosleep": 35,
        "setitimer": 38, "getpid": 39, "recvfrom": 45, "recvmsg": 47, "exit": 60, "uname": 63, "getcwd": 79,
        "readlink": 89, "gettimeofday": 96, "sysinfo": 99, "sigaltstack": 131, "gettid": 186, "futex": 202,
        "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219, "clock_gettime": 228,
        "clock_nanosleep": 230, "exit_group": 231, "openat": 257, "newfstatat": 262, "set_robust_list": 273,
        "getrandom": 318, "statx": 332, "rseq": 334,
    },
    "aarch64": {
        "getcwd": 17, "dup": 23, "openat": 56, "close": 57, "getdents64": 61, "lseek": 62, "read": 63, "write": 64,
        "readv": 65, "writev": 66, "pread64": 67, "readlinkat": 78, "newfstatat": 79, "fstat": 80, "exit": 93,
        "exit_group": 94, "futex": 98, "set_robust_list": 99, "nanosleep": 101, "setitimer": 103, "clock_gettime": 113,
        "clock_nanosleep": 115, "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128,
        "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "uname": 160,
        "gettimeofday": 169, "getpid": 172, "gettid": 178, "sysinfo": 179, "recvfrom": 207, "recvmsg": 212,
        "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233, "getrandom": 278,
        "statx": 291, "rseq": 293,
    },
}  # fmt: skip
_OPENING = "openat"

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def confine() -> list[str]:
    """Confines this process, which must have one thread, and says what this system could not do (`MISSING_…`).

    To be called when all that decoding needs is imported. There is no way back.
    """
    return list(_confined())


def _confined() -> Iterator[str]:
    if not _limited():
        yield MISSING_LIMITS
    libc = _Libc()
    privileged = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    files = not privileged and _confine_files(libc)
    if not files:
        yield MISSING_FILES
    if privileged or not _confine_calls(libc, opening=files):
        yield MISSING_CALLS


class _Libc:
    """The C library's way to the kernel; a call that fails returns -1."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)

    def prctl(self, option: int, argument: int) -> int:
        """0, or -1."""
        return int(self._libc.prctl(option, *(ctypes.c_ulong(n) for n in (argument, 0, 0, 0))))

    def call(self, number: int, *arguments: int | bytes | None) -> int:
        """What the system call returns, or -1."""
        given = [ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments]
        return int(self._libc.syscall(ctypes.c_long(number), *given))


def _limited() -> bool:
    """No file written, no core, few files open. Not RLIMIT_NPROC, which counts the threads that libde265 needs too."""
    try:
        for kind, most in (
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
        ):
            resource.setrlimit(kind, (most, most))
    except (ValueError, OSError):
        return False
    return True


def _confine_files(libc: _Libc) -> bool:
    version = libc.call(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    rights = (1 << _FILE_RIGHTS.get(version, max(_FILE_RIGHTS.values()))) - 1
    network, signals = (0b11 if version >= 4 else 0), (0b11 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.call(_LANDLOCK_CREATE_RULESET, struct.pack("=QQQ", rights, network, signals), size, 0)
    if ruleset < 0:
        return False
    try:
        for folder in _readable():
            _allow_reading(libc, ruleset, folder)
        return libc.call(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _readable() -> Iterator[Path]:
    """Python's own libraries, which load parts of themselves late, and fonts. None of it is anybody's document."""
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_path(name))
    yield from map(Path, _FONTS)


def _allow_reading(libc: _Libc, ruleset: int, folder: Path) -> None:
    if not folder.is_dir():
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIRECTORY, opened)
        libc.call(_LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)


def _confine_calls(libc: _Libc, *, opening: bool) -> bool:
    """`opening`: files may be opened, since there is something that says which."""
    machine = platform.machine()
    if machine not in _CALLS:
        return False
    allowed = [number for name, number in _CALLS[machine].items() if opening or name != _OPENING]
    code = _filter(_AUDIT_ARCHITECTURE[machine], allowed, _CLONE[machine], _TGKILL[machine])
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    return libc.call(_SECCOMP[machine], _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, program) == 0


def _filter(architecture: int, allowed: list[int], clone: int, tgkill: int) -> bytes:
    """The program that the kernel runs at each call: what is not `allowed` fails with EPERM.

    A process may start threads, by `clone`, and end itself by a signal, as the C library's abort() does.
    """

    def step(code: int, value: int, when_so: int = 0, when_not: int = 0) -> bytes:
        return struct.pack("=HBBI", code, when_so, when_not, value)

    def only_if(number: int, test: int, value: int) -> list[bytes]:
        """The call is allowed where its first argument passes the test."""
        return [step(_EQUAL, number, 0, 4), step(_LOAD, _FIRST_ARGUMENT), step(test, value, 0, 1), allow, refuse]

    allow, refuse = step(_RETURN, _ALLOW), step(_RETURN, _ERROR | errno.EPERM)
    steps = [step(_LOAD, _ARCHITECTURE), step(_EQUAL, architecture, 1, 0), step(_RETURN, _KILL), step(_LOAD, _NUMBER)]
    for number in allowed:
        steps += [step(_EQUAL, number, 0, 1), allow]
    # its flags lie in memory, where a filter cannot look: whoever is told that there is no clone3 uses clone
    steps += [step(_EQUAL, _CLONE3, 0, 1), step(_RETURN, _ERROR | errno.ENOSYS)]
    steps += only_if(clone, _ANY_BIT, _CLONE_THREAD) + only_if(tgkill, _EQUAL, os.getpid())
    return b"".join([*steps, refuse])


def hide_memory() -> bool:
    """Keeps other processes of this user from this one's memory, environment and descriptors. False: it cannot.

    For the server: it holds the private key and what clients sent. Also means that it leaves no core.
    """
    return platform.system() == "Linux" and _Libc().prctl(_PR_SET_DUMPABLE, 0) == 0

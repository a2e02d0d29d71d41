"""What the work of the queue benchmark does: note when it began, in a file that all processes can add to."""

import os
import struct
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_STAMP = struct.Struct("=qd")


@cache
def _opened(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def begun(path: str, number: int) -> None:
    """Work `number` has begun."""
    os.write(_opened(path), _STAMP.pack(number, time.monotonic()))


def stamps(path: str) -> dict[int, float]:
    """When each work first began, by the clock that all processes share."""
    found: dict[int, float] = {}
    for number, at in _STAMP.iter_unpack(Path(path).read_bytes()):
        found.setdefault(number, at)
    return found


def how_many(path: str) -> int:
    """Works that have begun."""
    return Path(path).stat().st_size // _STAMP.size


def noop(uri: str, context: object, *, files: object, path: str, number: int) -> Mapping[str, Any]:
    """The work as an operation of the house."""
    begun(path, number)
    return {}


OPERATIONS = {"noop": noop}

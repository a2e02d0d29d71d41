"""The core runs where none of the extras is installed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = ("valkey", "redis", "boto3", "botocore", "psycopg", "psycopg_pool", "celery")

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
    return Path(__file__).parents[2] / "samples" / "receipt.jpg"


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

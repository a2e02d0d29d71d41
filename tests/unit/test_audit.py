"""The audit of the pinned packages, with a service that answers, knows nothing, or is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
SAFE = '{"name": "flask", "version": "3.1", "vulns": []}'
SKIPPED = '{"name": "flask", "skip_reason": "not found"}'
HOLED = (
    '{"name": "flask", "version": "3.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.2"], "aliases": ["CVE-1"]}]}'
)


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (f'{{"dependencies": [{SAFE}]}}', 0, ""),
        (f'{{"dependencies": [{SAFE}, {SKIPPED}]}}', 0, "NOT AUDITED: 1 of 2 packages"),
        (f'{{"dependencies": [{SKIPPED}, {HOLED}]}}', 1, "flask 3.1: PYSEC-1 CVE-1; fixed in 3.2"),
        ("Traceback: no network", 0, "NOT AUDITED: the service"),
    ],
)
def test_only_a_known_vulnerability_fails_and_what_was_not_asked_is_said(
    tmp_path: Path, answer: str, code: int, told: str
) -> None:
    (tmp_path / "pip_audit.py").write_text(f"print({answer!r})")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, AUDIT], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    assert told in done.stdout
    assert bool(done.stdout) == bool(told)


@pytest.mark.parametrize("answer", [f'{{"dependencies": [{SAFE}, {SKIPPED}]}}', "Traceback: no network"])
def test_where_an_audit_is_required_what_was_not_asked_fails_too(tmp_path: Path, answer: str) -> None:
    (tmp_path / "pip_audit.py").write_text(f"print({answer!r})")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, AUDIT, "--required"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "NOT AUDITED" in done.stdout

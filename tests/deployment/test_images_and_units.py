"""The Dockerfile, the compose files and the systemd units, as far as they can be checked without a Docker daemon."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from docusnap.settings import load_settings, variables
from docusnap.wiring.operations import operation_names

ROOT = Path(__file__).parents[2]
COMPOSE = ("compose.yaml", "compose.scale.yaml")
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def composed(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def ours(name: str) -> list[Any]:
    """The services that run DocuSnap."""
    return [service for service in composed(name)["services"].values() if service["image"] == "docusnap"]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """What it says, with its errors; empty when it found nothing to say."""
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = shutil.which("hadolint") or ROOT / ".venv" / "bin" / "hadolint"
    if not Path(hadolint).exists():
        pytest.skip("hadolint is not installed: the Dockerfile is not linted")

    assert run(hadolint, "Dockerfile") == ""


def test_the_image_runs_as_nobody_in_particular_and_is_asked_for_its_health() -> None:
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]

    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", last, re.MULTILINE)


def test_all_that_the_dockerfile_copies_is_sent_to_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    names = {name for line in copied for name in line.split()}
    assert names == {line[1:] for line in sent if line.startswith("!")}
    assert all((ROOT / name).exists() for name in names)
    packed = re.findall(r'^"([^"/]+)[^"]*" = "docusnap/', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert {*packed, "docusnap", "pyproject.toml"} <= names


def test_the_image_has_all_extras_in_the_versions_that_are_tested() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", text, re.MULTILINE))

    image, tested = pins("requirements-scale.lock"), pins("requirements-dev.lock")
    assert {name: version for name, version in image.items() if tested.get(name) != version} == {}
    assert (
        image.keys() >= {"celery", "psycopg", "valkey", "boto3", "opentelemetry-sdk"} | pins("requirements.lock").keys()
    )


@pytest.mark.parametrize("name", COMPOSE)
def test_a_compose_file_is_one(name: str, tmp_path: Path) -> None:
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed: compose files are read as YAML only")
    shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "secrets").mkdir()
    for secret in composed(name)["secrets"]:
        (tmp_path / "secrets" / secret).touch()

    assert "docusnap" in run(program, "--file", name, "config", cwd=tmp_path)


@pytest.mark.parametrize("name", COMPOSE)
def test_services_of_ours_can_change_nothing_but_their_data(name: str) -> None:
    assert ours(name)
    for service in ours(name):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


@pytest.mark.parametrize("name", COMPOSE)
def test_services_of_ours_are_given_settings_that_exist_and_no_secret_in_the_open(name: str) -> None:
    known = {v.name: v for v in variables()}
    for service in ours(name):
        given = {key for key in service["environment"] if key.startswith("DOCUSNAP_")}
        assert given <= known.keys()
        secret = [key for key in given if known[key].secret and not key.endswith("_FILE")]
        assert [key for key in secret if "@" in service["environment"][key]] == []
        files = [value for key, value in service["environment"].items() if key.endswith("_FILE")]
        assert {value.removeprefix("/run/secrets/") for value in files} == set(service["secrets"])


def test_between_them_the_workers_take_every_operation_and_none_reads_pages_itself() -> None:
    workers = [one["environment"] for one in ours("compose.scale.yaml") if one["command"] == ["worker"]]

    taken = [set(one.get("DOCUSNAP_WORKER_OPERATIONS", ",".join(own_operations())).split(",")) for one in workers]
    assert set().union(*taken) == own_operations()
    assert {one["DOCUSNAP_OCR_ENGINE"] for one in workers} == {"remote"}


def own_operations() -> frozenset[str]:
    return operation_names(load_settings({"DOCUSNAP_OPERATIONS": ""}))


def test_systemd_finds_nothing_in_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed: its units are not verified")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/docusnap/bin/docusnap", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")

    assert run("systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)) == ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_confined(unit: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed: its units are not verified")

    said = run("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", unit)

    exposure = re.search(r"Overall exposure level for .*: ([0-9.]+)", said)
    assert exposure
    assert float(exposure[1]) <= 2.0
    assert os.access(unit, os.R_OK)

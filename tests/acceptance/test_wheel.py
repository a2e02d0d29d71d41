"""The wheel alone, in an environment that holds only what it declares, away from the checkout."""

import os
import re
import shutil
import subprocess
import sys
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment: the wheel installed, its pinned dependencies linked in, nothing else."""
    place = tmp_path_factory.mktemp("wheel")
    _run([*PIP, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--no-index", "-w", str(place)])
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    packages = Path(_run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip())
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE):
        _link(name, packages)
    wheel = next(place.glob("docusnap-*.whl"))
    _run([*PIP, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)])
    return python


def _link(name: str, packages: Path) -> None:
    """The installed package `name`, seen from the other environment too."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return  # pinned for another platform
    tops = {file.parts[0] for file in installed.files or () if file.parts[0] not in ("..", "__pycache__")}
    for top in tops:
        link = packages / top
        if not link.exists():
            link.symlink_to(Path(str(installed.locate_file(top))))


def _run(command: list[str | Path], **options: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_the_wheel_declares_all_that_it_needs(bare: Path) -> None:
    _run([*PIP, "--python", str(bare), "check"])


def test_the_package_is_the_installed_one_and_brings_its_data(bare: Path, tmp_path: Path) -> None:
    where = "import docusnap; from importlib.resources import files as f; p = f('docusnap'); print(p)"
    inside = Path(_run([bare, "-c", where], cwd=tmp_path).strip())

    assert inside.is_relative_to(bare.parents[1])
    assert (inside / "schema.sql").read_text() == (ROOT / "schema.sql").read_text()
    for migration in (ROOT / "migrations").iterdir():
        assert (inside / "migrations" / migration.name).read_text() == migration.read_text()
    for template in (ROOT / "prompts").iterdir():
        assert (inside / "prompts" / template.name).read_text() == template.read_text()


def test_the_demo_runs_with_the_installed_wheel(bare: Path, tmp_path: Path) -> None:
    samples = shutil.copytree(ROOT / "samples", tmp_path / "samples")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}

    assert "all results are right" in _run([bare, samples / "demo.py"], cwd=tmp_path, env=clean)

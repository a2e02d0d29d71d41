"""What `make demo` says while it installs."""

import os
import subprocess
import sys
from pathlib import Path

INSTALL = Path(__file__).parents[2] / ".ci" / "install.py"
LOCK = "here==1.0 \\\n    --hash=sha256:00\nelsewhere==2.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n"


def run(folder: Path, pip: str) -> subprocess.CompletedProcess[str]:
    """Installs the lock by a pip that says so and ends so."""
    (folder / "pip" / "_vendor").mkdir(parents=True)
    (folder / "pip" / "__init__.py").touch()
    (folder / "pip" / "_vendor" / "__init__.py").write_text(
        "import packaging, sys\nsys.modules[__name__ + '.packaging'] = packaging"
    )
    (folder / "pip" / "__main__.py").write_text(pip)
    (folder / "lock.txt").write_text(LOCK)
    command = [sys.executable, str(INSTALL), str(folder / "lock.txt"), "it"]
    return subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_it_tells_how_much_it_installs_and_nothing_of_what_pip_chats(tmp_path: Path) -> None:
    done = run(
        tmp_path, "print('WARNING: chat')\nprint('Collecting here==1.0')\nprint('  Downloading here.whl (12.3 MB)')"
    )

    assert done.returncode == 0, done.stderr
    first, last = done.stdout.splitlines()
    assert first == "installing it (once): 1 packages"
    assert last.startswith("  1 of 1 packages, 12 MB, in ")


def test_what_pip_said_is_shown_where_it_fails(tmp_path: Path) -> None:
    done = run(tmp_path, "import sys\nprint('ERROR: no such file', file=sys.stderr)\nsys.exit(3)")

    assert (done.returncode, done.stderr) == (3, "ERROR: no such file\n")

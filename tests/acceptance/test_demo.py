"""The README's first command, as a stranger runs it."""

import subprocess
import sys
from pathlib import Path

from PIL import Image

DEMO = Path(__file__).parents[2] / "samples" / "demo.py"


def test_the_demo_shows_three_right_results_and_draws_their_evidence(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(DEMO)], cwd=tmp_path, capture_output=True, text=True, timeout=240)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "all results are right" in done.stdout
    for name in ("receipt", "filled-form", "blank-form"):
        with Image.open(tmp_path / "out" / f"{name}.png") as drawn:
            assert drawn.height > drawn.width, "the picture stands upright"

"""What is particular to `tesseract`: a program that may be missing, or fail."""

import shutil
import stat
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.ocr.tesseract import TesseractEngine
from docusnap.operations.upright import levelled

PAGE = np.full((200, 400, 3), 255, np.uint8)


def program(folder: Path, script: str) -> None:
    """A stand-in for the real one that knows English and German and then does as the script says."""
    path = folder / "tesseract"
    path.write_text(
        "#!/bin/sh\n"
        'case "$1" in --version) echo "tesseract 5.3.0"; exit;; '
        '--list-langs) printf "List\\neng\\ndeu\\n"; exit;; esac\n' + script
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with programs, but for the shell's own."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_missing_program_is_told_at_the_start_with_the_remedy(path: Path) -> None:
    with pytest.raises(Misconfigured, match="apt-get install tesseract-ocr"):
        TesseractEngine()


def test_a_missing_language_is_told_at_the_start_with_the_package_to_install(path: Path) -> None:
    program(path, "")

    with pytest.raises(Misconfigured, match="chi_sim, fra: apt-get install tesseract-ocr-chi-sim tesseract-ocr-fra"):
        TesseractEngine(languages=("en", "zh", "fr"))


def test_languages_are_part_of_the_recipe(path: Path) -> None:
    program(path, "")

    assert TesseractEngine(languages=("en",)).recipe != TesseractEngine(languages=("de", "en")).recipe


def test_a_program_that_fails_fails_the_page(path: Path) -> None:
    program(path, "echo 'no memory' >&2; exit 1\n")

    with pytest.raises(OcrFailure, match="no memory"):
        TesseractEngine().read(PAGE)


def test_a_program_that_hangs_is_stopped(path: Path) -> None:
    program(path, "exec /bin/sleep 60\n")

    with pytest.raises(OcrFailure, match="timeout"):
        TesseractEngine(timeout=0.2).read(PAGE)


def test_a_program_that_has_gone_since_can_come_back(path: Path) -> None:
    program(path, "")
    engine = TesseractEngine()
    (path / "tesseract").unlink()

    with pytest.raises(OcrUnavailable):
        engine.read(PAGE)


def test_one_page_uses_one_core(path: Path) -> None:
    program(path, 'echo "threads: $OMP_THREAD_LIMIT" >&2; exit 1\n')

    with pytest.raises(OcrFailure, match="threads: 1"):
        TesseractEngine().read(PAGE)


def test_a_column_that_the_first_reading_leaves_out_is_read_all_the_same() -> None:
    if not shutil.which("tesseract"):
        pytest.skip("Tesseract is not installed here (apt-get install tesseract-ocr)")
    content = (Path(__file__).parents[3] / "samples" / "receipt.jpg").read_bytes()
    with Pillow.open(BytesIO(content)) as opened:
        photograph = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    lines = TesseractEngine().read(levelled(photograph).image)
    read = {word.text for line in lines for word in line.words}
    assert {"Subtotal", "33.95", "TOTAL", "36.67"} <= read

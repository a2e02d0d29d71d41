"""Files that hang, crash or bloat careless readers, where the folder of them is at hand."""

import os
from pathlib import Path

import pytest

from docusnap.domain.errors import BadRequest
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader

FOLDER = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[3] / ".." / "shared" / "data") / "hostile"
FILES = sorted(p for p in FOLDER.glob("*") if p.suffix != ".jsonl") if FOLDER.is_dir() else []


@pytest.mark.skipif(not FILES, reason="no folder of hostile files (TEST_DATA)")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_hostile_file_gives_pages_or_a_clean_error(loader: PageLoader, path: Path) -> None:
    pages, reason = [], ""
    try:
        pages = list(loader.load(path))
    except BadRequest as error:
        reason = str(error)
    assert pages or reason
    assert all(max(p.image.shape) <= Limits().max_side for p in pages)

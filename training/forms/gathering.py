"""Makes and reads forms on several cores, each once: what is made is kept on disk, so that a run can be taken up again."""

import hashlib
import multiprocessing
import pickle
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2

from training.forms.guessed import guessed
from training.forms.made import Made, made

_MAKERS = (
    "choices", "content", "fields", "framed", "guessed", "listed", "made", "maker", "paper", "pen", "style", "tables",
    "texts", "vocabulary",
)  # fmt: skip
_DIGITS = 12


def gathered(folder: Path, guesses: Sequence[int], reads: Sequence[int], jobs: int) -> tuple[list[Made], list[Made]]:
    """The forms of those numbers, as our engine might read them and as it does; a few of the latter are left out.

    `folder` keeps them, apart for each state of the makers; `jobs`: processes at a time.
    """
    kept = folder / _recipe()
    kept.mkdir(parents=True, exist_ok=True)
    with multiprocessing.get_context("spawn").Pool(jobs, cv2.setNumThreads, (1,)) as pool:
        both = [
            pool.map(partial(_kept, kept, read), numbers, chunksize=8)
            for read, numbers in ((False, guesses), (True, reads))
        ]
    quick, slow = ([form for form in found if form] for found in both)
    return quick, slow


def _kept(folder: Path, read: bool, number: int) -> Made | None:
    file = folder / f"{'read' if read else 'guessed'}-{number}.pickle"
    if not file.exists():
        part = file.with_suffix(".part")
        part.write_bytes(pickle.dumps(made(number) if read else guessed(number)))
        part.replace(file)
    form: Made | None = pickle.loads(file.read_bytes())
    return form


def _recipe() -> str:
    """Changes when the makers do."""
    here = Path(__file__).parent
    files = [
        *(here / f"{name}.py" for name in _MAKERS),
        here / "words.txt",
        here.parent / "noise.py",
        here.parent / "fonts.py",
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:_DIGITS]

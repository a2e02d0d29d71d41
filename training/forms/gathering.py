"""Makes and reads forms on several cores, each once: what is made is kept on disk, so that a run can be taken up again."""

import hashlib
import json
import multiprocessing
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2

from docusnap.database.readings import page_from_json, page_to_json
from training.forms.guessed import guessed
from training.forms.made import Made, made
from training.forms.paper import Drawn, Entity

_MAKERS = (
    "choices", "content", "fields", "framed", "guessed", "listed", "made", "maker", "paper", "pen", "style", "tables",
    "texts", "vocabulary",
)  # fmt: skip
_DIGITS = 12
FIRST_LEARNT = 100_000
"""Number of the first form that the network learns from, its reading guessed."""
_RECORDED = 3


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
    file = folder / f"{'read' if read else 'guessed'}-{number}.json"
    if not file.exists():
        part = file.with_suffix(".part")
        part.write_text(_to_json(made(number) if read else guessed(number)))
        part.replace(file)
    return _from_json(file.read_text())


def _to_json(form: Made | None) -> str:
    if form is None:
        return "null"
    page, words, entities = form
    return json.dumps(
        {
            "page": page_to_json(page),
            "words": [[w.text, w.box, w.entity] for w in words],
            "entities": [[e.kind, e.of, e.space] for e in entities],
        }
    )


def _from_json(text: str) -> Made | None:
    kept = json.loads(text)
    if kept is None:
        return None
    words = (Drawn(text, tuple(box), entity) for text, box, entity in kept["words"])
    entities = (Entity(n, kind, of, space and tuple(space)) for n, (kind, of, space) in enumerate(kept["entities"]))
    return page_from_json(kept["page"], 1), tuple(words), tuple(entities)


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


def record(folder: Path, **settings: int) -> None:
    """Writes beside the weights what they were made from: the settings, the first forms, and what came of it."""
    weights = {f"{name}.npz": _sha(folder / f"{name}.npz") for name in ("network", "chooser", "judge")}
    told = {**settings, "first_forms": first_forms(), **weights}
    (folder / "weights.json").write_text(json.dumps(told, indent=1) + "\n")


def first_forms() -> str:
    """Of what stands on the first forms that the network learns from, and what it is; it changes when the makers do."""
    made_up = [guessed(FIRST_LEARNT + n) for n in range(_RECORDED)]
    said = [
        ([(w.text, w.entity) for w in words], [(e.kind, *e.of) for e in entities]) for _, words, entities in made_up
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:_DIGITS]


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

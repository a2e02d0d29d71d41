"""Made forms, read: python -m training.forms.made FROM TO FILE writes the pages with their truth (pickled)."""

import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

from docusnap.domain.page import Page, resized
from docusnap.ocr.rapid import RapidEngine
from docusnap.operations.upright import levelled
from docusnap.pages.marks import find_marks
from training.forms.maker import make_form
from training.forms.paper import Drawn, Entity, Fonts

Made = tuple[Page, tuple[Drawn, ...], tuple[Entity, ...]]


@cache
def _engine() -> RapidEngine:
    return RapidEngine()


@cache
def _fonts() -> Fonts:
    return Fonts()


def made(seed: int) -> Made | None:
    """The form of that number as our own engine reads it; None where it lies so askew that it is levelled."""
    form = make_form(seed, _fonts())
    upright = levelled(form.image)
    if upright.skew or upright.turn:
        return None
    segments = tuple(_engine().read(upright.image))
    height, width = upright.image.shape[:2]
    page = Page(1, width, height, segments, find_marks(upright.image), "rapid")
    return resized(page, width, height), form.words, form.entities


def main() -> None:
    """Reads the forms of the numbers given, on all cores."""
    first, last, path = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    with ProcessPoolExecutor() as pool:
        found = [m for m in pool.map(made, range(first, last), chunksize=4) if m]
    path.write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()

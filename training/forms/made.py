"""Made forms as our own engine reads them."""

from functools import cache

from docusnap.domain.page import Page, resized
from docusnap.ocr.rapid import RapidEngine
from docusnap.operations.upright import levelled
from docusnap.pages.marks import find_marks
from training.forms.maker import make_form
from training.forms.paper import Drawn, Entity

Made = tuple[Page, tuple[Drawn, ...], tuple[Entity, ...]]


@cache
def _engine() -> RapidEngine:
    return RapidEngine()


def made(seed: int) -> Made | None:
    """The form of that number as our own engine reads it; None where it lies so askew that it is levelled."""
    form = make_form(seed)
    upright = levelled(form.image)
    if upright.skew or upright.turn:
        return None
    segments = tuple(_engine().read(upright.image))
    height, width = upright.image.shape[:2]
    page = Page(1, width, height, segments, find_marks(upright.image), "rapid")
    return resized(page, width, height), form.words, form.entities
